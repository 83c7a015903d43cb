import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '../../database/sql.ts';
import type { ImportWork } from './import-work.ts';

/** What two imports share that may hold the same charges; with an account of the file it decides what is a duplicate. */
export type ImportKey = Pick<
  ImportWork,
  'empresaId' | 'operadorId' | 'plantillaCode' | 'tipoArchivoCode' | 'periodo'
>;

/** $1 to $5 of a statement about an import's key. */
export function keyValues(key: ImportKey): [number, number, string, string, string] {
  return [key.empresaId, key.operadorId, key.plantillaCode, key.tipoArchivoCode, key.periodo];
}

/** The same for the table under this name. */
export function sameKey(table: string): string {
  return `${table}.empresa_id = $1 AND ${table}.operador_id = $2 AND ${table}.plantilla_code = $3
    AND ${table}.tipo_archivo_code = $4 AND ${table}.periodo = $5`;
}

/**
 * ACCOUNTS: held while an import registers accounts. ROWS: held while one reads again with ADD, and by whichever
 * finishes, so that what it compared with is still all there is. ROWS may be held for minutes.
 */
export type KeyLock = 'ACCOUNTS' | 'ROWS';

const TRY_EVERY_MS = 50;

/** Held until the transaction ends. Asks again and again rather than wait inside the database: a signal ends it. */
export async function lockKey(sql: Sql, lock: KeyLock, key: ImportKey, signal?: AbortSignal): Promise<void> {
  const name = JSON.stringify([lock, ...keyValues(key)]);
  for (;;) {
    signal?.throwIfAborted();
    const [row] = await sql.query<{ locked: boolean }>(
      'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS locked',
      [name],
    );
    if (row?.locked) return;
    await sleep(TRY_EVERY_MS, undefined, signal ? { signal } : {});
  }
}
