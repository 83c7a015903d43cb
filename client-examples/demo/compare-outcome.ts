import type { ImportOutcomeData } from '../import-file/fetch-outcome.ts';

/** What a file holds, known to whoever made it. */
export interface ExpectedOutcome {
  readonly rowsRead: number;
  readonly rowsAccepted: number;
  readonly rowsRejected: number;
  readonly rowsSkipped: number;
  readonly charges: number;
  readonly lineas: number;
  readonly net: string;
  readonly tax: string;
  readonly total: string;
  /** By RowIssueCode. */
  readonly issues: Readonly<Partial<Record<string, number>>>;
}

/** A sentence for every figure that is not exactly as expected; empty where all are. */
export function compareOutcome(
  expected: ExpectedOutcome,
  {
    estado,
    progress,
    totals,
    issueCounts,
  }: Pick<ImportOutcomeData, 'estado' | 'progress' | 'totals' | 'issueCounts'>,
): string[] {
  const found = new Map<string, unknown>([
    ['estado', estado],
    ...Object.entries(progress),
    ...Object.entries(totals),
    ...issueCounts.map(({ code, count }): [string, unknown] => [`issues ${code}`, count]),
  ]);
  const { issues, ...figures } = expected;
  const wanted = new Map<string, unknown>([
    ['estado', 'FINALIZADO'],
    ...FIGURES.map((name): [string, unknown] => [name, figures[name]]),
    ...Object.entries(issues).map(([code, count]): [string, unknown] => [`issues ${code}`, count]),
  ]);
  const unforeseen = issueCounts.filter(({ code }) => issues[code] === undefined);
  return [
    ...[...wanted]
      .filter(([name, value]) => found.get(name) !== value)
      .map(([name, value]) => `${name}: expected ${value}, the API says ${found.get(name) ?? 'nothing'}`),
    ...unforeseen.map(({ code, count }) => `issues ${code}: expected none, the API says ${count}`),
  ];
}

const FIGURES = [
  'rowsRead',
  'rowsAccepted',
  'rowsRejected',
  'rowsSkipped',
  'charges',
  'lineas',
  'net',
  'tax',
  'total',
] as const;
