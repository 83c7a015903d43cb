import { databaseClock } from '../database/database-clock.ts';
import { type MovedImport, moveImport } from '../database/move-import.ts';
import type { Sql } from '../database/sql.ts';
import { ValidationError } from '../domain/errors.ts';
import { isRevertible } from '../domain/import-state.ts';
import { message } from '../domain/message.ts';
import { requirePermission, type Session } from '../domain/session.ts';
import { ADVISORY_LOCKS } from './advisory-locks.ts';
import { type ImportNow, readImport } from './import-now.ts';
import type { ImportParts } from './parts.ts';
import { publishMoved } from './publish-moved.ts';
import { IMPORT_TABLES, removeRows } from './remove-rows.ts';
import { transitionRefused } from './transition-refused.ts';

const MAX_REASON_CHARACTERS = 500;

/** It was moved while its rows were being taken out: nothing of that holds. */
class ChangedMeanwhileError extends Error {}

/**
 * SUCCEEDED or SUCCEEDED_WITH_ISSUES → outcome REVERTED: its rows go, in one transaction, and its periodo is free again;
 * its record stays, with who reverted it and why. Reverting a reverted one changes nothing. Throws TransitionError where
 * it has stored nothing, ValidationError for a reason that says nothing.
 */
export async function revertImport(
  parts: ImportParts,
  session: Session,
  importId: number,
  reason: string,
): Promise<{ importId: number }> {
  requirePermission(session, 'REVERT');
  let now = await readImport(parts, session, importId);
  const why = parseReason(reason);
  for (; ; now = await readImport(parts, session, importId)) {
    if (now.outcome === 'REVERTED') return { importId };
    if (!isRevertible(now)) throw transitionRefused('REVERT', now);
    const reverted = await tryToRevert(parts, session, now, why);
    if (!reverted) continue;
    publishMoved(parts, reverted);
    return { importId };
  }
}

/** Undefined: it changed meanwhile. */
async function tryToRevert(
  { database }: ImportParts,
  session: Session,
  now: ImportNow,
  reason: string,
): Promise<MovedImport | undefined> {
  try {
    return await database.transaction(async (sql) => {
      await sql.query('SET LOCAL statement_timeout = 0');
      // Corrections under way come in first, and go as well.
      await sql.query('SELECT pg_advisory_xact_lock($1, $2)', [ADVISORY_LOCKS.CHANGES_STORED, now.id]);
      // Before the empresa is locked, since there may be very many: nobody else waits for that.
      await removeRows(sql, { empresaId: session.empresaId, importId: now.id }, ...IMPORT_TABLES);
      return moveToReverted(sql, session, now, reason);
    });
  } catch (error) {
    if (error instanceof ChangedMeanwhileError) return undefined;
    throw error;
  }
}

async function moveToReverted(
  sql: Sql,
  { empresaId, usuarioId }: Session,
  { id, version }: ImportNow,
  reason: string,
): Promise<MovedImport> {
  const moved = await moveImport(sql, {
    empresaId,
    importId: id,
    expect: { version },
    steps: [{ kind: 'REVERTED', to: { estado: 'FINALIZADO', phase: 'DONE' } }],
    outcome: 'REVERTED',
    set: {
      reverted_at: await databaseClock(sql),
      reverted_by_id: usuarioId,
      revert_reason: reason,
      issue_counts: {},
    },
    actorId: usuarioId,
    note: reason,
  });
  if (!moved) throw new ChangedMeanwhileError();
  return moved;
}

function parseReason(reason: string): string {
  const trimmed = reason.trim();
  const characters = [...trimmed].length;
  if (characters >= 1 && characters <= MAX_REASON_CHARACTERS && !trimmed.includes('\0')) return trimmed;
  const text = message(
    `reason tiene ${characters} caracteres; diga en 1 a ${MAX_REASON_CHARACTERS} por qué se revierte, por ejemplo "factura equivocada"`,
    `reason has ${characters} characters; say in 1 to ${MAX_REASON_CHARACTERS} why it is reverted, for example "wrong bill"`,
  );
  throw new ValidationError([{ path: ['reason'], code: 'INVALID_LENGTH', text }]);
}
