import { databaseClock } from '../../database/database-clock.ts';
import type { ImportColumns } from '../../database/import-columns.ts';
import { lockEmpresa } from '../../database/lock-empresa.ts';
import { type MovedImport, moveImport } from '../../database/move-import.ts';
import type { Sql } from '../../database/sql.ts';
import { isRunning } from '../../storage/process-name.ts';
import type { ImportParts } from '../parts.ts';
import { publishMoved } from '../publish-moved.ts';
import { removeRows } from '../remove-rows.ts';
import type { Claim } from './claim.ts';
import { failImport } from './fail-import.ts';
import { readableHere } from './readable-here.ts';
import { MAX_LOSSES, type RunTiming } from './run-timing.ts';
import { tooManyAttempts } from './too-many-attempts.ts';

/**
 * Nobody runs what a dead process held, so nobody needs to wait for its lease to end. To be called before anything is
 * claimed: what stands under this process's own name was an earlier one's.
 */
export async function endDeadLeases({ database, settings }: ImportParts): Promise<void> {
  const { rows } = await database.pool.query<{ node: string }>(
    `SELECT DISTINCT node FROM imports WHERE estado = 'EN_PROCESO' AND node IS NOT NULL`,
  );
  const dead = rows
    .map(({ node }) => node)
    .filter((node) => node === settings.node || isRunning(node) === false);
  await database.pool.query(
    `UPDATE imports SET lease_ends_at = now()
     WHERE estado = 'EN_PROCESO' AND node = ANY($1::text[]) AND lease_ends_at > now()`,
    [dead],
  );
}

/**
 * The next attempt at an import that was let go, or whose worker went silent: at once the first time, after a while where
 * others were lost before it. One that was lost too often ends as FAILED on the way. Undefined: there is none.
 */
export async function takeOverLost(
  parts: ImportParts,
  timing: RunTiming,
  running: ReadonlySet<number>,
): Promise<Claim | undefined> {
  for (;;) {
    const { rows } = await parts.database.pool.query<Claim>(
      `SELECT id AS "importId", empresa_id AS "empresaId", attempt, losses + (node IS NOT NULL)::int AS losses
       FROM imports i WHERE estado = 'EN_PROCESO' AND phase <> 'CANCELING' AND id <> ALL($1::int[])
         AND lease_ends_at + make_interval(secs => $2::float8 * losses) <= now()
         AND ${readableHere(parts.store, 'lease_ends_at')}
       ORDER BY started_at, id LIMIT 1`,
      [[...running], timing.backoffMs / 1_000],
    );
    const [lost] = rows;
    if (!lost) return undefined;
    if (lost.losses >= MAX_LOSSES) {
      await failImport(parts, lost, tooManyAttempts(MAX_LOSSES), { isStill: isLost });
      continue;
    }
    const resumed = await resumeImport(parts, timing, lost, isLost);
    if (resumed) return resumed;
  }
}

/**
 * RESUMING with attempt + 1: the attempt before can write nothing from here on, and its issues are gone. Its counters
 * stay until the new ones have passed them. claim is the attempt that is over, its losses with it. Undefined: the import
 * has ended, is another's, or is not as `isStill` wants it.
 */
export async function resumeImport(
  parts: ImportParts,
  timing: RunTiming,
  claim: Claim,
  isStill: (sql: Sql, claim: Claim) => Promise<boolean> = async () => true,
): Promise<Claim | undefined> {
  const { empresaId, importId, attempt, losses } = claim;
  const moved = await parts.database.transaction(async (sql): Promise<MovedImport | undefined> => {
    await lockEmpresa(sql, empresaId);
    if (!(await isStill(sql, claim))) return undefined;
    const resumed = await moveImport(sql, {
      empresaId,
      importId,
      expect: { attempt },
      steps: [{ kind: 'RESUMED', to: { estado: 'EN_PROCESO', phase: 'RESUMING' } }],
      set: { ...(await newLease(sql, parts, timing)), attempt: attempt + 1, losses, rows_total: null },
      actorId: null,
    });
    if (!resumed) return undefined;
    await removeRows(sql, claim, 'row_issues');
    return resumed;
  });
  if (!moved) return undefined;
  publishMoved(parts, moved);
  return { ...claim, attempt: attempt + 1 };
}

async function newLease(
  sql: Sql,
  { settings }: ImportParts,
  { leaseSeconds }: RunTiming,
): Promise<ImportColumns> {
  const clock = await databaseClock(sql);
  return {
    node: settings.node,
    attempt_started_at: clock,
    heartbeat_at: clock,
    lease_ends_at: new Date(clock.getTime() + leaseSeconds * 1_000),
  };
}

/** Its worker may have shown up again since it was looked at. Keeps the row until the transaction ends. */
async function isLost(sql: Sql, { empresaId, importId }: Claim): Promise<boolean> {
  const [row] = await sql.query<{ isLost: boolean }>(
    `SELECT lease_ends_at <= clock_timestamp() AS "isLost" FROM imports WHERE empresa_id = $1 AND id = $2
     FOR NO KEY UPDATE`,
    [empresaId, importId],
  );
  return row?.isLost ?? false;
}
