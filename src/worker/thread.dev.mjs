// Node 20 cannot load .ts in a worker thread, even under tsx; this file teaches it, in development and tests only.
import { register } from 'tsx/esm/api';

register();
const thread = await import('./thread.ts');
export default thread.default;
export const { preview, select, correct } = thread;
