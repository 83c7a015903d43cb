import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '../../database/sql.ts';
import { ADVISORY_LOCKS } from '../advisory-locks.ts';
import { AttemptLostError, type Claim, claimValues, stillClaimed } from './claim.ts';

const TRY_EVERY_MS = 50;
/** A worker of this process has noticed by then; whoever has not is behind a broken network, or frozen. */
const NOTICED_MS = 400;

/**
 * Marks the transaction as the one that stores the import's charges. A worker that was only silent (paused, or behind a
 * broken network) may still hold an earlier attempt's open, with rows of the same keys, for which ours would wait
 * without end: its connection is ended first. Throws AttemptLostError where this attempt is itself the earlier one.
 */
export async function shutOutEarlier(sql: Sql, claim: Claim, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    if (await mark(sql, claim)) return;
    const [own] = await sql.query(`SELECT 1 FROM imports i WHERE ${stillClaimed('i')}`, claimValues(claim));
    if (!own) throw new AttemptLostError(claim);
    await endMarked(sql, claim);
    await sleep(TRY_EVERY_MS, undefined, { signal });
  }
}

/**
 * Resolves once no transaction that stores charges of the import is open, and none can be until this one has ended: its
 * worker is given a moment to stop by itself, then its connection is ended.
 */
export async function shutOutWorker(sql: Sql, stopped: Pick<Claim, 'importId'>): Promise<void> {
  const noticed = performance.now() + NOTICED_MS;
  while (!(await mark(sql, stopped))) {
    if (performance.now() >= noticed) await endMarked(sql, stopped);
    await sleep(TRY_EVERY_MS);
  }
}

async function mark(sql: Sql, { importId }: Pick<Claim, 'importId'>): Promise<boolean> {
  const [row] = await sql.query<{ marked: boolean }>('SELECT pg_try_advisory_xact_lock($1, $2) AS marked', [
    ADVISORY_LOCKS.STORES_CHARGES,
    importId,
  ]);
  return row?.marked ?? false;
}

async function endMarked(sql: Sql, { importId }: Pick<Claim, 'importId'>): Promise<void> {
  await sql.query(
    `SELECT pg_terminate_backend(pid) FROM pg_locks
     WHERE locktype = 'advisory' AND granted AND classid::bigint = $1 AND objid::bigint = $2 AND objsubid = 2
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [ADVISORY_LOCKS.STORES_CHARGES, importId],
  );
}
