import type { Sql } from '../database/sql.ts';

/** What an import writes beside its own row and its log, and what others find it by. */
export const IMPORT_TABLES = [
  'charges',
  'import_row_hashes',
  'row_issues',
  'import_accounts',
  'import_uncharged_lineas',
] as const;
export type ImportTable = (typeof IMPORT_TABLES)[number];

/** Takes an import's rows out of these tables. */
export async function removeRows(
  sql: Pick<Sql, 'query'>,
  { empresaId, importId }: { readonly empresaId: number; readonly importId: number },
  ...tables: readonly ImportTable[]
): Promise<void> {
  for (const table of tables)
    await sql.query(`DELETE FROM ${table} WHERE empresa_id = $1 AND import_id = $2`, [empresaId, importId]);
}
