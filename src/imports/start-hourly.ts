import { loggable } from './loggable.ts';
import type { ImportParts } from './parts.ts';

const HOUR_MS = 3_600_000;

/**
 * Runs the task now and every hour, one after the other; of one that fails, `failed` is logged. Disposing it aborts the
 * task's signal and waits for the one under way.
 */
export function startHourly(
  { log }: Pick<ImportParts, 'log'>,
  task: (signal: AbortSignal) => Promise<void>,
  failed: string,
): AsyncDisposable {
  const stop = new AbortController();
  const run = () =>
    task(stop.signal).catch((error: unknown) => {
      if (!stop.signal.aborted) log.warn({ err: loggable(error) }, failed);
    });
  let running = run();
  const timer = setInterval(() => {
    running = running.then(run);
  }, HOUR_MS);
  timer.unref();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      clearInterval(timer);
      await running;
    },
  };
}
