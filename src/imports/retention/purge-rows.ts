import type { ImportParts } from '../parts.ts';
import { mayChange, type OldImport, removeInSteps } from './remove-in-steps.ts';

/**
 * Takes the charges and issues of every import that ended so many months ago out of the database, oldest first. From the
 * first step on nobody is shown any of them; one that was left in the middle is gone on with. The record stays, with its
 * totals, its log, and the accounts that tell a duplicate.
 */
export async function purgeRows(
  parts: Pick<ImportParts, 'database' | 'log'>,
  months: number,
  signal: AbortSignal,
): Promise<void> {
  const busy: number[] = [];
  while (!signal.aborted) {
    const old = await oldest(parts, months, busy);
    if (!old) return;
    if (!(await purge(parts, old, signal))) busy.push(old.id);
  }
}

async function oldest(
  { database }: Pick<ImportParts, 'database'>,
  months: number,
  busy: readonly number[],
): Promise<OldImport | undefined> {
  const { rows } = await database.pool.query<OldImport>(
    `SELECT id, empresa_id AS "empresaId" FROM imports
     WHERE rows_gone_at IS NULL AND finished_at <= now() - make_interval(months => $1) AND id <> ALL($2::int[])
     ORDER BY finished_at LIMIT 1`,
    [months, busy],
  );
  return rows[0];
}

/** False: it is to be gone on with later. */
async function purge(
  parts: Pick<ImportParts, 'database' | 'log'>,
  old: OldImport,
  signal: AbortSignal,
): Promise<boolean> {
  const marked = await parts.database.transaction(async (sql) => {
    if (!(await mayChange(sql, old))) return false;
    await sql.query(
      `UPDATE imports SET rows_purged_at = now() WHERE empresa_id = $1 AND id = $2 AND rows_purged_at IS NULL`,
      [old.empresaId, old.id],
    );
    return true;
  });
  if (!marked || !(await removeInSteps(parts, old, signal))) return false;
  await parts.database.pool.query(
    'UPDATE imports SET rows_gone_at = now() WHERE empresa_id = $1 AND id = $2',
    [old.empresaId, old.id],
  );
  parts.log.info({ importId: old.id }, 'The rows of an import that is too old were removed');
  return true;
}
