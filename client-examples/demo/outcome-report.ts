import type { ImportOutcomeData } from './fetch-outcome.ts';

/** What was measured beside what the API tells. */
export interface Measured {
  readonly secondsToReady: number;
  /** Bytes; undefined where the system does not tell. */
  readonly peakMemory: number | undefined;
}

const numbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const LABEL_WIDTH = 18;

/** The outcome of an import as lines of text. */
export function outcomeReport(outcome: ImportOutcomeData, measured: Measured): string {
  const { progress, totals, failure, issueCounts } = outcome;
  const seconds = secondsBetween(outcome.startedAt, outcome.finishedAt);
  const money = (amount: string) => `${groupThousands(amount)} ${totals.currency}`;
  return [
    `${outcome.estado} · ${outcome.outcome ?? '—'}`,
    ...(failure ? [line('failure', `${failure.code}: ${failure.message}`)] : []),
    line('rows read', numbers.format(progress.rowsRead)),
    line('rows accepted', numbers.format(progress.rowsAccepted)),
    line('rows rejected', numbers.format(progress.rowsRejected)),
    line('rows skipped', numbers.format(progress.rowsSkipped)),
    line('charges', numbers.format(totals.charges)),
    line('lineas', numbers.format(totals.lineas)),
    line('net', money(totals.net)),
    line('tax', money(totals.tax)),
    line('total', money(totals.total)),
    ...issueCounts.flatMap(issueLines),
    line('seconds', seconds === undefined ? '—' : seconds.toFixed(2)),
    line('rows per second', seconds ? numbers.format(progress.rowsRead / seconds) : '—'),
    line('server peak RSS', memory(measured.peakMemory)),
    line('time to ready', `${measured.secondsToReady.toFixed(2)} s`),
  ].join('\n');
}

function line(label: string, value: string): string {
  return `  ${label.padEnd(LABEL_WIDTH)}${value}`;
}

function issueLines({ code, severity, count, example }: ImportOutcomeData['issueCounts'][number]): string[] {
  const first = line('issues', `${numbers.format(count)} × ${code} (${severity})`);
  if (!example) return [first];
  const where = `${example.column ?? ''}${example.row}`;
  return [first, line('', `for example ${where}: ${example.message}`)];
}

function secondsBetween(from: string | null | undefined, to: string | null | undefined): number | undefined {
  return from && to ? (Date.parse(to) - Date.parse(from)) / 1_000 : undefined;
}

/** "-1386790.03" → "-1,386,790.03", digit by digit: an amount never becomes a float. */
export function groupThousands(amount: string): string {
  const [whole = '', fraction] = amount.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function memory(bytes: number | undefined): string {
  if (bytes === undefined) return 'this system does not tell';
  return `${numbers.format(bytes / 2 ** 20)} MiB (the database's processes not counted)`;
}
