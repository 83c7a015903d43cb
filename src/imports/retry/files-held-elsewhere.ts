import type { Database } from '../../database/open-database.ts';

/**
 * Of these imports, those whose file another runs with or has stored, and which is no retry of them: they cannot be
 * retried. One statement, however many are asked for.
 */
export async function filesHeldElsewhere(
  { pool }: Pick<Database, 'pool'>,
  importIds: readonly number[],
): Promise<ReadonlySet<number>> {
  const { rows } = await pool.query<{ id: number }>(
    `SELECT own.id FROM imports own WHERE own.id = ANY($1::int[]) AND NOT own.validate_only
       AND EXISTS (SELECT 1 FROM imports other WHERE other.empresa_id = own.empresa_id
         AND other.file_sha256 = own.file_sha256 AND other.id <> own.id AND NOT other.validate_only
         AND (other.estado = 'EN_PROCESO' OR other.outcome IN ('SUCCEEDED', 'SUCCEEDED_WITH_ISSUES')))
       AND NOT EXISTS (SELECT 1 FROM imports retry WHERE retry.empresa_id = own.empresa_id
         AND retry.retry_of_id = own.id AND retry.estado <> 'ELIMINADO'
         AND (retry.outcome IS NULL OR retry.outcome IN ('SUCCEEDED', 'SUCCEEDED_WITH_ISSUES')))`,
    [importIds],
  );
  return new Set(rows.map(({ id }) => id));
}
