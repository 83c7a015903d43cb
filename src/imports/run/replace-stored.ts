import { setTimeout as sleep } from 'node:timers/promises';
import { databaseClock } from '../../database/database-clock.ts';
import { type MovedImport, moveImport } from '../../database/move-import.ts';
import type { Sql } from '../../database/sql.ts';
import { ADVISORY_LOCKS } from '../advisory-locks.ts';
import { IMPORT_TABLES, removeRows } from '../remove-rows.ts';
import { lockKey } from './import-key.ts';
import type { ImportWork } from './import-work.ts';
import { type StoredHolder, storedHolders } from './register-accounts.ts';

const TRY_EVERY_MS = 50;

/**
 * Takes the rows of every import whose place this one takes out of the tables, unseen by others until the commit: those
 * that have stored any account of its file. Until the transaction ends nobody can revert them, bring rows into them or
 * finish another of the same key. Rejects with the signal's reason.
 */
export async function takeOut(sql: Sql, work: ImportWork, signal: AbortSignal): Promise<StoredHolder[]> {
  const replaced = await lockStored(sql, work, signal);
  for (const { id } of replaced)
    await removeRows(sql, { empresaId: work.empresaId, importId: id }, ...IMPORT_TABLES);
  return replaced;
}

/** FINALIZADO/REVERTED, by whoever decided on the import that takes their place. */
export async function moveReplaced(
  sql: Sql,
  work: ImportWork,
  replaced: readonly StoredHolder[],
): Promise<MovedImport[]> {
  const moves: MovedImport[] = [];
  if (replaced.length === 0) return moves;
  const actorId = await whoDecided(sql, work);
  for (const { id, version } of replaced) {
    const moved = await moveImport(sql, {
      empresaId: work.empresaId,
      importId: id,
      expect: { version },
      steps: [{ kind: 'REVERTED', to: { estado: 'FINALIZADO', phase: 'DONE' } }],
      outcome: 'REVERTED',
      set: { reverted_at: await databaseClock(sql), issue_counts: {}, replaced_by_id: work.importId },
      actorId,
      note: `REPLACED_BY ${work.number}`,
    });
    if (!moved) throw new Error(`Import ${id} changed although what it has stored is locked`);
    moves.push(moved);
  }
  return moves;
}

/**
 * All locks or none: whoever brings rows into one of them holds it, and waits for the key. Taken back to the savepoint,
 * the key is free again meanwhile.
 */
async function lockStored(sql: Sql, work: ImportWork, signal: AbortSignal): Promise<StoredHolder[]> {
  await sql.query('SAVEPOINT unlocked');
  for (;;) {
    await lockKey(sql, 'ROWS', work, signal);
    const found = await storedHolders(sql, work);
    // Looked for again: one may have been reverted before its lock was free.
    if (await lockAll(sql, found)) return storedHolders(sql, work);
    await sql.query('ROLLBACK TO SAVEPOINT unlocked');
    await sleep(TRY_EVERY_MS, undefined, { signal });
  }
}

async function lockAll(sql: Sql, stored: readonly StoredHolder[]): Promise<boolean> {
  for (const { id } of stored) {
    const [lock] = await sql.query<{ taken: boolean }>('SELECT pg_try_advisory_xact_lock($1, $2) AS taken', [
      ADVISORY_LOCKS.CHANGES_STORED,
      id,
    ]);
    if (!lock?.taken) return false;
  }
  return true;
}

/** Who confirmed it, else who scheduled it. */
async function whoDecided(sql: Sql, { empresaId, importId }: ImportWork): Promise<number | null> {
  const [row] = await sql.query<{ actorId: number | null }>(
    `SELECT coalesce((SELECT e.actor_id FROM import_events e
       WHERE e.empresa_id = i.empresa_id AND e.import_id = i.id AND e.kind = 'CONFIRMED'
       ORDER BY e.sequence DESC LIMIT 1), i.created_by_id) AS "actorId"
     FROM imports i WHERE i.empresa_id = $1 AND i.id = $2`,
    [empresaId, importId],
  );
  return row?.actorId ?? null;
}
