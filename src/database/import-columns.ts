import type { Prisma } from './generated/client.ts';

type SnakeCase<Name extends string> = Name extends `${infer Head}${infer Tail}`
  ? `${Head extends Uppercase<Head> ? (Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`) : Head}${SnakeCase<Tail>}`
  : Name;

/** The columns of the table imports, spelled as there. */
export type ImportColumn = SnakeCase<Prisma.ImportScalarFieldEnum>;

/** What only insertImport and moveImport may write. */
const MANAGED_COLUMNS = [
  'id',
  'empresa_id',
  'number',
  'estado',
  'phase',
  'outcome',
  'version',
  'sequence',
] as const;

/** Columns that a change of an import may write beside its state. */
export type ImportColumns = Partial<Record<Exclude<ImportColumn, (typeof MANAGED_COLUMNS)[number]>, unknown>>;
