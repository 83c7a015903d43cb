import type { ImportParts } from '../parts.ts';
import { readableHere } from './readable-here.ts';
import { limitOf, runningOf } from './turn-of.ts';

export interface Waiting {
  readonly id: number;
  readonly empresaId: number;
  readonly version: number;
  readonly clock: Date;
}

const QUEUED = `i.estado = 'PENDIENTE' AND i.phase = 'QUEUED'`;

/** Jumps from one empresa to the next in imports_waiting_idx: as cheap with 100,000 waiting as with one for each. */
const EMPRESAS = `WITH RECURSIVE waiting (empresa_id) AS (
    (SELECT i.empresa_id FROM imports i WHERE ${QUEUED} ORDER BY i.empresa_id LIMIT 1)
    UNION ALL
    SELECT (SELECT i.empresa_id FROM imports i WHERE ${QUEUED} AND i.empresa_id > w.empresa_id
      ORDER BY i.empresa_id LIMIT 1)
    FROM waiting w WHERE w.empresa_id IS NOT NULL)`;

/**
 * The first of the queue of the empresa whose turn it is: of those that run less than they may, the one with the fewest
 * running, then the one whose last turn was longest ago. Within an empresa who was queued first comes first, but for
 * those whose file another machine has. Not locked: whoever moves it first has it, and the others look again.
 */
export async function firstInQueue(
  parts: Pick<ImportParts, 'database' | 'settings' | 'store'>,
): Promise<Waiting | undefined> {
  const { rows } = await parts.database.pool.query<Waiting>(
    `${EMPRESAS}
     SELECT head.id, e.id AS "empresaId", head.version, clock_timestamp() AS clock
     FROM waiting w JOIN empresas e ON e.id = w.empresa_id
     CROSS JOIN LATERAL (SELECT i.id, i.version, i.queued_at FROM imports i
       WHERE ${QUEUED} AND i.empresa_id = e.id AND ${readableHere(parts.store, 'queued_at')} ORDER BY i.queued_at, i.id LIMIT 1) head
     CROSS JOIN LATERAL ${runningOf('e.id')} running (n)
     WHERE running.n < $1
     ORDER BY running.n, e.last_turn_at NULLS FIRST, head.queued_at, head.id LIMIT 1`,
    [limitOf(parts)],
  );
  return rows[0];
}
