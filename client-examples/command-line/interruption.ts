export interface Interruption extends Disposable {
  readonly signal: AbortSignal;
  /** Never resolves; rejects once somebody asks to stop. */
  readonly promise: Promise<never>;
}

/**
 * Ctrl-C and what else asks a program to stop, heard until disposed. A second Ctrl-C ends the process at
 * once.
 */
export function interruption(): Interruption {
  const controller = new AbortController();
  const { promise, reject } = withResolvers();
  promise.catch(() => {});
  const hear = () => {
    release();
    controller.abort();
    reject(new InterruptedError());
  };
  const release = () => {
    for (const signal of SIGNALS) process.off(signal, hear);
  };
  for (const signal of SIGNALS) process.on(signal, hear);
  return { signal: controller.signal, promise, [Symbol.dispose]: release };
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

function withResolvers(): { promise: Promise<never>; reject: (reason: Error) => void } {
  let reject: (reason: Error) => void = () => {};
  const promise = new Promise<never>((_, refuse) => {
    reject = refuse;
  });
  return { promise, reject };
}
