import type { PutLimits, StoredFile } from './file-store.ts';

type Put = (limits: PutLimits) => Promise<StoredFile>;

/** The puts under way of one store. Disposing it aborts them and waits until they have cleaned up. */
export interface RunningPuts extends AsyncDisposable {
  /** Runs the put with a signal that also follows the caller's. */
  run(limits: PutLimits, put: Put): Promise<StoredFile>;
}

export function runningPuts(): RunningPuts {
  const puts = new Map<Promise<StoredFile>, AbortController>();
  return {
    run({ maxBytes, signal }, put) {
      const own = new AbortController();
      const stopFollowing = follow(own, signal);
      const stored = put({ maxBytes, signal: own.signal });
      puts.set(stored, own);
      return stored.finally(() => {
        stopFollowing();
        puts.delete(stored);
      });
    },
    async [Symbol.asyncDispose]() {
      for (const own of puts.values()) own.abort(new Error('The file store was closed'));
      await Promise.allSettled(puts.keys());
    },
  };
}

/** Aborts the controller with the signal. AbortSignal.any would keep a long-lived signal's followers on Node 20. */
function follow(own: AbortController, signal: AbortSignal | undefined): () => void {
  if (!signal) return () => {};
  const abort = () => own.abort(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  return () => signal.removeEventListener('abort', abort);
}
