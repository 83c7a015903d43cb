import type { ImportParts } from '../parts.ts';
import { removeRows } from '../remove-rows.ts';
import { type Claim, claimValues, stillClaimed } from './claim.ts';
import type { RunTiming } from './run-timing.ts';

/** Confirmed, and no worker has begun to read it again. */
const WAITS = `estado = 'EN_PROCESO' AND phase = 'READING' AND attempt_started_at IS NULL`;

/**
 * An import that was confirmed, claimed for its second reading; the issues of the first are gone. Its phase is READING
 * already, so nothing is logged. Undefined: there is none.
 */
export async function claimConfirmed(parts: ImportParts, timing: RunTiming): Promise<Claim | undefined> {
  for (;;) {
    const { rows } = await parts.database.pool.query<Claim>(
      `SELECT id AS "importId", empresa_id AS "empresaId", attempt, losses FROM imports WHERE ${WAITS}
       ORDER BY confirmed_at, id LIMIT 1`,
    );
    const [confirmed] = rows;
    if (!confirmed) return undefined;
    if (await claim(parts, timing, confirmed)) return confirmed;
  }
}

/** False: another was first, or it was canceled. */
async function claim(
  { database, settings }: ImportParts,
  { leaseSeconds }: RunTiming,
  confirmed: Claim,
): Promise<boolean> {
  return database.transaction(async (sql) => {
    const claimed = await sql.query(
      `UPDATE imports i SET node = $4, attempt_started_at = now(), heartbeat_at = now(),
         lease_ends_at = now() + make_interval(secs => $5)
       WHERE ${stillClaimed('i')} AND ${WAITS} RETURNING 1`,
      [...claimValues(confirmed), settings.node, leaseSeconds],
    );
    if (claimed.length === 0) return false;
    await removeRows(sql, confirmed, 'row_issues');
    return true;
  });
}
