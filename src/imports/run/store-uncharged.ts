import type { Sql } from '../../database/sql.ts';

const LINEAS_AT_ONCE = 20_000;

/** Remembers the numbers of accepted rows that no charge tells of: rows corrected later must not count them again. */
export async function storeUncharged(
  sql: Sql,
  { empresaId, importId }: { readonly empresaId: number; readonly importId: number },
  lineas: readonly string[],
): Promise<void> {
  for (let from = 0; from < lineas.length; from += LINEAS_AT_ONCE) {
    await sql.query(
      `INSERT INTO import_uncharged_lineas (empresa_id, import_id, number)
       SELECT $1, $2, l.number FROM unnest($3::text[]) AS l (number) ON CONFLICT DO NOTHING`,
      [empresaId, importId, lineas.slice(from, from + LINEAS_AT_ONCE)],
    );
  }
}
