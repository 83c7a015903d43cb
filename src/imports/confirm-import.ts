import { type MovedImport, moveImport } from '../database/move-import.ts';
import type { Sql } from '../database/sql.ts';
import { requirePermission, type Session } from '../domain/session.ts';
import { type ImportNow, lockImport, readImport } from './import-now.ts';
import type { ImportParts } from './parts.ts';
import { publishMoved } from './publish-moved.ts';
import { transitionRefused } from './transition-refused.ts';

/**
 * AWAITING_CONFIRMATION → READING: the file is read again, by whichever worker is free, and stored. Confirming one that
 * was confirmed changes nothing, however far it has got since. Throws TransitionError where there is nothing to confirm
 * (yet, or any more).
 */
export async function confirmImport(
  parts: ImportParts,
  session: Session,
  importId: number,
): Promise<{ importId: number }> {
  requirePermission(session, 'CONFIRM');
  const { createdById } = await readImport(parts, session, importId);
  requirePermission(session, 'CONFIRM', createdById);
  const confirmed = await parts.database.transaction((sql) => markConfirmed(parts, sql, session, importId));
  if (confirmed) publishMoved(parts, confirmed);
  return { importId };
}

async function markConfirmed(
  { queue }: ImportParts,
  sql: Sql,
  { empresaId, usuarioId }: Session,
  importId: number,
): Promise<MovedImport | undefined> {
  const now = await lockImport(sql, empresaId, importId);
  if (isConfirmed(now)) return undefined;
  if (now.phase !== 'AWAITING_CONFIRMATION') throw transitionRefused('CONFIRM', now);
  const moved = await moveImport(sql, {
    empresaId,
    importId,
    expect: { version: now.version },
    steps: [{ kind: 'CONFIRMED', to: { estado: 'EN_PROCESO', phase: 'READING' } }],
    set: {
      confirmed_at: now.clock,
      confirm_before: null,
      // A new attempt: whoever made the first reading can write nothing to this one. It begins when it is claimed.
      attempt: now.attempt + 1,
      attempt_started_at: null,
      losses: 0,
      issue_counts: {},
    },
    actorId: usuarioId,
  });
  if (!moved) throw new Error(`Import ${importId} changed although it was locked`);
  await queue.wake(sql, importId);
  return moved;
}

/** A cancellation or a reversal takes it back. */
function isConfirmed({ phase, outcome, confirmedAt }: ImportNow): boolean {
  return confirmedAt !== null && phase !== 'CANCELING' && outcome !== 'CANCELED' && outcome !== 'REVERTED';
}
