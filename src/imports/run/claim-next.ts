import { type MovedImport, moveImport } from '../../database/move-import.ts';
import type { ImportParts } from '../parts.ts';
import { publishMoved } from '../publish-moved.ts';
import type { Claim } from './claim.ts';
import { claimConfirmed } from './claim-confirmed.ts';
import { firstInQueue, type Waiting } from './first-in-queue.ts';
import { takeOverLost } from './resume-import.ts';
import type { RunTiming } from './run-timing.ts';
import { takeTurn } from './turn-of.ts';

/** SCHEDULED → QUEUED for every import whose date has come, by the database's clock. */
export async function queueDue(parts: ImportParts): Promise<void> {
  for (;;) {
    const due = await firstDue(parts);
    if (!due) return;
    const queued = await parts.database.transaction((sql) =>
      moveImport(sql, {
        empresaId: due.empresaId,
        importId: due.id,
        expect: { version: due.version },
        steps: [{ kind: 'QUEUED', to: { estado: 'PENDIENTE', phase: 'QUEUED' } }],
        set: { queued_at: due.clock },
        actorId: null,
      }),
    );
    if (queued) publishMoved(parts, queued);
  }
}

/**
 * The next import for this process to run, claimed: first one whose worker went silent, then one that was confirmed, then
 * the queue, empresa by empresa.
 * Undefined: there is nothing to do. Of all who try, and of whoever deletes it, exactly one gets an import.
 */
export async function claimNext(
  parts: ImportParts,
  timing: RunTiming,
  running: ReadonlySet<number>,
): Promise<Claim | undefined> {
  const begun = (await takeOverLost(parts, timing, running)) ?? (await claimConfirmed(parts, timing));
  if (begun) return begun;
  for (;;) {
    const next = await firstInQueue(parts);
    if (!next) return undefined;
    const claimed = await claim(parts, timing, next);
    if (!claimed) continue;
    publishMoved(parts, claimed);
    return { empresaId: next.empresaId, importId: next.id, attempt: 1, losses: 0 };
  }
}

async function claim(
  parts: ImportParts,
  { leaseSeconds }: RunTiming,
  { id, empresaId, version, clock }: Waiting,
): Promise<MovedImport | undefined> {
  return parts.database.transaction((sql) =>
    takeTurn(parts, sql, empresaId, () =>
      moveImport(sql, {
        empresaId,
        importId: id,
        expect: { version },
        steps: [{ kind: 'STARTED', to: { estado: 'EN_PROCESO', phase: 'READING' } }],
        set: {
          attempt: 1,
          node: parts.settings.node,
          started_at: clock,
          attempt_started_at: clock,
          heartbeat_at: clock,
          lease_ends_at: new Date(clock.getTime() + leaseSeconds * 1_000),
          percent: 0,
        },
        actorId: null,
      }),
    ),
  );
}

/** Not locked: whoever moves it first has it, and the others look again. */
async function firstDue({ database }: ImportParts): Promise<Waiting | undefined> {
  const { rows } = await database.pool.query<Waiting>(
    `SELECT id, empresa_id AS "empresaId", version, clock_timestamp() AS clock FROM imports
     WHERE estado = 'PENDIENTE' AND phase = 'SCHEDULED' AND programacion_at <= now()
     ORDER BY programacion_at, id LIMIT 1`,
  );
  return rows[0];
}
