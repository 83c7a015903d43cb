import type { Database } from '../../database/open-database.ts';
import type { Sql } from '../../database/sql.ts';
import { ADVISORY_LOCKS } from '../advisory-locks.ts';

/** An import whose rows are too old. */
export interface OldImport {
  readonly id: number;
  readonly empresaId: number;
}

/** The columns of each table's key behind empresa and import, and how many rows go at a time. */
const STEPS = [
  { table: 'charges', key: ['n'], rows: 5_000 },
  { table: 'row_issues', key: ['attempt', 'n'], rows: 5_000 },
  { table: 'import_row_hashes', key: ['chunk'], rows: 16 },
  { table: 'import_uncharged_lineas', key: ['number'], rows: 5_000 },
] as const;

type Step = (typeof STEPS)[number];

/**
 * Removes what an import has stored, its accounts excepted, in transactions of so many rows each that nobody waits for
 * long. False: it is not done, since the signal ended it or somebody else changes what the import has stored.
 */
export async function removeInSteps(
  { database }: { readonly database: Database },
  old: OldImport,
  signal: AbortSignal,
): Promise<boolean> {
  for (const step of STEPS) {
    let from: readonly unknown[] | undefined = [];
    while (from) {
      if (signal.aborted) return false;
      const begin: readonly unknown[] = from;
      const next = await database.transaction(async (sql) =>
        (await mayChange(sql, old)) ? { bound: await removeStep(sql, step, old, begin) } : undefined,
      );
      if (!next) return false;
      from = next.bound;
    }
  }
  return true;
}

/** Until the transaction ends nobody reverts it, replaces it, or brings rows into it. False: somebody does. */
export async function mayChange(sql: Sql, { id }: OldImport): Promise<boolean> {
  const [lock] = await sql.query<{ taken: boolean }>('SELECT pg_try_advisory_xact_lock($1, $2) AS taken', [
    ADVISORY_LOCKS.CHANGES_STORED,
    id,
  ]);
  return lock?.taken ?? false;
}

/** Where the next step begins, behind the keys that have gone; undefined: none is left. */
async function removeStep(
  sql: Sql,
  { table, key, rows }: Step,
  { id, empresaId }: OldImport,
  from: readonly unknown[],
): Promise<unknown[] | undefined> {
  const columns = key.map((column) => `"${column}"`).join(', ');
  const values: unknown[] = [empresaId, id, ...from];
  const behind =
    from.length === 0 ? '' : ` AND (${columns}) > (${from.map((_, i) => `$${i + 3}`).join(', ')})`;
  const where = `empresa_id = $1 AND import_id = $2${behind}`;
  const [last] = await sql.query<Record<string, unknown>>(
    `SELECT ${columns} FROM ${table} WHERE ${where} ORDER BY ${columns} OFFSET ${rows - 1} LIMIT 1`,
    values,
  );
  const bound = last && key.map((column) => last[column]);
  const upTo = bound
    ? ` AND (${columns}) <= (${bound.map((_, i) => `$${values.length + i + 1}`).join(', ')})`
    : '';
  await sql.query(`DELETE FROM ${table} WHERE ${where}${upTo}`, [...values, ...(bound ?? [])]);
  return bound;
}
