import type { Database } from '../database/open-database.ts';
import type { ImportChanged } from './changes.ts';

/** Finds in the database what no message told of. */
export interface MissedChanges {
  /** Looks after the empresa from now on, until as many calls of forget. True: nobody else did. */
  watch(empresaId: number): boolean;
  forget(empresaId: number): void;
  /** So that it is not found once more. */
  heard(change: ImportChanged): void;
  /** Tells every logged change of the watched empresas that was not heard of, one per import. */
  look(): Promise<void>;
  /** Tells that the counters of every running import may have moved. */
  tellRunning(): Promise<void>;
}

/**
 * Where an empresa begins to be watched, so many of its last changes are told once more: they may have been committed
 * between the listener's first word and the first look.
 */
const LOOK_BACK = 100n;

/** Sequences of an empresa rise in commit order: above the highest that a look has seen stands all that came after it. */
export function findMissed(
  { pool }: Pick<Database, 'pool'>,
  tell: (change: ImportChanged) => void,
): MissedChanges {
  const watchers = new Map<number, number>();
  const seenUpTo = new Map<number, bigint>();
  let heard = new Map<number, bigint>();
  let looking: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    await findBeginnings();
    const before = heard;
    heard = new Map();
    const empresas = [...watchers.keys()].filter((empresaId) => seenUpTo.has(empresaId));
    if (empresas.length === 0) return;
    const { rows } = await pool.query<Omit<ImportChanged, 'kind'>>(
      `SELECT e.empresa_id AS "empresaId", e.import_id AS "importId", max(e.sequence) AS sequence
       FROM unnest($1::int[], $2::bigint[]) AS w (empresa_id, above)
       JOIN import_events e ON e.empresa_id = w.empresa_id AND e.sequence > w.above
       GROUP BY e.empresa_id, e.import_id ORDER BY max(e.sequence)`,
      [empresas, empresas.map((empresaId) => seenUpTo.get(empresaId))],
    );
    for (const row of rows) {
      if (watchers.has(row.empresaId)) seenUpTo.set(row.empresaId, row.sequence);
      const known = highest(before.get(row.importId), heard.get(row.importId));
      if (known < row.sequence) tell({ ...row, kind: 'LOGGED' });
    }
  };
  const findBeginnings = async (): Promise<void> => {
    const unknown = [...watchers.keys()].filter((empresaId) => !seenUpTo.has(empresaId));
    if (unknown.length === 0) return;
    const { rows } = await pool.query<{ id: number; last: bigint }>(
      'SELECT id, last_sequence AS last FROM empresas WHERE id = ANY($1::int[])',
      [unknown],
    );
    for (const { id, last } of rows) if (watchers.has(id)) seenUpTo.set(id, last - LOOK_BACK);
  };
  return {
    watch(empresaId) {
      const others = watchers.get(empresaId) ?? 0;
      watchers.set(empresaId, others + 1);
      return others === 0;
    },
    forget(empresaId) {
      const left = (watchers.get(empresaId) ?? 1) - 1;
      if (left > 0) return void watchers.set(empresaId, left);
      watchers.delete(empresaId);
      seenUpTo.delete(empresaId);
    },
    heard({ kind, empresaId, importId, sequence }) {
      if (kind === 'LOGGED' && watchers.has(empresaId))
        heard.set(importId, highest(heard.get(importId), sequence));
    },
    look() {
      looking ??= look().finally(() => {
        looking = undefined;
      });
      return looking;
    },
    async tellRunning() {
      const { rows } = await pool.query<Omit<ImportChanged, 'kind'>>(
        `SELECT empresa_id AS "empresaId", id AS "importId", sequence FROM imports
         WHERE empresa_id = ANY($1::int[]) AND estado = 'EN_PROCESO'`,
        [[...watchers.keys()]],
      );
      for (const row of rows) tell({ ...row, kind: 'PROGRESS' });
    },
  };
}

function highest(one = -1n, other = -1n): bigint {
  return one > other ? one : other;
}
