import { databaseClock } from '../../database/database-clock.ts';
import type { ImportColumns } from '../../database/import-columns.ts';
import { type MovedImport, moveImport } from '../../database/move-import.ts';
import type { Sql } from '../../database/sql.ts';
import type { ImportParts } from '../parts.ts';
import { publishMoved } from '../publish-moved.ts';
import { AttemptLostError } from './claim.ts';
import { totalColumns } from './fail-import.ts';
import { type HeldRows, isStillHeld } from './held-rows.ts';
import { lockKey } from './import-key.ts';
import type { ImportWork } from './import-work.ts';
import { type DoneReading, hasIssues } from './judge-reading.ts';
import { refuseStoredAccounts } from './register-accounts.ts';
import { moveReplaced, takeOut } from './replace-stored.ts';

/** Another import of the same key has stored rows since the held ones were read: this one has to read again. */
export class HeldRowsChangedError extends Error {
  constructor({ importId }: ImportWork) {
    super(`Import ${importId} compared with rows that are no longer all that is held`);
    this.name = 'HeldRowsChangedError';
  }
}

/** EN_PROCESO/STORING, with every counter as it ends. Throws AttemptLostError. */
export async function startStoring(
  parts: ImportParts,
  work: ImportWork,
  { counters }: DoneReading,
): Promise<void> {
  const moved = await parts.database.transaction((sql) =>
    moveImport(sql, {
      empresaId: work.empresaId,
      importId: work.importId,
      expect: { attempt: work.attempt },
      steps: [{ kind: 'STORING', to: { estado: 'EN_PROCESO', phase: 'STORING' } }],
      set: { rows_total: counters.rowsRead },
      actorId: null,
    }),
  );
  if (!moved) throw new AttemptLostError(work);
  publishMoved(parts, moved);
}

/**
 * The last statements of the charges' transaction: the import is moved, and with REPLACE what it replaces. Once moved,
 * no other of the empresa can end before this one has, so what is asked then still holds at the commit. Throws
 * AttemptLostError, EndAsFailed DUPLICATE_PERIODO, HeldRowsChangedError: nothing of the import is then stored.
 */
export async function finishStored(
  sql: Sql,
  work: ImportWork,
  done: DoneReading,
  held: HeldRows | undefined,
  signal: AbortSignal,
): Promise<MovedImport[]> {
  if (work.duplicatePolicy === 'REPLACE') return finishReplacing(sql, work, done, signal);
  await lockKey(sql, 'ROWS', work, signal);
  const moved = await finish(sql, work, done);
  if (work.duplicatePolicy === 'REJECT') await refuseStoredAccounts(sql, work);
  if (held && !(await isStillHeld(sql, work, held))) throw new HeldRowsChangedError(work);
  return [moved];
}

/** What it replaces is gone in the same commit that shows its own. The empresa is locked only once the rows are out. */
async function finishReplacing(
  sql: Sql,
  work: ImportWork,
  done: DoneReading,
  signal: AbortSignal,
): Promise<MovedImport[]> {
  const replaced = await takeOut(sql, work, signal);
  const reverted = await moveReplaced(sql, work, replaced);
  return [...reverted, await finish(sql, work, done, { replaces_id: replaced[0]?.id })];
}

/** EN_PROCESO → FINALIZADO, SUCCEEDED or SUCCEEDED_WITH_ISSUES. Throws AttemptLostError. */
export async function finish(
  sql: Sql,
  work: ImportWork,
  done: DoneReading,
  set: ImportColumns = {},
): Promise<MovedImport> {
  const moved = await moveImport(sql, {
    empresaId: work.empresaId,
    importId: work.importId,
    expect: { attempt: work.attempt },
    steps: [{ kind: 'FINISHED', to: { estado: 'FINALIZADO', phase: 'DONE' } }],
    outcome: hasIssues(done.issueCounts) ? 'SUCCEEDED_WITH_ISSUES' : 'SUCCEEDED',
    set: {
      ...set,
      ...countColumns(work, done),
      finished_at: await databaseClock(sql),
      percent: 100,
    },
    actorId: null,
  });
  if (!moved) throw new AttemptLostError(work);
  return moved;
}

/** The columns of an import whose file was read to its end. */
export function countColumns(
  { fileBytes }: ImportWork,
  { counters, totals, issueCounts }: DoneReading,
): ImportColumns {
  return {
    bytes_read: fileBytes,
    rows_read: counters.rowsRead,
    rows_total: counters.rowsRead,
    rows_accepted: counters.rowsAccepted,
    rows_rejected: counters.rowsRejected,
    rows_skipped: counters.rowsSkipped,
    issue_counts: issueCounts,
    ...totalColumns(totals),
  };
}
