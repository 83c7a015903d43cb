import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config.ts';
import type { Database } from './database/open-database.ts';
import type { FileStore } from './storage/file-store.ts';

/**
 * A worker with an embedded database of its own would wait for work that nobody can give it: it may only join one that is
 * there. Throws, saying what to set.
 */
export async function checkRole({
  role,
  databaseUrl,
  dataDir,
}: Pick<Config, 'role' | 'databaseUrl' | 'dataDir'>): Promise<void> {
  if (role !== 'worker' || databaseUrl !== undefined) return;
  const exists = await access(join(dataDir, 'postgres')).then(
    () => true,
    () => false,
  );
  if (exists) return;
  throw new Error(
    `ROLE=worker sin DATABASE_URL, y en DATA_DIR (${dataDir}) no hay una base de datos a la que unirse: ponga la DATABASE_URL de los demás procesos, o el mismo DATA_DIR que un proceso con ROLE=api que ya haya arrancado en esta máquina / ` +
      `ROLE=worker without DATABASE_URL, and DATA_DIR (${dataDir}) holds no database to join: set the DATABASE_URL of the other processes, or the DATA_DIR of a process with ROLE=api that has started on this machine`,
  );
}

/** So many of the latest files are looked for: one may be gone, but not all of them. */
const LOOKED_FOR = 10;

/**
 * A worker that keeps files elsewhere than those who receive them could run none of the imports: files of another place are
 * waited for. Throws where there are imports with files and the store has none of the latest.
 */
export async function checkStore(
  { role }: Pick<Config, 'role'>,
  { database, store }: { readonly database: Pick<Database, 'pool'>; readonly store: Pick<FileStore, 'has'> },
): Promise<void> {
  if (role !== 'worker') return;
  const { rows } = await database.pool.query<{ key: string }>(
    'SELECT file_key AS key FROM imports WHERE file_key IS NOT NULL ORDER BY id DESC LIMIT $1',
    [LOOKED_FOR],
  );
  if (rows.length === 0) return;
  for (const { key } of rows) if (await store.has(key)) return;
  throw new Error(
    `ROLE=worker: de los últimos ${rows.length} archivos recibidos no está ninguno donde este proceso los busca; ponga el mismo almacén de archivos que los procesos con ROLE=api (la misma STORAGE_URL, o un DATA_DIR compartido). Si los archivos se perdieron de verdad, arranque una vez con ROLE=all / ` +
      `ROLE=worker: of the last ${rows.length} files received none is where this process looks for them; give it the file store of the processes with ROLE=api (the same STORAGE_URL, or a shared DATA_DIR). If the files are really lost, start once with ROLE=all`,
  );
}
