import { type MovedImport, moveImport } from '../../database/move-import.ts';
import type { Sql } from '../../database/sql.ts';
import { ADVISORY_LOCKS } from '../advisory-locks.ts';
import { type ImportNow, lockImport } from '../import-now.ts';
import { loggable } from '../loggable.ts';
import type { ImportParts } from '../parts.ts';
import { publishMoved } from '../publish-moved.ts';
import { removeRows } from '../remove-rows.ts';
import { NO_TOTALS, totalColumns } from './fail-import.ts';
import { shutOutWorker } from './shut-out-earlier.ts';

export interface Canceling {
  readonly empresaId: number;
  readonly importId: number;
}

/**
 * CANCELING → FINALIZADO/CANCELED, whatever its worker does: the transaction that stores its charges is over by then,
 * and no issue and no account of it is left. Where another is about to end it, waits for that.
 */
export async function endCanceling(parts: ImportParts, canceling: Canceling): Promise<void> {
  await end(parts, canceling, 'SELECT pg_advisory_xact_lock($1, $2), true AS mine');
}

async function end(
  { database, changes }: ImportParts,
  { empresaId, importId }: Canceling,
  lock: string,
): Promise<void> {
  const moved = await database.transaction(async (sql) => {
    const [row] = await sql.query<{ mine: boolean }>(lock, [ADVISORY_LOCKS.ENDS_CANCELING, importId]);
    if (!row?.mine) return undefined;
    await shutOutWorker(sql, { importId });
    // Before the import is locked, since there may be very many. Nobody writes any to what is CANCELING.
    await sql.query('SET LOCAL statement_timeout = 0');
    await removeRows(sql, { empresaId, importId }, 'row_issues', 'import_accounts');
    const now = await lockImport(sql, empresaId, importId);
    return now.phase === 'CANCELING' ? moveToCanceled(sql, empresaId, now) : undefined;
  });
  if (moved) publishMoved({ changes }, moved);
}

/** Ends what a process that died in the middle of it left CANCELING; what another is about to end is left to that. */
export async function endLeftCanceling(parts: ImportParts): Promise<void> {
  const { rows } = await parts.database.pool.query<Canceling>(
    `SELECT id AS "importId", empresa_id AS "empresaId" FROM imports
     WHERE estado = 'EN_PROCESO' AND phase = 'CANCELING' ORDER BY id`,
  );
  for (const left of rows) {
    try {
      await end(parts, left, 'SELECT pg_try_advisory_xact_lock($1, $2) AS mine');
    } catch (error) {
      const log = parts.log.child({ importId: left.importId });
      log.warn({ err: loggable(error) }, 'A canceled import could not be ended; that is tried again');
    }
  }
}

/** By whoever canceled it, whichever process ends it. Its counters and its percent stay. */
async function moveToCanceled(
  sql: Sql,
  empresaId: number,
  { id, version, clock }: ImportNow,
): Promise<MovedImport> {
  const [by] = await sql.query<{ actorId: number | null }>(
    `SELECT actor_id AS "actorId" FROM import_events
     WHERE empresa_id = $1 AND import_id = $2 AND kind = 'CANCELING' ORDER BY sequence DESC LIMIT 1`,
    [empresaId, id],
  );
  const moved = await moveImport(sql, {
    empresaId,
    importId: id,
    expect: { version },
    steps: [{ kind: 'CANCELED', to: { estado: 'FINALIZADO', phase: 'DONE' } }],
    outcome: 'CANCELED',
    set: { finished_at: clock, issue_counts: {}, ...totalColumns(NO_TOTALS) },
    actorId: by?.actorId ?? null,
  });
  if (!moved) throw new Error(`Import ${id} changed although it was locked`);
  return moved;
}
