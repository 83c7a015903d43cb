import { setTimeout as sleep } from 'node:timers/promises';
import { MissedError } from './missed-error.ts';

const LOOK_MS = 25;

/** Looks again and again until there is something other than undefined or false; throws MissedError after so long. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 30_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new MissedError(`${what}: not within ${timeoutMs / 1_000} s`);
    await sleep(LOOK_MS);
  }
}

/** Throws MissedError where the promise takes longer. */
export async function within<T>(what: string, ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new MissedError(`${what}: not within ${ms / 1_000} s`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
