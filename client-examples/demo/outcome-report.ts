import type { ImportOutcomeData } from '../import-file/fetch-outcome.ts';
import { labelled, outcomeLines } from '../import-file/outcome-lines.ts';

/** What was measured beside what the API tells. */
export interface Measured {
  readonly secondsToReady: number;
  /** Bytes; undefined where the system does not tell. */
  readonly peakMemory: number | undefined;
}

const numbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** The outcome of an import, and what was measured, as lines of text. */
export function outcomeReport(outcome: ImportOutcomeData, measured: Measured): string {
  return [
    ...outcomeLines(outcome, 'en'),
    labelled('server peak RSS', memory(measured.peakMemory)),
    labelled('time to ready', `${measured.secondsToReady.toFixed(2)} s`),
  ].join('\n');
}

function memory(bytes: number | undefined): string {
  if (bytes === undefined) return 'this system does not tell';
  return `${numbers.format(bytes / 2 ** 20)} MiB (the database's processes not counted)`;
}
