import type { Database } from '../../database/open-database.ts';
import { isLiveRetry, runsOrHasStored } from '../stored-imports.ts';

/**
 * Of these imports, those that retryImport makes no new import of: a retry of them waits, runs or has succeeded, or
 * another import runs with their file or has stored it. One statement, however many are asked for.
 */
export async function retriedOrHeld(
  { pool }: Pick<Database, 'pool'>,
  importIds: readonly number[],
): Promise<ReadonlySet<number>> {
  const { rows } = await pool.query<{ id: number }>(
    `SELECT own.id FROM imports own WHERE own.id = ANY($1::int[])
       AND (EXISTS (SELECT 1 FROM imports retry WHERE retry.empresa_id = own.empresa_id
           AND retry.retry_of_id = own.id AND ${isLiveRetry('retry')})
         OR NOT own.validate_only AND EXISTS (SELECT 1 FROM imports other WHERE other.empresa_id = own.empresa_id
           AND other.file_sha256 = own.file_sha256 AND other.id <> own.id AND ${runsOrHasStored('other')}))`,
    [importIds],
  );
  return new Set(rows.map(({ id }) => id));
}
