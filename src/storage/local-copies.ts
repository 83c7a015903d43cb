import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, opendir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { abortion } from './abortion.ts';
import type { LocalFile } from './file-store.ts';
import { isNoSpace, noSpace } from './no-space.ts';
import { isLeftover, partialName } from './partial-file.ts';

/** Copies on this machine's disk of files that rest elsewhere, each there for as long as somebody reads it. */
export interface LocalCopies extends AsyncDisposable {
  /**
   * All who ask for a key at the same time share one copy; the last to let go removes it. Rejects with the signal's
   * reason; what nobody waits for any more is not fetched to its end.
   */
  open(key: string, signal?: AbortSignal): Promise<LocalFile>;
  /** Removes those of dead processes. */
  sweep(): Promise<void>;
}

interface Copy {
  readonly path: string;
  readonly written: Promise<void>;
  readonly unread: AbortController;
  readers: number;
}

/** Opening removes what dead processes left; disposing removes all copies of this one. */
export async function localCopies(
  dir: string,
  read: (key: string, unread: AbortSignal) => AsyncIterable<Uint8Array>,
): Promise<LocalCopies> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await removeLeftovers(dir);
  const copies = new Map<string, Copy>();
  const forget = (key: string, copy: Copy): void => {
    if (copies.get(key) === copy) copies.delete(key);
  };
  const letGo = async (key: string, copy: Copy): Promise<void> => {
    copy.readers--;
    if (copy.readers > 0) return;
    forget(key, copy);
    await remove(copy, 'Nobody reads the copy any more');
  };
  const begin = (key: string): Copy => {
    const path = join(dir, partialName(randomBytes(16).toString('hex')));
    const unread = new AbortController();
    const copy = { path, written: write(path, read(key, unread.signal)), unread, readers: 0 };
    copies.set(key, copy);
    copy.written.catch(() => forget(key, copy));
    return copy;
  };
  return {
    async open(key, signal) {
      signal?.throwIfAborted();
      const copy = copies.get(key) ?? begin(key);
      copy.readers++;
      let held = true;
      const release = async (): Promise<void> => {
        if (!held) return;
        held = false;
        await letGo(key, copy);
      };
      const { aborted, stopListening } = abortion(signal);
      try {
        await Promise.race([copy.written, aborted]);
        return { path: copy.path, [Symbol.asyncDispose]: release };
      } catch (error) {
        await release();
        throw error;
      } finally {
        stopListening();
      }
    },
    sweep: () => removeLeftovers(dir),
    async [Symbol.asyncDispose]() {
      const left = [...copies.values()];
      copies.clear();
      await Promise.all(left.map((copy) => remove(copy, 'The file store was closed')));
    },
  };
}

/** A copy that is still being written is broken off. */
async function remove({ path, written, unread }: Copy, why: string): Promise<void> {
  unread.abort(new Error(why));
  await written.catch(() => {});
  await rm(path, { force: true });
}

async function write(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    await pipeline(bytes, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  } catch (error) {
    throw isNoSpace(error) ? noSpace(error) : error;
  }
}

async function removeLeftovers(dir: string): Promise<void> {
  for await (const { name } of await opendir(dir)) {
    const path = join(dir, name);
    const modified = (await stat(path).catch(() => undefined))?.mtime;
    if (modified && isLeftover(name, modified)) await rm(path, { force: true });
  }
}
