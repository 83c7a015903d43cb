import { OUTCOME_WORDS } from '../client/screen-words.ts';
import { printable } from '../watch-imports/printable.ts';
import type { ImportOutcomeData } from './fetch-outcome.ts';
import type { Language, Words } from './language.ts';
import { numberFormat } from './progress-line.ts';

const LABEL_WIDTH = 18;
const LABELS = {
  failure: { es: 'falló por', en: 'failure' },
  hint: { es: 'qué hacer', en: 'what to do' },
  rowsRead: { es: 'filas leídas', en: 'rows read' },
  rowsAccepted: { es: 'filas aceptadas', en: 'rows accepted' },
  rowsRejected: { es: 'filas rechazadas', en: 'rows rejected' },
  rowsSkipped: { es: 'filas omitidas', en: 'rows skipped' },
  charges: { es: 'cargos', en: 'charges' },
  lineas: { es: 'líneas', en: 'lineas' },
  net: { es: 'neto', en: 'net' },
  tax: { es: 'impuestos', en: 'tax' },
  total: { es: 'total', en: 'total' },
  issues: { es: 'observaciones', en: 'issues' },
  example: { es: 'por ejemplo', en: 'for example' },
  seconds: { es: 'segundos', en: 'seconds' },
  speed: { es: 'filas por segundo', en: 'rows per second' },
} as const satisfies Readonly<Record<string, Words>>;

/** The outcome of an import as lines of text: what was read, what it adds up to, what is wrong with it. */
export function outcomeLines(outcome: ImportOutcomeData, language: Language): string[] {
  const { progress, totals, failure, issueCounts } = outcome;
  const numbers = numberFormat(language);
  const seconds = secondsBetween(outcome.startedAt, outcome.finishedAt);
  const label = (of: keyof typeof LABELS, value: string) => labelled(LABELS[of][language], value);
  const money = (amount: string) =>
    `${language === 'en' ? groupThousands(amount) : amount} ${totals.currency}`;
  const rows = (['rowsRead', 'rowsAccepted', 'rowsRejected', 'rowsSkipped'] as const).map((of) =>
    label(of, numbers.format(progress[of])),
  );
  return [
    heading(outcome, language),
    ...(failure ? [label('failure', printable(`${failure.code}: ${failure.message}`))] : []),
    ...(failure?.hint ? [label('hint', printable(failure.hint))] : []),
    ...rows,
    label('charges', numbers.format(totals.charges)),
    label('lineas', numbers.format(totals.lineas)),
    label('net', money(totals.net)),
    label('tax', money(totals.tax)),
    label('total', money(totals.total)),
    ...issueCounts.flatMap(({ code, severity, count, example }) => [
      label('issues', `${numbers.format(count)} × ${code} (${severity})`),
      ...(example ? [labelled('', exampleText(example, language))] : []),
    ]),
    label('seconds', seconds === undefined ? '—' : seconds.toFixed(2)),
    label('speed', seconds ? numbers.format(progress.rowsRead / seconds) : '—'),
  ];
}

/** One line of the report. */
export function labelled(label: string, value: string): string {
  return `  ${label.padEnd(LABEL_WIDTH)}${value}`;
}

function heading({ estado, outcome }: ImportOutcomeData, language: Language): string {
  if (!outcome) return `${estado} · —`;
  return `${estado} · ${language === 'es' ? OUTCOME_WORDS[outcome] : outcome}`;
}

type Example = NonNullable<ImportOutcomeData['issueCounts'][number]['example']>;

function exampleText({ row, column, message }: Example, language: Language): string {
  return printable(`${LABELS.example[language]} ${column ?? ''}${row}: ${message}`);
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
