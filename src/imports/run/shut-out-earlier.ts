import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '../../database/sql.ts';
import { AttemptLostError, type Claim } from './claim.ts';

/** Any number of its own: the two-part advisory locks (this, import) mark the transactions that store charges. */
const STORES_CHARGES = 7_236_003;
const TRY_EVERY_MS = 50;

/**
 * Marks the transaction as the one that stores the import's charges. A worker that was only silent (paused, or behind a
 * broken network) may still hold an earlier attempt's open, with rows of the same keys, for which ours would wait
 * without end: its connection is ended first. Throws AttemptLostError where this attempt is itself the earlier one.
 */
export async function shutOutEarlier(
  sql: Sql,
  claim: Pick<Claim, 'empresaId' | 'importId' | 'attempt'>,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const [row] = await sql.query<{ marked: boolean }>('SELECT pg_try_advisory_xact_lock($1, $2) AS marked', [
      STORES_CHARGES,
      claim.importId,
    ]);
    if (row?.marked) return;
    await endMarked(sql, claim);
    await sleep(TRY_EVERY_MS, undefined, { signal });
  }
}

async function endMarked(
  sql: Sql,
  { empresaId, importId, attempt }: Pick<Claim, 'empresaId' | 'importId' | 'attempt'>,
): Promise<void> {
  const [own] = await sql.query(
    `SELECT 1 FROM imports WHERE empresa_id = $1 AND id = $2 AND attempt = $3 AND estado = 'EN_PROCESO'`,
    [empresaId, importId, attempt],
  );
  if (!own) throw new AttemptLostError({ importId, attempt });
  await sql.query(
    `SELECT pg_terminate_backend(pid) FROM pg_locks
     WHERE locktype = 'advisory' AND granted AND classid::bigint = $1 AND objid::bigint = $2 AND objsubid = 2
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [STORES_CHARGES, importId],
  );
}
