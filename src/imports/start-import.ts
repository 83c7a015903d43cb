import { type MovedImport, moveImport } from '../database/move-import.ts';
import type { Sql } from '../database/sql.ts';
import { requirePermission, type Session } from '../domain/session.ts';
import { lockImport, readImport } from './import-now.ts';
import type { ImportParts } from './parts.ts';
import { publishMoved } from './publish-moved.ts';
import { transitionRefused } from './transition-refused.ts';

/**
 * READY or SCHEDULED → QUEUED. Starting one that is QUEUED or EN_PROCESO already changes nothing. Throws TransitionError
 * without a file, and once it has ended or was deleted.
 */
export async function startImport(
  parts: ImportParts,
  session: Session,
  importId: number,
): Promise<{ importId: number }> {
  requirePermission(session, 'START');
  const { createdById } = await readImport(parts, session, importId);
  requirePermission(session, 'START', createdById);
  const queued = await parts.database.transaction((sql) => enqueue(parts, sql, session, importId));
  if (queued) publishMoved(parts, queued);
  return { importId };
}

async function enqueue(
  { queue }: ImportParts,
  sql: Sql,
  session: Session,
  importId: number,
): Promise<MovedImport | undefined> {
  const now = await lockImport(sql, session.empresaId, importId);
  if (now.phase === 'QUEUED' || now.estado === 'EN_PROCESO') return undefined;
  if (now.phase !== 'READY' && now.phase !== 'SCHEDULED') throw transitionRefused('START', now);
  const moved = await moveImport(sql, {
    empresaId: session.empresaId,
    importId,
    expect: { version: now.version },
    steps: [{ kind: 'QUEUED', to: { estado: 'PENDIENTE', phase: 'QUEUED' } }],
    set: { queued_at: now.clock },
    actorId: session.usuarioId,
  });
  if (!moved) throw new Error(`Import ${importId} changed although it was locked`);
  await queue.wake(sql, importId);
  return moved;
}
