import type { Sql } from '../database/sql.ts';

/**
 * Ends every log-in of the usuario, with all its generations, but the one of this family. Whoever calls tells sessionEnds
 * after the commit.
 */
export async function revokeLogIns(sql: Sql, usuarioId: number, but?: string): Promise<void> {
  await sql.query(
    `UPDATE sessions SET revoked_at = now()
     WHERE usuario_id = $1 AND family IS DISTINCT FROM $2::uuid AND revoked_at IS NULL`,
    [usuarioId, but ?? null],
  );
}
