import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { message } from '../domain/message.ts';
import type { FileStore } from '../storage/file-store.ts';
import { openFileStore } from '../storage/index.ts';
import type { S3Settings } from '../storage/s3-settings.ts';
import { type Check, fine, reasonOf, wrong } from './check.ts';

export interface StorageSettings {
  readonly s3: S3Settings | undefined;
}

/**
 * Whether a bucket takes a file, gives it back and lets it be removed. The data folder has a check of its
 * own.
 */
export function checkStorage({ s3 }: StorageSettings): Check {
  return {
    code: 'STORAGE',
    name: message('Almacén de archivos', 'Store of files'),
    async find() {
      if (s3 === undefined) return fine('en la carpeta de datos', 'in the data folder');
      const { bucket } = s3;
      const copies = await mkdtemp(join(tmpdir(), 'importador-doctor-'));
      try {
        await using store = await openFileStore({ dataDir: copies, s3 }, pino({ level: 'silent' }));
        const { key } = await store.put(probe(), { maxBytes: PROBE.length });
        const isGivenBack = await givesBack(store, key);
        await store.remove(key);
        if (isGivenBack)
          return fine(
            `el bucket ${bucket} recibe archivos y los devuelve`,
            `the bucket ${bucket} takes files and gives them back`,
          );
        return wrong(
          message(
            `el bucket ${bucket} recibe archivos y no los devuelve`,
            `the bucket ${bucket} takes files and does not give them back`,
          ),
          WHAT_TO_DO,
        );
      } catch (error) {
        const why = reasonOf(error);
        return wrong(
          message(`el bucket ${bucket} no sirve: ${why}`, `the bucket ${bucket} does not do: ${why}`),
          WHAT_TO_DO,
        );
      } finally {
        await rm(copies, { recursive: true, force: true });
      }
    },
  };
}

const WHAT_TO_DO = message(
  'compruebe STORAGE_URL, S3_ENDPOINT y AWS_ACCESS_KEY_ID, y que se pueda leer, escribir y borrar',
  'check STORAGE_URL, S3_ENDPOINT and AWS_ACCESS_KEY_ID, and that reading, writing and deleting is allowed',
);

const PROBE = Buffer.from('importador doctor\n');

async function givesBack(store: FileStore, key: string): Promise<boolean> {
  try {
    await using copy = await store.localPath(key);
    return PROBE.equals(await readFile(copy.path));
  } catch {
    return false;
  }
}

async function* probe(): AsyncGenerator<Uint8Array> {
  yield PROBE;
}
