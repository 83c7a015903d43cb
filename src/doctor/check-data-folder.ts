import { randomUUID } from 'node:crypto';
import { rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { message } from '../domain/message.ts';
import { type Check, type Finding, fine, reasonOf, wrong } from './check.ts';

/** Below that a database that fills its disk is near. */
const LEAST_FREE_BYTES = 2 ** 30;
const GIB = 2 ** 30;

/** Whether the folder, or where it will be made, may be written, and has room. */
export function checkDataFolder({ dataDir }: { readonly dataDir: string }): Check {
  return {
    code: 'DATA_FOLDER',
    name: message('Carpeta de datos', 'Data folder'),
    async find() {
      const existing = await nearest(dataDir);
      if (!(await stat(existing)).isDirectory())
        return wrong(
          message(`${existing} no es una carpeta`, `${existing} is no folder`),
          message('elija otra con DATA_DIR', 'choose another with DATA_DIR'),
        );
      const probe = join(existing, `.importador-doctor-${randomUUID()}`);
      try {
        await writeFile(probe, '', { mode: 0o600 });
      } catch (error) {
        return notWritable(existing, error);
      } finally {
        await rm(probe, { force: true }).catch(() => {});
      }
      return roomIn(existing, existing === dataDir, dataDir);
    },
  };
}

async function nearest(folder: string): Promise<string> {
  for (let path = folder; ; path = dirname(path)) {
    const there = await stat(path).then(
      () => true,
      () => false,
    );
    if (there || dirname(path) === path) return path;
  }
}

function notWritable(folder: string, error: unknown): Finding {
  const why = reasonOf(error);
  return wrong(
    message(`${folder} no se puede escribir (${why})`, `${folder} cannot be written (${why})`),
    message(
      'dé permiso a quien inicia el servidor, o elija otra carpeta con DATA_DIR',
      'give whoever starts the server the right to, or choose another folder with DATA_DIR',
    ),
  );
}

async function roomIn(folder: string, made: boolean, dataDir: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const room = `${(free / GIB).toFixed(1)} GiB`;
  if (free < LEAST_FREE_BYTES)
    return wrong(
      message(`en ${folder} solo quedan ${room} libres`, `${folder} has only ${room} left`),
      message(
        'libere espacio hasta tener al menos 1 GiB, o elija otra carpeta con DATA_DIR',
        'make room until at least 1 GiB is free, or choose another folder with DATA_DIR',
      ),
    );
  const [es, en] = made
    ? ['se puede escribir', 'can be written']
    : ['se creará al iniciar', 'will be made at the start'];
  return fine(`${dataDir} ${es}; ${room} libres`, `${dataDir} ${en}; ${room} free`);
}
