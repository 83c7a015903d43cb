import { afterEach } from 'vitest';
import type { ImportParts, ImportSettings } from '../parts.ts';
import { type Runner, startRunner } from '../runner.ts';
import type { RunTiming } from './run-timing.ts';

/** Short enough to wait for. */
export const QUICK: RunTiming = {
  leaseSeconds: 5,
  heartbeatMs: 200,
  progressMs: 20,
  pollMs: 100,
  backoffMs: 10,
};

/** Starts the runner once a test has laid out what it is to find; ended after the test. */
export function useRunner(
  parts: () => ImportParts,
): (timing?: RunTiming, settings?: Partial<ImportSettings>) => Promise<Runner> {
  let runner: Runner | undefined;
  afterEach(async () => {
    await runner?.[Symbol.asyncDispose]();
    runner = undefined;
  });
  return async (timing = QUICK, settings = {}) => {
    runner = await startRunner({ ...parts(), settings: { ...parts().settings, ...settings } }, timing);
    return runner;
  };
}

/** A pool that reads as always, and stops before the n-th batch of charges (of one import) until it is let go on. */
export function heldReader({ readerPool }: ImportParts, atBatch: number, importId?: number) {
  let goOn = (): void => {};
  let stop = (): void => {};
  const released = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const pool: ImportParts['readerPool'] = {
    run: (task, options) => {
      let batches = 0;
      const onMessage: typeof options.onMessage = async (said, giveBack) => {
        batches += said.kind === 'charges' ? 1 : 0;
        if (said.kind === 'charges' && batches === atBatch && task.importId === (importId ?? task.importId)) {
          stop();
          await released;
        }
        return options.onMessage(said, giveBack);
      };
      return readerPool.run(task, { ...options, onMessage });
    },
    [Symbol.asyncDispose]: async () => {},
  };
  return { pool, reached, goOn, [Symbol.dispose]: goOn };
}

/** Later by so many answers of the database, to meet the other side at every point of its way. */
export async function later({ database }: Pick<ImportParts, 'database'>, answers: number): Promise<void> {
  for (let n = 0; n < answers; n++) await database.pool.query('SELECT 1');
}
