import pg from 'pg';
import type { Estado, ImportEventKind, ImportOutcome, ImportPhase } from '../domain/codes.ts';
import { TRANSITIONS, type Transition, WITHOUT_WORKER } from '../domain/import-state.ts';
import type { ImportColumns } from './import-columns.ts';
import { lockEmpresa } from './lock-empresa.ts';
import type { Sql } from './sql.ts';

/** One change of state; each becomes one ImportEvent. */
export interface Step {
  readonly kind: ImportEventKind;
  readonly to: { readonly estado: Estado; readonly phase: ImportPhase };
}

export interface Move {
  readonly empresaId: number;
  readonly importId: number;
  /** What the mover believes: the version it read, or, EN_PROCESO, the attempt it was given (the fencing token). */
  readonly expect: { readonly version: number } | { readonly attempt: number };
  readonly steps: readonly [Step, ...Step[]];
  /** How it ended: given if and only if the last step leads to FINALIZADO. */
  readonly outcome?: ImportOutcome;
  /** Other columns to write in the same UPDATE. */
  readonly set?: ImportColumns;
  /** The usuario who did it; null: the server. */
  readonly actorId: number | null;
  /** Kept with the last step's event. */
  readonly note?: string;
}

export interface MovedImport {
  readonly importId: number;
  readonly empresaId: number;
  readonly version: number;
  /** Of the last event. */
  readonly sequence: bigint;
  readonly estado: Estado;
  readonly phase: ImportPhase;
  readonly events: readonly { readonly sequence: bigint; readonly kind: ImportEventKind }[];
}

interface Now {
  readonly estado: Estado;
  readonly phase: ImportPhase;
  readonly version: number;
  readonly attempt: number;
}

/**
 * The compare-and-set through which every import changes its state: one UPDATE of the row and one ImportEvent per step,
 * in the caller's transaction. Undefined: somebody else was first, or the empresa has no such import; nothing was
 * written. A step that TRANSITIONS does not allow throws, as a bug.
 *
 * The empresa's row is locked first and until the commit, so that sequences rise in commit order, and so that moves of
 * several imports in one transaction cannot wait for each other in a circle.
 */
export async function moveImport(sql: Sql, move: Move): Promise<MovedImport | undefined> {
  const lastSequence = await lockEmpresa(sql, move.empresaId);
  const now = lastSequence === undefined ? undefined : await lockImport(sql, move);
  if (lastSequence === undefined || !now || !isAsExpected(now, move.expect)) return undefined;
  checkSteps(now, move);
  const events = move.steps.map(({ kind }, i) => ({ kind, sequence: lastSequence + BigInt(i + 1) }));
  const last = move.steps[move.steps.length - 1] ?? move.steps[0];
  const sequence = lastSequence + BigInt(move.steps.length);
  await updateImport(sql, move, last, sequence);
  await insertEvents(sql, move, now, lastSequence);
  const { importId, empresaId } = move;
  return { importId, empresaId, version: now.version + 1, sequence, ...last.to, events };
}

async function lockImport(sql: Sql, { empresaId, importId }: Move): Promise<Now | undefined> {
  const [row] = await sql.query<Now>(
    'SELECT estado, phase, version, attempt FROM imports WHERE empresa_id = $1 AND id = $2 FOR NO KEY UPDATE',
    [empresaId, importId],
  );
  return row;
}

function isAsExpected(now: Now, expect: Move['expect']): boolean {
  if ('version' in expect) return now.version === expect.version;
  const hasWorker = now.estado === 'EN_PROCESO' && !WITHOUT_WORKER.includes(now.phase);
  return hasWorker && now.attempt === expect.attempt;
}

function checkSteps(now: Now, { steps, outcome, importId }: Move): void {
  const allowed: Partial<Record<ImportEventKind, Transition>> = TRANSITIONS;
  let phase = now.phase;
  for (const { kind, to } of steps) {
    const transition = allowed[kind];
    const leads = transition?.to.some(({ estado, phase }) => estado === to.estado && phase === to.phase);
    if (!leads || !transition?.from.includes(phase)) {
      throw new Error(`Import ${importId}: ${kind} does not lead from ${phase} to ${to.estado}/${to.phase}`);
    }
    phase = to.phase;
  }
  const ends = steps[steps.length - 1]?.to.estado === 'FINALIZADO';
  if (ends !== (outcome !== undefined)) {
    throw new Error(`Import ${importId}: an outcome belongs to FINALIZADO, and to nothing else`);
  }
}

async function updateImport(sql: Sql, move: Move, { to }: Step, sequence: bigint): Promise<void> {
  const columns = Object.entries(move.set ?? {}).filter(([, value]) => value !== undefined);
  const set = columns.map(([column], i) => `, ${pg.escapeIdentifier(column)} = $${i + 7}`).join('');
  await sql.query(
    `WITH counted AS (UPDATE empresas SET last_sequence = $6 WHERE id = $1)
     UPDATE imports
     SET estado = $3, phase = $4, outcome = coalesce($5, outcome), version = version + 1, sequence = $6${set}
     WHERE empresa_id = $1 AND id = $2`,
    [
      move.empresaId,
      move.importId,
      to.estado,
      to.phase,
      move.outcome ?? null,
      sequence,
      ...columns.map(([, value]) => value),
    ],
  );
}

async function insertEvents(sql: Sql, move: Move, now: Now, lastSequence: bigint): Promise<void> {
  let from: Step['to'] = now;
  for (const [i, { kind, to }] of move.steps.entries()) {
    const isLast = i === move.steps.length - 1;
    // clock_timestamp: a transaction that stores charges began long before its last event.
    await sql.query(
      `INSERT INTO import_events (empresa_id, sequence, import_id, kind, at, actor_id,
         from_estado, to_estado, from_phase, to_phase, outcome, note)
       VALUES ($1, $2, $3, $4, clock_timestamp(), $5, $6, $7, $8, $9, $10, $11)`,
      [
        move.empresaId,
        lastSequence + BigInt(i + 1),
        move.importId,
        kind,
        move.actorId,
        from.estado,
        to.estado,
        from.phase,
        to.phase,
        isLast ? (move.outcome ?? null) : null,
        isLast ? (move.note ?? null) : null,
      ],
    );
    from = to;
  }
}
