// What thread.dev.mjs is to thread.ts: a thread that does odd things, for the tests of the pool.
import { register } from 'tsx/esm/api';

register();
export default (await import('./odd-thread.test-data.ts')).default;
