import type { ImportParts } from '../parts.ts';
import { removeRows } from '../remove-rows.ts';
import { type Claim, claimValues, stillClaimed } from './claim.ts';
import { readableHere } from './readable-here.ts';
import type { RunTiming } from './run-timing.ts';
import { limitOf, runningOf, takeTurn } from './turn-of.ts';

/** Confirmed, and no worker has begun to read it again. */
const WAITS = `i.estado = 'EN_PROCESO' AND i.phase = 'READING' AND i.attempt_started_at IS NULL`;

/**
 * An import that was confirmed, claimed for its second reading; the issues of the first are gone. Its phase is READING
 * already, so nothing is logged. Undefined: there is none.
 */
export async function claimConfirmed(parts: ImportParts, timing: RunTiming): Promise<Claim | undefined> {
  for (;;) {
    const { rows } = await parts.database.pool.query<Claim>(
      `SELECT i.id AS "importId", i.empresa_id AS "empresaId", i.attempt, i.losses FROM imports i
       WHERE ${WAITS} AND ${readableHere(parts.store, 'confirmed_at')}
         AND ${runningOf('i.empresa_id')} < $1 ORDER BY i.confirmed_at, i.id LIMIT 1`,
      [limitOf(parts)],
    );
    const [confirmed] = rows;
    if (!confirmed) return undefined;
    if (await claim(parts, timing, confirmed)) return confirmed;
  }
}

/** Undefined: another was first, or it was canceled. */
async function claim(
  parts: ImportParts,
  { leaseSeconds }: RunTiming,
  confirmed: Claim,
): Promise<Claim | undefined> {
  return parts.database.transaction((sql) =>
    takeTurn(parts, sql, confirmed.empresaId, async () => {
      const claimed = await sql.query(
        `UPDATE imports i SET node = $4, attempt_started_at = now(), heartbeat_at = now(),
           lease_ends_at = now() + make_interval(secs => $5)
         WHERE ${stillClaimed('i')} AND ${WAITS} RETURNING 1`,
        [...claimValues(confirmed), parts.settings.node, leaseSeconds],
      );
      if (claimed.length === 0) return undefined;
      await removeRows(sql, confirmed, 'row_issues');
      return confirmed;
    }),
  );
}
