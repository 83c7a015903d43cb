/** A promise that rejects with the signal's reason when it is aborted, and how to stop listening for that. */
export function abortion(signal: AbortSignal | undefined): {
  readonly aborted: Promise<never>;
  readonly stopListening: () => void;
} {
  let stopListening = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    const abort = () => reject(signal?.reason);
    if (signal?.aborted) return abort();
    signal?.addEventListener('abort', abort, { once: true });
    stopListening = () => signal?.removeEventListener('abort', abort);
  });
  aborted.catch(() => {}); // heard by whoever waits just then; nobody may be doing so
  return { aborted, stopListening };
}
