import type { MovedImport } from '../database/move-import.ts';
import { onPool, type Sql } from '../database/sql.ts';
import type { FileFormat } from '../domain/codes.ts';
import { requirePermission, type Session } from '../domain/session.ts';
import { checkBillingFile } from '../formats/check-billing-file.ts';
import type { LocalFile } from '../storage/file-store.ts';
import type { MarkKey } from '../worker/rejected/row-mark.ts';
import { ADVISORY_LOCKS } from './advisory-locks.ts';
import { readImport } from './import-now.ts';
import type { ImportParts } from './parts.ts';
import { publishMoved } from './publish-moved.ts';
import { markKeyOf } from './rejected/mark-key.ts';
import { distinctRows, readOpenErrors } from './rejected/open-errors.ts';
import { removeFile } from './remove-file.ts';
import { bringIn } from './reprocess/bring-in.ts';
import { heldByOthers } from './reprocess/held-by-others.ts';
import { asRefusal, judgeCorrected, registerCorrected } from './reprocess/judge-corrected.ts';
import { notNow } from './reprocess/refuse-rows.ts';
import { type ReprocessWork, readReprocessWork } from './reprocess/reprocess-work.ts';
import { StagedRows } from './reprocess/staged-rows.ts';
import { isStillHeld } from './run/held-rows.ts';
import { lockKey } from './run/import-key.ts';
import { readableFormat } from './run/read-billing-file.ts';
import { refuseStoredAccounts } from './run/register-accounts.ts';

export interface ReprocessRowsInput {
  readonly importId: number;
  readonly stream: AsyncIterable<Uint8Array>;
  /** Aborted when whoever sends it has left: nothing has changed then. */
  readonly signal?: AbortSignal;
}

interface CorrectedFile {
  readonly local: LocalFile;
  readonly format: FileFormat;
  /** Of the import that it is to come into. */
  readonly mark: MarkKey;
  readonly signal: AbortSignal;
}

/**
 * Brings the corrected rows of rejectedRowsFile into the import that rejected them, each once: all that are good now in
 * one transaction, while those that are not stay rejected for what is wrong with them now. Rows that were taken out of
 * the file stay as they are. Throws FileError, TransitionError, and ValidationError for a file that holds any other row;
 * nothing has changed then. The file itself is not kept.
 */
export async function reprocessRows(
  parts: ImportParts,
  session: Session,
  { importId, stream, signal = new AbortController().signal }: ReprocessRowsInput,
): Promise<{ importId: number }> {
  requirePermission(session, 'REPROCESS_ROWS');
  const { createdById } = await readImport(parts, session, importId);
  requirePermission(session, 'REPROCESS_ROWS', createdById);
  const before = await readReprocessWork(onPool(parts.database.pool), session.empresaId, importId);
  const { number, fileSha256 } = before;
  // Before the transaction, which holds one connection and must not wait for another.
  const mark = await markKeyOf(parts, { id: importId, number, fileSha256 });
  const stored = await parts.store.put(stream, { maxBytes: parts.settings.maxUploadBytes, signal });
  try {
    await using local = await parts.store.localPath(stored.key, signal);
    const { format } = await checkBillingFile(local.path);
    const moved = await parts.corrections(
      () =>
        parts.database.transaction((sql) =>
          readAndBringIn(parts, sql, session, importId, { local, format, mark, signal }),
        ),
      { signal, refused: () => notNow('BUSY', { ...before, id: importId }) },
    );
    publishMoved(parts, moved);
  } catch (error) {
    throw signal.aborted ? notNow('GONE', { ...before, id: importId }) : error;
  } finally {
    await removeFile(parts, stored.key);
  }
  return { importId };
}

async function readAndBringIn(
  parts: ImportParts,
  sql: Sql,
  session: Session,
  importId: number,
  file: CorrectedFile,
): Promise<MovedImport> {
  const [lock] = await sql.query<{ taken: boolean }>('SELECT pg_try_advisory_xact_lock($1, $2) AS taken', [
    ADVISORY_LOCKS.CHANGES_STORED,
    importId,
  ]);
  const work = await readReprocessWork(sql, session.empresaId, importId);
  if (!lock?.taken) throw notNow('BUSY', { ...work, id: importId });
  const held = await heldByOthers(sql, work);
  const staged = new StagedRows(sql);
  await staged.open();
  const task = { ...(await taskOf(parts, sql, work, file)), held: held?.hashes };
  const { signal } = file;
  const result = await parts.rowsPool.correct(task, { onMessage: (said) => staged.take(said), signal });
  const corrected = judgeCorrected(work, result);
  await lockKey(sql, 'ROWS', work, signal);
  await registerCorrected(sql, work, corrected);
  const moved = await bringIn(sql, session, work, staged, corrected);
  // No other import of the empresa can end before this transaction does: what is asked now still holds at the commit.
  if (work.duplicatePolicy !== 'ADD') await asRefusal(() => refuseStoredAccounts(sql, work));
  if (held && !(await isStillHeld(sql, work, held))) throw notNow('CHANGED', { ...work, id: importId });
  return moved;
}

async function taskOf(
  parts: ImportParts,
  sql: Sql,
  work: ReprocessWork,
  { local, format, mark }: CorrectedFile,
) {
  const { empresaId, importId, attempt, definition, periodo, fileName } = work;
  const errors = await readOpenErrors(sql, { empresaId, id: importId, attempt });
  return {
    path: local.path,
    format: readableFormat({ fileFormat: format, importId }),
    definition,
    tipoArchivo: work.tipoArchivoCode,
    periodo,
    fileName: fileName ?? undefined,
    sheet: undefined,
    empresaId,
    importId,
    attempt,
    store: true,
    limits: parts.settings.readLimits,
    mark,
    pending: distinctRows(errors),
  };
}
