import type { ImportColumns } from '../../database/import-columns.ts';
import { type MovedImport, moveImport, type Step } from '../../database/move-import.ts';
import type { Sql } from '../../database/sql.ts';
import type { FileFormat } from '../../domain/codes.ts';
import type { Session } from '../../domain/session.ts';
import type { StoredFile } from '../../storage/file-store.ts';
import { type ImportNow, lockImport } from '../import-now.ts';
import type { ImportParts } from '../parts.ts';
import { publishMoved } from '../publish-moved.ts';
import { transitionRefused } from '../transition-refused.ts';
import { refuseDuplicateFile } from './duplicate-file.ts';

/** A file whose bytes are durable and found readable. */
export interface ReceivedFile {
  readonly stored: StoredFile;
  readonly format: FileFormat;
  readonly name: string;
  readonly sheet: string | null;
  readonly start: boolean;
}

/** The import has this very file, and it is to be read in the same way. */
export function isAttached(now: ImportNow, stored: StoredFile, sheet: string | null): boolean {
  return now.estado !== 'ELIMINADO' && now.fileSha256 === stored.sha256 && now.requestedSheet === sheet;
}

/**
 * Attaches the file by compare-and-set on the version that the upload began with. True: attached. False: another upload
 * of the same file has done so meanwhile. Throws TransitionError where anything else changed, DuplicateError.
 */
export async function attachFile(
  parts: ImportParts,
  session: Session,
  before: ImportNow,
  received: ReceivedFile,
): Promise<boolean> {
  const moved = await parts.database.transaction(async (sql) => {
    const now = await lockImport(sql, session.empresaId, before.id);
    if (now.version === before.version) return moveWithFile(parts, sql, session, now, received);
    if (isAttached(now, received.stored, received.sheet)) return undefined;
    throw transitionRefused('UPLOAD_FILE', now);
  });
  if (moved) publishMoved(parts, moved);
  return moved !== undefined;
}

async function moveWithFile(
  { queue }: ImportParts,
  sql: Sql,
  session: Session,
  now: ImportNow,
  received: ReceivedFile,
): Promise<MovedImport> {
  const target = phaseFor(now, received.start);
  const moved = await moveImport(sql, {
    empresaId: session.empresaId,
    importId: now.id,
    expect: { version: now.version },
    steps: stepsTo(target, now),
    set: columnsOf(received, now, target),
    actorId: session.usuarioId,
  });
  if (!moved) throw new Error(`Import ${now.id} changed although it was locked`);
  // Only now, under the empresa's lock, can no other import of it start or end before this one is written.
  await refuseDuplicateFile(sql, session.empresaId, now.id, received.stored.sha256);
  if (target === 'QUEUED') await queue.wake(sql, now.id);
  if (target === 'SCHEDULED') await queue.wake(sql, now.id, now.programacionAt ?? now.clock);
  return moved;
}

type WaitingPhase = 'READY' | 'SCHEDULED' | 'QUEUED';

/** An import for a date waits for it whatever start says, and starts at once when it has passed. */
function phaseFor(now: ImportNow, start: boolean): WaitingPhase {
  if (now.programacionMode === 'EN_FECHA') return now.isEarly ? 'SCHEDULED' : 'QUEUED';
  return start ? 'QUEUED' : 'READY';
}

function stepsTo(phase: WaitingPhase, now: ImportNow): [Step, ...Step[]] {
  if (phase === now.phase || phase === 'READY') {
    return [{ kind: 'FILE_RECEIVED', to: { estado: 'PENDIENTE', phase } }];
  }
  return [
    { kind: 'FILE_RECEIVED', to: { estado: 'PENDIENTE', phase: 'READY' } },
    { kind: phase, to: { estado: 'PENDIENTE', phase } },
  ];
}

function columnsOf(
  { stored, format, name, sheet }: ReceivedFile,
  now: ImportNow,
  target: WaitingPhase,
): ImportColumns {
  const place = target === now.phase ? {} : { queued_at: target === 'QUEUED' ? now.clock : null };
  return {
    file_key: stored.key,
    file_name: name,
    file_bytes: stored.bytes,
    file_sha256: stored.sha256,
    file_format: format,
    file_received_at: now.clock,
    file_purged_at: null,
    requested_sheet: sheet,
    ...place,
  };
}
