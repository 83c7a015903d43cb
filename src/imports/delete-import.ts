import { moveImport } from '../database/move-import.ts';
import type { Sql } from '../database/sql.ts';
import { requirePermission, type Session } from '../domain/session.ts';
import { type ImportNow, lockImport, readImport } from './import-now.ts';
import type { ImportParts } from './parts.ts';
import { publishMoved } from './publish-moved.ts';
import { releaseFile } from './release-file.ts';
import { transitionRefused } from './transition-refused.ts';

/**
 * PENDIENTE → ELIMINADO: exactly one of a claim and a deletion wins. Its file goes after the commit; what the file was
 * called stays in the record. Deleting a deleted one changes nothing. Throws TransitionError once it runs or has ended.
 */
export async function deleteImport(
  parts: ImportParts,
  session: Session,
  importId: number,
): Promise<{ importId: number }> {
  requirePermission(session, 'DELETE');
  const { createdById } = await readImport(parts, session, importId);
  requirePermission(session, 'DELETE', createdById);
  const deleted = await parts.database.transaction((sql) => markDeleted(sql, session, importId));
  if (deleted) {
    publishMoved(parts, deleted.moved);
    await releaseFile(parts, session.empresaId, deleted.fileKey);
  }
  return { importId };
}

async function markDeleted(sql: Sql, session: Session, importId: number) {
  const now = await lockImport(sql, session.empresaId, importId);
  if (now.estado === 'ELIMINADO') return undefined;
  if (now.estado !== 'PENDIENTE') throw transitionRefused('DELETE', now);
  const moved = await moveImport(sql, {
    empresaId: session.empresaId,
    importId,
    expect: { version: now.version },
    steps: [{ kind: 'DELETED', to: { estado: 'ELIMINADO', phase: 'DONE' } }],
    set: { deleted_at: now.clock, deleted_by_id: session.usuarioId, queued_at: null, ...withoutFile(now) },
    actorId: session.usuarioId,
  });
  if (!moved) throw new Error(`Import ${importId} changed although it was locked`);
  return { moved, fileKey: now.fileKey };
}

function withoutFile(now: ImportNow) {
  return now.fileKey === null ? {} : { file_key: null, file_purged_at: now.clock };
}
