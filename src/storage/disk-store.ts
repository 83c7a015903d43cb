import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CapacityError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import type { FileKey, FileStore, PutLimits, StoredFile } from './file-store.ts';
import { MissingFileError } from './missing-file-error.ts';
import { isLeftover, partialName } from './partial-file.ts';
import { receiveBytes } from './receive-bytes.ts';

const KEY = /^[0-9a-f]{32}$/;
const READ_BYTES = 256 * 1024;
/** Space is freed by people: asking again sooner is of no use. */
const NO_SPACE_RETRY_SECONDS = 300;

/**
 * Files in one folder of this machine, which is made if need be. Several processes may share it. Opening it removes what
 * dead processes left half-written; disposing it aborts the puts under way.
 */
export async function diskStore(dir: string): Promise<FileStore> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await removeLeftovers(dir);
  const puts = new Map<Promise<StoredFile>, AbortController>();
  return {
    async put(source, { maxBytes, signal }) {
      const own = new AbortController();
      const stopFollowing = follow(own, signal);
      const stored = putFile(dir, source, { maxBytes, signal: own.signal });
      puts.set(stored, own);
      return stored.finally(() => {
        stopFollowing();
        puts.delete(stored);
      });
    },
    read: (key) => readFile(dir, key),
    async localPath(key) {
      if (!(await isStored(dir, key))) throw new MissingFileError(key);
      return { path: join(dir, key), [Symbol.asyncDispose]: async () => {} };
    },
    has: (key) => isStored(dir, key),
    async remove(key) {
      if (KEY.test(key)) await rm(join(dir, key), { force: true });
    },
    list: () => listFiles(dir),
    async [Symbol.asyncDispose]() {
      for (const own of puts.values()) own.abort(new Error('The file store was closed'));
      await Promise.allSettled(puts.keys());
    },
  };
}

/** Aborts the controller with the signal. AbortSignal.any would keep a long-lived signal's followers on Node 20. */
function follow(own: AbortController, signal: AbortSignal | undefined): () => void {
  if (!signal) return () => {};
  const abort = () => own.abort(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  return () => signal.removeEventListener('abort', abort);
}

async function putFile(
  dir: string,
  source: AsyncIterable<Uint8Array>,
  limits: PutLimits,
): Promise<StoredFile> {
  const key = randomBytes(16).toString('hex') as FileKey;
  const partial = join(dir, partialName(key));
  const path = join(dir, key);
  try {
    const received = await writeDurably(partial, (file) => receiveBytes(file, source, limits));
    await rename(partial, path);
    await syncFolder(dir);
    return { key, ...received };
  } catch (error) {
    await rm(partial, { force: true });
    await rm(path, { force: true });
    throw isNoSpace(error) ? noSpace(error) : error;
  }
}

async function writeDurably<T>(path: string, write: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, 'wx', 0o600);
  try {
    const result = await write(file);
    await file.sync();
    return result;
  } finally {
    await file.close();
  }
}

/** A new name is durable only once its folder is. Windows has no such thing as opening a folder. */
async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(dir);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function* readFile(dir: string, key: string): AsyncGenerator<Uint8Array> {
  const file = await openStored(dir, key);
  try {
    yield* file.createReadStream({ autoClose: false, highWaterMark: READ_BYTES });
  } finally {
    await file.close();
  }
}

async function openStored(dir: string, key: string): Promise<FileHandle> {
  if (!KEY.test(key)) throw new MissingFileError(key);
  return open(join(dir, key)).catch((error: unknown) => {
    throw isAbsent(error) ? new MissingFileError(key) : error;
  });
}

async function isStored(dir: string, key: string): Promise<boolean> {
  return KEY.test(key) && (await modifiedAt(join(dir, key))) !== undefined;
}

async function* listFiles(dir: string): AsyncGenerator<{ key: FileKey; modifiedAt: Date }> {
  for await (const { name } of await opendir(dir)) {
    const modified = KEY.test(name) ? await modifiedAt(join(dir, name)) : undefined;
    if (modified) yield { key: name as FileKey, modifiedAt: modified };
  }
}

async function removeLeftovers(dir: string): Promise<void> {
  for await (const { name } of await opendir(dir)) {
    const modified = await modifiedAt(join(dir, name));
    if (modified && isLeftover(name, modified)) await rm(join(dir, name), { force: true });
  }
}

/** Undefined: gone, perhaps a moment ago. */
async function modifiedAt(path: string): Promise<Date | undefined> {
  try {
    return (await stat(path)).mtime;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function isNoSpace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

function noSpace(cause: unknown): CapacityError {
  const error = new CapacityError(
    message(
      'El servidor no tiene espacio para guardar el archivo; avise a quien lo administra y vuelva a subirlo después',
      'The server has no space left to keep the file; tell whoever runs it and upload again later',
    ),
    NO_SPACE_RETRY_SECONDS,
  );
  error.cause = cause;
  return error;
}
