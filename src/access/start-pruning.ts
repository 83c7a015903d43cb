import type { Logger } from 'pino';
import type { AccessParts } from './parts.ts';
import { pruneAccess } from './prune-access.ts';

const ONCE_A_DAY_MS = 24 * 60 * 60 * 1_000;

/** Prunes at once and then once a day, until it is disposed; a failure is logged and the next day tries again. */
export function startPruning(parts: Pick<AccessParts, 'database'>, log: Logger): AsyncDisposable {
  const prune = () =>
    pruneAccess(parts).catch((error: Error) =>
      log.warn({ error: error.name }, 'Old sessions could not be removed'),
    );
  let running = prune();
  const timer = setInterval(() => {
    running = prune();
  }, ONCE_A_DAY_MS);
  timer.unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await running;
    },
  };
}
