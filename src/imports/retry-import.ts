import { plantillaInForce } from '../catalog/plantilla-in-force.ts';
import { insertImport, type NewImport } from '../database/insert-import.ts';
import { type MovedImport, moveImport } from '../database/move-import.ts';
import type { Sql } from '../database/sql.ts';
import { FileError, ValidationError } from '../domain/errors.ts';
import { isRetriable } from '../domain/import-state.ts';
import { message } from '../domain/message.ts';
import { requirePermission, type Session } from '../domain/session.ts';
import { lockImport, readImport } from './import-now.ts';
import { mayHaveFile } from './open-import-file.ts';
import type { ImportParts } from './parts.ts';
import { publishMoved } from './publish-moved.ts';
import { findDuplicateFile } from './receive/duplicate-file.ts';
import { type RetriedImport, readRetried } from './retry/retried-import.ts';
import { isLiveRetry } from './stored-imports.ts';
import { fileHeldElsewhere, transitionRefused } from './transition-refused.ts';

/**
 * FAILED, CANCELED or REVERTED → a new import with the same file and choices, QUEUED, retryOf the old one; it is read by
 * the version of the plantilla that is in force now. Where a retry of it waits, runs or has succeeded already, that one
 * is given back. Throws TransitionError, also where another import holds the file, and FileError FILE_PURGED.
 */
export async function retryImport(
  parts: ImportParts,
  session: Session,
  importId: number,
): Promise<{ importId: number }> {
  requirePermission(session, 'RETRY');
  const now = await readImport(parts, session, importId);
  requirePermission(session, 'RETRY', now.createdById);
  if (!isRetriable(now)) throw transitionRefused('RETRY', now);
  const old = await readRetried(parts.database, session.empresaId, importId);
  const columns = columnsOf(session, old, await versionFor(parts, session, old));
  const hasFile = await mayHaveFile(parts, old.fileKey);
  const made = await parts.database.transaction((sql) =>
    retryOnce(parts, sql, session, old, columns, hasFile),
  );
  if ('retryId' in made) return { importId: made.retryId };
  publishMoved(parts, made);
  return { importId: made.importId };
}

async function retryOnce(
  parts: ImportParts,
  sql: Sql,
  { empresaId, usuarioId }: Session,
  old: RetriedImport,
  columns: NewImport,
  hasFile: boolean,
): Promise<MovedImport | { readonly retryId: number }> {
  const now = await lockImport(sql, empresaId, old.id);
  if (!isRetriable(now)) throw transitionRefused('RETRY', now);
  const retryId = await findRetry(sql, empresaId, old.id);
  if (retryId !== undefined) return { retryId };
  // It may have been let go of since it was looked for.
  if (!hasFile || now.fileKey !== old.fileKey) throw filePurged(old);
  const { importId, version } = await insertImport(sql, columns);
  const moved = await moveImport(sql, {
    empresaId,
    importId,
    expect: { version },
    steps: [
      { kind: 'FILE_RECEIVED', to: { estado: 'PENDIENTE', phase: 'READY' } },
      { kind: 'QUEUED', to: { estado: 'PENDIENTE', phase: 'QUEUED' } },
    ],
    set: { ...fileColumnsOf(old), queued_at: now.clock },
    actorId: usuarioId,
  });
  if (!moved) throw new Error(`Import ${importId} changed although nobody knows it`);
  const holder = await findDuplicateFile(sql, empresaId, importId, old.fileSha256);
  if (holder) throw fileHeldElsewhere(now, holder);
  await parts.queue.wake(sql, importId);
  return moved;
}

/** One that has not come to nothing. */
async function findRetry(sql: Sql, empresaId: number, importId: number): Promise<number | undefined> {
  const [retry] = await sql.query<{ id: number }>(
    `SELECT r.id FROM imports r WHERE r.empresa_id = $1 AND r.retry_of_id = $2 AND ${isLiveRetry('r')}
     ORDER BY r.id LIMIT 1`,
    [empresaId, importId],
  );
  return retry?.id;
}

type Version = Pick<RetriedImport, 'plantillaId' | 'tipoArchivoId'>;

/** The version in force, as for a new one; its own, where none is in force any more. */
async function versionFor(parts: ImportParts, session: Session, old: RetriedImport): Promise<Version> {
  try {
    const { plantilla, tipoArchivo } = await plantillaInForce(parts, session, old);
    return { plantillaId: plantilla.id, tipoArchivoId: tipoArchivo.id };
  } catch (error) {
    if (error instanceof ValidationError) return old;
    throw error;
  }
}

function columnsOf(session: Session, old: RetriedImport, version: Version): NewImport {
  return {
    empresa_id: session.empresaId,
    created_by_id: session.usuarioId,
    retry_of_id: old.id,
    operador_id: old.operadorId,
    plantilla_id: version.plantillaId,
    plantilla_code: old.plantillaCode,
    tipo_archivo_id: version.tipoArchivoId,
    tipo_archivo_code: old.tipoArchivoCode,
    periodo: old.periodo,
    programacion_mode: 'AHORA',
    error_policy: old.errorPolicy,
    duplicate_policy: old.duplicatePolicy,
    validate_only: old.validateOnly,
    require_confirmation: old.requireConfirmation,
    sheets: [],
  };
}

/** The file is the old import's: both name it, and it stays as long as one does. */
function fileColumnsOf(old: RetriedImport) {
  return {
    file_key: old.fileKey,
    file_name: old.fileName,
    file_bytes: old.fileBytes,
    file_sha256: old.fileSha256,
    file_format: old.fileFormat,
    file_received_at: old.fileReceivedAt,
    requested_sheet: old.requestedSheet,
  };
}

function filePurged({ number, fileName, fileFormat }: RetriedImport): FileError {
  return new FileError(
    'FILE_PURGED',
    message(
      `El archivo "${fileName}" de la importación ${number} ya no está guardado; no se puede reintentar`,
      `The file "${fileName}" of import ${number} is no longer kept; it cannot be retried`,
    ),
    {
      detectedFormat: fileFormat ?? 'UNKNOWN',
      hint: message(
        'Programe otra importación y suba el archivo de nuevo',
        'Schedule another import and upload the file again',
      ),
    },
  );
}
