// What thread.dev.mjs is to thread.ts.
import { register } from 'tsx/esm/api';

register();
await import('./write-rows.ts');
