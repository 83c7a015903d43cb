import { type FileHandle, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../domain/code-of.ts';
import { diskPlace } from './disk-place.ts';
import { isFileKey, newFileKey } from './file-key.ts';
import type { FileKey, FileStore, ListedFile, PutLimits, StoredFile } from './file-store.ts';
import { MissingFileError } from './missing-file-error.ts';
import { isNoSpace, noSpace } from './no-space.ts';
import { isLeftover, partialName } from './partial-file.ts';
import { receiveBytes } from './receive-bytes.ts';
import { runningPuts } from './running-puts.ts';

const READ_BYTES = 256 * 1024;

/**
 * Files in one folder of this machine, which is made if need be. Several processes may share it. Opening it removes what
 * dead processes left half-written; disposing it aborts the puts under way.
 */
export async function diskStore(dir: string): Promise<FileStore> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await removeLeftovers(dir);
  const place = await diskPlace(dir);
  const puts = runningPuts();
  return {
    place,
    put: (source, limits) => puts.run(limits, (followed) => putFile(dir, place, source, followed)),
    read: (key) => readFile(dir, key),
    async localPath(key, signal) {
      signal?.throwIfAborted();
      if (!(await isStored(dir, key))) throw new MissingFileError(key);
      return { path: join(dir, key), [Symbol.asyncDispose]: async () => {} };
    },
    has: (key) => isStored(dir, key),
    async remove(key) {
      if (isFileKey(key)) await rm(join(dir, key), { force: true });
    },
    list: () => listFiles(dir),
    sweep: () => removeLeftovers(dir),
    [Symbol.asyncDispose]: () => puts[Symbol.asyncDispose](),
  };
}

async function putFile(
  dir: string,
  place: string,
  source: AsyncIterable<Uint8Array>,
  limits: PutLimits,
): Promise<StoredFile> {
  const key = newFileKey(place);
  const partial = join(dir, partialName(key));
  const path = join(dir, key);
  try {
    const received = await writeDurably(partial, (file) =>
      receiveBytes((chunk) => writeAll(file, chunk), source, limits),
    );
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

/** A write may take fewer bytes than it was given, on a disk that fills up for one. */
async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
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
  if (!isFileKey(key)) throw new MissingFileError(key);
  return open(join(dir, key)).catch((error: unknown) => {
    throw isAbsent(error) ? new MissingFileError(key) : error;
  });
}

async function isStored(dir: string, key: string): Promise<boolean> {
  return isFileKey(key) && (await stateOf(join(dir, key))) !== undefined;
}

async function* listFiles(dir: string): AsyncGenerator<ListedFile> {
  for await (const { name } of await opendir(dir)) {
    const state = isFileKey(name) ? await stateOf(join(dir, name)) : undefined;
    if (state) yield { key: name as FileKey, bytes: state.size, modifiedAt: state.mtime };
  }
}

async function removeLeftovers(dir: string): Promise<void> {
  for await (const { name } of await opendir(dir)) {
    const state = await stateOf(join(dir, name));
    if (state && isLeftover(name, state.mtime)) await rm(join(dir, name), { force: true });
  }
}

/** Undefined: gone, perhaps a moment ago. */
async function stateOf(path: string): Promise<{ readonly size: number; readonly mtime: Date } | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}
