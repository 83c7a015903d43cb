import { loggable } from '../loggable.ts';
import type { ImportParts } from '../parts.ts';
import { purgeFiles } from './purge-files.ts';
import { purgeRows } from './purge-rows.ts';

const HOUR_MS = 3_600_000;

type PurgeParts = Pick<ImportParts, 'database' | 'store' | 'log' | 'settings'>;

/** Purges now and every hour, where the settings say so; disposing it stops between two steps. */
export function startPurging(parts: PurgeParts): AsyncDisposable {
  const stop = new AbortController();
  const run = () =>
    purge(parts, stop.signal).catch((error: unknown) => {
      parts.log.warn({ err: loggable(error) }, 'What is too old could not be removed; that is tried again');
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

/** Files first: what is rejected can be downloaded as long as both are there, and is not offered once either is gone. */
export async function purge(parts: PurgeParts, signal: AbortSignal): Promise<void> {
  const { retentionMonths, sourceRetentionDays } = parts.settings;
  if (sourceRetentionDays !== undefined) await purgeFiles(parts, { days: sourceRetentionDays }, signal);
  if (retentionMonths === undefined) return;
  await purgeFiles(parts, { months: retentionMonths }, signal);
  await purgeRows(parts, retentionMonths, signal);
}
