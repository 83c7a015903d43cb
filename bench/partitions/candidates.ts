import { IMPORTS_A_BLOCK, MONTHS, type Shape } from './shape.ts';

/** One way to divide the charges, with what the product would have to say in its statements. */
export interface Candidate {
  readonly name: string;
  /** Undefined: one table. */
  readonly by?: string;
  /** A column that the table has to have, and the key to hold, beside what they do. */
  readonly extra?: { readonly column: string; readonly type: string };
  /** The partitions: a name's end and its bounds. */
  partitions(shape: Shape): readonly { readonly name: string; readonly bounds: string }[];
  /** Partitions that hold nothing but the oldest month, where retention may drop them. */
  readonly dropsOldest: boolean;
}

const HASHES = 16;

export const CANDIDATES: readonly Candidate[] = [
  { name: 'none', partitions: () => [], dropsOldest: false },
  {
    name: 'RANGE import_id',
    by: 'RANGE (import_id)',
    partitions: ({ imports }) =>
      series(Math.ceil((imports + IMPORTS_A_BLOCK) / IMPORTS_A_BLOCK)).map((i) => ({
        name: `b${i}`,
        bounds: `FROM (${i * IMPORTS_A_BLOCK}) TO (${(i + 1) * IMPORTS_A_BLOCK})`,
      })),
    dropsOldest: true,
  },
  {
    name: `HASH empresa_id ${HASHES}`,
    by: 'HASH (empresa_id)',
    partitions: () =>
      series(HASHES).map((i) => ({ name: `h${i}`, bounds: `WITH (MODULUS ${HASHES}, REMAINDER ${i})` })),
    dropsOldest: false,
  },
  {
    name: 'LIST created month',
    by: 'LIST (created_month)',
    extra: { column: 'created_month', type: 'integer' },
    partitions: () => series(MONTHS + 1).map((i) => ({ name: `m${i}`, bounds: `IN (${i})` })),
    dropsOldest: true,
  },
  {
    name: 'LIST periodo',
    by: 'LIST (periodo)',
    extra: { column: 'periodo', type: 'integer' },
    partitions: () => series(MONTHS + 14).map((i) => ({ name: `p${i}`, bounds: `IN (${i - 12})` })),
    dropsOldest: false,
  },
  {
    name: 'LIST empresa_id',
    by: 'LIST (empresa_id)',
    partitions: ({ empresas }) =>
      series(empresas).map((i) => ({ name: `e${i + 1}`, bounds: `IN (${i + 1})` })),
    dropsOldest: false,
  },
];

function series(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
