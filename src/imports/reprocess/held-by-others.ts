import type { Sql } from '../../database/sql.ts';
import { ROW_HASH_BYTES } from '../../worker/messages.ts';
import { type HeldRows, readHeldRows } from '../run/held-rows.ts';
import type { ReprocessWork } from './reprocess-work.ts';

/**
 * With ADD, the rows of other imports that a corrected row may repeat. Of identical rows, those that others hold were
 * skipped before this import accepted its first: where it holds one itself, a further one is new.
 */
export async function heldByOthers(sql: Sql, work: ReprocessWork): Promise<HeldRows | undefined> {
  if (work.duplicatePolicy !== 'ADD') return undefined;
  const held = await readHeldRows(sql, work);
  if (!held.hashes) return held;
  const own = new Set<string>();
  const chunks = await sql.query<{ hashes: Buffer }>(
    'SELECT hashes FROM import_row_hashes WHERE empresa_id = $1 AND import_id = $2',
    [work.empresaId, work.importId],
  );
  for (const { hashes } of chunks) for (const hash of eachHash(hashes)) own.add(hash.toString('latin1'));
  const others = [...eachHash(Buffer.from(held.hashes))].filter((hash) => !own.has(hash.toString('latin1')));
  return { ...held, hashes: others.length === 0 ? undefined : new Uint8Array(Buffer.concat(others)) };
}

function* eachHash(hashes: Buffer): Generator<Buffer> {
  for (let at = 0; at < hashes.length; at += ROW_HASH_BYTES) yield hashes.subarray(at, at + ROW_HASH_BYTES);
}
