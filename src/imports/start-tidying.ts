import { loggable } from './loggable.ts';
import type { ImportParts } from './parts.ts';
import { cancelUnconfirmed } from './run/cancel-unconfirmed.ts';
import { endLeftCanceling } from './run/end-canceling.ts';

/**
 * Ends what nobody else does, now and at every poll: what was not confirmed in time, and what was left CANCELING. Beside
 * the claims, which wait for none of it. Disposing it waits for what is under way.
 */
export function startTidying(parts: ImportParts, pollMs: number): AsyncDisposable {
  let running: Promise<void> | undefined;
  const run = () => {
    running ??= tidyUp(parts)
      .catch((error: unknown) => parts.log.error({ err: loggable(error) }, 'Imports could not be tidied up'))
      .finally(() => {
        running = undefined;
      });
  };
  run();
  const timer = setInterval(run, pollMs);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await running;
    },
  };
}

async function tidyUp(parts: ImportParts): Promise<void> {
  await cancelUnconfirmed(parts);
  await endLeftCanceling(parts);
}
