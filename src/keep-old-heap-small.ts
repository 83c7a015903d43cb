import { setFlagsFromString } from 'node:v8';

/**
 * From now on the main thread's heap of old objects grows by at most 30 percent before V8 looks what of it is in use, as
 * under `npm start` (decision 018). V8 reads it at each look, so that it works in a process that runs; room for young
 * objects is set once, before anything runs.
 */
export function keepOldHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=30');
}
