import type { Sql } from '../../database/sql.ts';
import { ROW_HASH_BYTES } from '../../worker/messages.ts';
import { hasStored } from '../stored-imports.ts';
import { type ImportKey, keyValues, sameKey } from './import-key.ts';

/** What duplicatePolicy ADD compares with: the rows that imports of the same key have stored. */
export interface HeldRows {
  readonly importIds: readonly number[];
  /** ROW_HASH_BYTES each; undefined: there are none. 16 MB for a million rows. */
  readonly hashes: Uint8Array | undefined;
}

/** The import whose rows are compared. */
type Comparing = ImportKey & { readonly importId: number };

/** Small enough to send, large enough to make few: 16,384 rows. */
const CHUNK_BYTES = 16_384 * ROW_HASH_BYTES;

export async function readHeldRows(sql: Sql, work: Comparing): Promise<HeldRows> {
  const importIds = await heldImports(sql, work);
  if (importIds.length === 0) return { importIds, hashes: undefined };
  const rows = await sql.query<{ hashes: Buffer }>(
    'SELECT hashes FROM import_row_hashes WHERE empresa_id = $1 AND import_id = ANY($2::int[]) ORDER BY import_id, chunk',
    [work.empresaId, importIds],
  );
  const hashes = Buffer.concat(rows.map(({ hashes }) => hashes));
  // A copy with a buffer of its own: it crosses to the thread.
  return { importIds, hashes: hashes.length === 0 ? undefined : new Uint8Array(hashes) };
}

/** Whether what was read is still all that is held. To be asked once no other import of the empresa can end. */
export async function isStillHeld(sql: Sql, work: Comparing, held: HeldRows): Promise<boolean> {
  const now = await heldImports(sql, work);
  return now.length === held.importIds.length && now.every((id, i) => id === held.importIds[i]);
}

/** Not itself, which is among them as soon as it is moved. */
async function heldImports(sql: Sql, work: Comparing): Promise<number[]> {
  const rows = await sql.query<{ id: number }>(
    `SELECT i.id FROM imports i WHERE ${sameKey('i')} AND ${hasStored('i')} AND i.id <> $6 ORDER BY i.id`,
    [...keyValues(work), work.importId],
  );
  return rows.map(({ id }) => id);
}

/**
 * The hashes of the rows that this import accepts. They wait here until the COPY of the charges has ended, since a
 * connection does one thing at a time and they belong into the same transaction: 16 MB for a million rows.
 */
export class RowHashes {
  readonly #chunks: Buffer[] = [];
  #open = Buffer.alloc(0);

  add(bytes: Uint8Array): void {
    this.#open = Buffer.concat([this.#open, bytes]);
    while (this.#open.length >= CHUNK_BYTES) {
      this.#chunks.push(this.#open.subarray(0, CHUNK_BYTES));
      this.#open = this.#open.subarray(CHUNK_BYTES);
    }
  }

  /** As chunks from that number on. */
  async store(sql: Sql, empresaId: number, importId: number, firstChunk = 0): Promise<void> {
    const chunks = this.#open.length === 0 ? this.#chunks : [...this.#chunks, this.#open];
    for (const [chunk, hashes] of chunks.entries()) {
      await sql.query(
        'INSERT INTO import_row_hashes (empresa_id, import_id, chunk, hashes) VALUES ($1, $2, $3, $4)',
        [empresaId, importId, firstChunk + chunk, hashes],
      );
    }
  }
}
