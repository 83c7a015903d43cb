import type { ImportParts } from '../parts.ts';
import { startHourly } from '../start-hourly.ts';
import { purgeFiles } from './purge-files.ts';
import { purgeRows } from './purge-rows.ts';

type PurgeParts = Pick<ImportParts, 'database' | 'store' | 'log' | 'settings'>;

/** Purges now and every hour, where the settings say so; disposing it stops between two steps. */
export function startPurging(parts: PurgeParts): AsyncDisposable {
  const failed = 'What is too old could not be removed; that is tried again';
  return startHourly(parts, (signal) => purge(parts, signal), failed);
}

/** Files first: what is rejected can be downloaded as long as both are there, and is not offered once either is gone. */
export async function purge(parts: PurgeParts, signal: AbortSignal): Promise<void> {
  const { retentionMonths, sourceRetentionDays } = parts.settings;
  if (sourceRetentionDays !== undefined) await purgeFiles(parts, { days: sourceRetentionDays }, signal);
  if (retentionMonths === undefined) return;
  await purgeFiles(parts, { months: retentionMonths }, signal);
  await purgeRows(parts, retentionMonths, signal);
}
