import { IDEMPOTENCY_DAYS } from './idempotency-key.ts';
import type { ImportParts } from './parts.ts';
import { readableHere } from './run/readable-here.ts';
import { startHourly } from './start-hourly.ts';

/** Between the moment that an upload is durable and the one that its import names it, only moments pass. */
const ORPHAN_AGE_MS = 3_600_000;
/** Asked for at once: no index finds an import by its file. */
const BATCH_FILES = 1_000;

type SweepParts = Pick<ImportParts, 'database' | 'store' | 'log'>;

/** Sweeps now and every hour; disposing it waits for the one under way. */
export function startSweep(parts: SweepParts): AsyncDisposable {
  return startHourly(parts, (signal) => sweep(parts, signal), 'The sweep failed; it comes again');
}

/**
 * Removes idempotency keys that are free again, and what a broken process leaves: stored files that no import names,
 * half-made ones.
 */
export async function sweep(parts: SweepParts, signal?: AbortSignal, now = new Date()): Promise<void> {
  await parts.database.pool.query(
    'DELETE FROM idempotency_keys WHERE created_at <= now() - make_interval(days => $1)',
    [IDEMPOTENCY_DAYS],
  );
  let batch: string[] = [];
  for await (const { key, modifiedAt } of parts.store.list()) {
    if (signal?.aborted) return;
    if (now.getTime() - modifiedAt.getTime() >= ORPHAN_AGE_MS) batch.push(key);
    if (batch.length < BATCH_FILES) continue;
    await removeUnnamed(parts, batch);
    batch = [];
  }
  await removeUnnamed(parts, batch);
  await parts.store.sweep();
  await tellOfWaiting(parts);
}

/** Whoever runs the servers is to know that one of them is missed. */
async function tellOfWaiting({ database, store, log }: SweepParts): Promise<void> {
  const { rows } = await database.pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM imports i
     WHERE estado = 'PENDIENTE' AND phase = 'QUEUED' AND NOT ${readableHere(store, 'queued_at')}`,
  );
  const count = rows[0]?.count ?? 0;
  if (count > 0)
    log.info({ count }, 'Imports wait for another server, which has their files on its own disk');
}

async function removeUnnamed({ database, store, log }: SweepParts, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const { rows } = await database.pool.query<{ key: string }>(
    'SELECT file_key AS key FROM imports WHERE file_key = ANY($1::text[])',
    [keys],
  );
  const named = new Set(rows.map(({ key }) => key));
  for (const key of keys.filter((each) => !named.has(each))) {
    await store.remove(key);
    log.info({ key }, 'A file that no import names was removed');
  }
}
