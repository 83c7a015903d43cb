import { afterEach } from 'vitest';
import type { ImportParts, ImportSettings } from './parts.ts';
import type { RunTiming } from './run-timing.ts';
import { type Runner, startRunner } from './runner.ts';

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
