import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileError } from '../domain/errors.ts';
import type { FileStore } from './file-store.ts';
import { MissingFileError } from './missing-file-error.ts';

/** What the contract needs to know of an implementation: a fresh store, and everything that stands where it keeps files. */
export interface StoreUnderTest extends AsyncDisposable {
  readonly store: FileStore;
  /** Names of all that is kept, half-written things included. */
  kept(): Promise<string[]>;
}

const MIB = 2 ** 20;
const NO_LIMIT = { maxBytes: 100 * MIB };

export function describeFileStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let place: StoreUnderTest;
    beforeEach(async () => {
      place = await open();
    });
    afterEach(() => place[Symbol.asyncDispose]());

    it('gives back the very bytes, their number and their SHA-256', async () => {
      const bytes = pseudoRandom(3 * MIB + 7);
      const stored = await place.store.put(inChunks(bytes, 65_536), NO_LIMIT);
      expect(stored).toMatchObject({ bytes: bytes.length, sha256: sha256(bytes) });
      expect(sha256(await collect(place.store.read(stored.key)))).toBe(stored.sha256);
      const local = await place.store.localPath(stored.key);
      expect(local.path.length).toBeGreaterThan(0);
      await local[Symbol.asyncDispose]();
      expect(await place.store.has(stored.key)).toBe(true);
    });

    it('keeps a file without a byte', async () => {
      const stored = await place.store.put(inChunks(Buffer.alloc(0), 1), NO_LIMIT);
      expect(stored).toMatchObject({ bytes: 0, sha256: sha256(Buffer.alloc(0)) });
      expect(await collect(place.store.read(stored.key))).toHaveLength(0);
    });

    it('keeps files apart that are put at the same time, the same bytes included', async () => {
      const contents = Array.from({ length: 12 }, (_, i) => Buffer.alloc(200_000, i % 6));
      const stored = await Promise.all(
        contents.map((bytes) => place.store.put(inChunks(bytes, 10_000), NO_LIMIT)),
      );
      expect(new Set(stored.map(({ key }) => key)).size).toBe(12);
      for (const [i, { key }] of stored.entries()) {
        expect(contents[i]?.equals(await collect(place.store.read(key)))).toBe(true);
      }
    });

    it('takes a file of exactly the limit and refuses one byte more, naming the limit', async () => {
      const bytes = pseudoRandom(2 * MIB);
      expect((await place.store.put(inChunks(bytes, 65_536), { maxBytes: 2 * MIB })).bytes).toBe(2 * MIB);
      const before = await place.kept();
      const refused = place.store.put(inChunks(bytes, 65_536), { maxBytes: 2 * MIB - 1 });
      await expect(refused).rejects.toBeInstanceOf(FileError);
      await expect(refused).rejects.toMatchObject({ code: 'FILE_TOO_LARGE', maxBytes: 2 * MIB - 1 });
      await expect(refused).rejects.toThrow(`${2 * MIB - 1} bytes`);
      expect(await place.kept()).toEqual(before);
    });

    it('stops reading a source that is too large, and lets it clean up', async () => {
      const source = endless();
      await expect(place.store.put(source.bytes, { maxBytes: MIB })).rejects.toMatchObject({
        code: 'FILE_TOO_LARGE',
      });
      expect(source.closed()).toBe(true);
      expect(source.chunks()).toBeLessThan(200);
      expect(await place.kept()).toEqual([]);
    });

    it('leaves nothing behind when the upload breaks, and throws what broke it', async () => {
      const broken = new Error('the client has gone');
      await expect(place.store.put(breaking(pseudoRandom(MIB), broken), NO_LIMIT)).rejects.toBe(broken);
      expect(await place.kept()).toEqual([]);
    });

    it('leaves nothing behind when it is aborted while the source is silent, and throws the reason', async () => {
      const controller = new AbortController();
      const reason = new Error('too slow');
      const source = silentAfter(pseudoRandom(MIB), () => controller.abort(reason));
      await expect(place.store.put(source, { ...NO_LIMIT, signal: controller.signal })).rejects.toBe(reason);
      expect(await place.kept()).toEqual([]);
    });

    it('stops at once when it is aborted while a stream is silent, and destroys the stream', async () => {
      const controller = new AbortController();
      const stream = new Readable({ read() {} });
      stream.push(Buffer.from('the first bytes'));
      const put = place.store.put(stream, { ...NO_LIMIT, signal: controller.signal });
      controller.abort(new Error('too slow'));
      await expect(put).rejects.toThrow('too slow');
      expect(stream.destroyed).toBe(true);
      expect(await place.kept()).toEqual([]);
    });

    it('rejects when a stream is destroyed in the middle, as by a client that hangs up', async () => {
      const stream = new Readable({ read() {} });
      stream.push(Buffer.from('the first bytes'));
      const put = place.store.put(stream, NO_LIMIT);
      stream.destroy();
      await expect(put).rejects.toThrow();
      expect(await place.kept()).toEqual([]);
    });

    it('does not begin when the signal has been aborted already', async () => {
      const source = endless();
      const reason = new Error('never');
      const put = place.store.put(source.bytes, { ...NO_LIMIT, signal: AbortSignal.abort(reason) });
      await expect(put).rejects.toBe(reason);
      expect(source.chunks()).toBe(0);
      expect(await place.kept()).toEqual([]);
    });

    it('does not show a file before it is whole', async () => {
      let during: unknown[] = [];
      async function* watched() {
        yield pseudoRandom(MIB);
        during = await collectAll(place.store.list());
        yield pseudoRandom(MIB);
      }
      await place.store.put(watched(), NO_LIMIT);
      expect(during).toEqual([]);
    });

    it('lists every whole file with the time at which it came', async () => {
      const before = Date.now() - 2_000; // file systems round
      const keys = [];
      for (let i = 0; i < 3; i++)
        keys.push((await place.store.put(inChunks(Buffer.from([i]), 1), NO_LIMIT)).key);
      const listed = await collectAll(place.store.list());
      expect(listed.map(({ key }) => key).sort()).toEqual(keys.sort());
      for (const { modifiedAt } of listed) {
        expect(modifiedAt.getTime()).toBeGreaterThan(before);
        expect(modifiedAt.getTime()).toBeLessThan(Date.now() + 2_000);
      }
    });

    it('forgets a removed file, and does not mind removing it again', async () => {
      const { key } = await place.store.put(inChunks(Buffer.from('x'), 1), NO_LIMIT);
      await place.store.remove(key);
      await place.store.remove(key);
      expect(await place.store.has(key)).toBe(false);
      await expect(collect(place.store.read(key))).rejects.toBeInstanceOf(MissingFileError);
      await expect(place.store.localPath(key)).rejects.toBeInstanceOf(MissingFileError);
      expect(await place.kept()).toEqual([]);
    });

    it.each([
      ['no name', ''],
      ['its own folder', '.'],
      ['the folder above', '..'],
      ['a path that leads out', '../secret'],
      ['an absolute path', '/etc/passwd'],
      ['a zero byte', 'a\0b'],
      ['an escaped path', '%2e%2e'],
      ['a name longer than names may be', 'f'.repeat(5_000)],
    ])('has nothing under a key that is %s', async (_name, key) => {
      expect(await place.store.has(key)).toBe(false);
      await expect(collect(place.store.read(key))).rejects.toBeInstanceOf(MissingFileError);
      await expect(place.store.localPath(key)).rejects.toBeInstanceOf(MissingFileError);
      await place.store.remove(key);
    });

    it('lets a reader stop early', async () => {
      const { key } = await place.store.put(inChunks(pseudoRandom(4 * MIB), MIB), NO_LIMIT);
      for await (const chunk of place.store.read(key)) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      await place.store.remove(key);
      expect(await place.kept()).toEqual([]);
    });

    it('aborts the puts under way when it is closed, and leaves nothing of them behind', async () => {
      let begun: () => void = () => {};
      const started = new Promise<void>((resolve) => {
        begun = resolve;
      });
      const put = place.store.put(silentAfter(pseudoRandom(MIB), begun), NO_LIMIT);
      const refused = expect(put).rejects.toThrow('closed');
      await started;
      await place.store[Symbol.asyncDispose]();
      await refused;
      expect(await place.kept()).toEqual([]);
    });
  });
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function pseudoRandom(length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let i = 0, state = length; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function* breaking(bytes: Buffer, error: Error): AsyncGenerator<Uint8Array> {
  yield* inChunks(bytes, 65_536);
  throw error;
}

/** Says nothing more after its bytes, as a client does whose network is gone. */
async function* silentAfter(bytes: Buffer, then: () => void): AsyncGenerator<Uint8Array> {
  yield* inChunks(bytes, 65_536);
  then();
  await new Promise(() => {});
}

function endless(): { bytes: AsyncGenerator<Uint8Array>; closed(): boolean; chunks(): number } {
  let [closed, chunks] = [false, 0];
  async function* produce() {
    try {
      for (;;) {
        chunks++;
        yield Buffer.alloc(65_536, chunks);
      }
    } finally {
      closed = true;
    }
  }
  return { bytes: produce(), closed: () => closed, chunks: () => chunks };
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await collectAll(source));
}

async function collectAll<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of source) all.push(item);
  return all;
}
