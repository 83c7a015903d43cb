import type { Database } from '../../database/open-database.ts';
import type { Estado, ImportEventKind } from '../../domain/codes.ts';

export interface LoggedEvent {
  readonly sequence: bigint;
  readonly kind: ImportEventKind;
  readonly at: Date;
  readonly actorId: number | null;
  readonly importId: number;
  readonly toEstado: Estado;
}

/** Small: what is read ahead of a slow subscriber grows stale, and takes its memory. */
const BATCH_EVENTS = 50;

export interface EventBatch {
  readonly events: readonly LoggedEvent[];
  /** There are no more for now. */
  readonly isLast: boolean;
}

/** The next events of the empresa, or of one of its imports, above a sequence, in order. */
export async function readEvents(
  { pool }: Pick<Database, 'pool'>,
  empresaId: number,
  above: bigint,
  importId?: number,
): Promise<EventBatch> {
  const { rows } = await pool.query<LoggedEvent>(
    `SELECT sequence, kind, at, actor_id AS "actorId", import_id AS "importId", to_estado AS "toEstado"
     FROM import_events WHERE empresa_id = $1 AND sequence > $2 ${importId === undefined ? '' : 'AND import_id = $3'}
     ORDER BY sequence LIMIT ${BATCH_EVENTS}`,
    importId === undefined ? [empresaId, above] : [empresaId, above, importId],
  );
  return { events: rows, isLast: rows.length < BATCH_EVENTS };
}

/** The sequence of the empresa's last committed change; 0 before the first. */
export async function lastSequence({ pool }: Pick<Database, 'pool'>, empresaId: number): Promise<bigint> {
  const { rows } = await pool.query<{ last: bigint }>(
    'SELECT last_sequence AS last FROM empresas WHERE id = $1',
    [empresaId],
  );
  return rows[0]?.last ?? 0n;
}

/** Whether every change above the sequence can still be told: it was handed out, and nothing after it was pruned. */
export async function isReplayable(
  { pool }: Pick<Database, 'pool'>,
  empresaId: number,
  after: bigint,
): Promise<boolean> {
  const { rows } = await pool.query<{ last: bigint; oldest: bigint | null }>(
    `SELECT last_sequence AS last, (SELECT min(sequence) FROM import_events WHERE empresa_id = $1) AS oldest
     FROM empresas WHERE id = $1`,
    [empresaId],
  );
  const { last = 0n, oldest = null } = rows[0] ?? {};
  return after >= 0n && after <= last && after >= (oldest ?? last + 1n) - 1n;
}
