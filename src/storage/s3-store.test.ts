import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type S3Server, startS3 } from '../../test/s3-server.ts';
import { CapacityError } from '../domain/errors.ts';
import { describeFileStore } from './file-store.contract.ts';
import type { FileStore, ListedFile } from './file-store.ts';
import { MissingFileError } from './missing-file-error.ts';
import { s3Store } from './s3-store.ts';

const MIB = 2 ** 20;
const NO_LIMIT = { maxBytes: 100 * MIB };
const silent = pino({ level: 'silent' });

let server: S3Server;
let folder: string;
beforeAll(async () => {
  server = await startS3();
});
afterAll(() => server?.[Symbol.asyncDispose]());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'importador-copies-'));
});
afterEach(async () => {
  server.onRequest = undefined;
  server.uploadsBegan = undefined;
  await rm(folder, { recursive: true, force: true });
});

let prefixes = 0;
/** Each store below a prefix of its own, so that all share one server. */
const newSettings = () => ({ ...server.settings, prefix: `t${prefixes++}/` });

describeFileStore('s3Store', async () => {
  const settings = newSettings();
  const store = await s3Store(settings, join(folder, 'copies'), silent);
  return {
    store,
    kept: async () => [...(await keptUnder(settings.prefix)), ...(await readdir(join(folder, 'copies')))],
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
});

describe('s3Store', () => {
  let store: FileStore;
  let prefix: string;
  beforeEach(async () => {
    const settings = newSettings();
    prefix = settings.prefix;
    store = await s3Store(settings, folder, silent);
  });
  afterEach(() => store[Symbol.asyncDispose]());

  it('sends a large file in parts, and has it whole', async () => {
    const asked: string[] = [];
    server.onRequest = (request) => {
      asked.push(request.replace(/\?.*/, ''));
      return undefined;
    };
    const { key, sha256, bytes } = await store.put(chunks(12, MIB), NO_LIMIT);
    expect(asked.filter((request) => request.startsWith('PUT '))).toHaveLength(3);
    expect(bytes).toBe(12 * MIB);
    expect(await hashOf(store.read(key))).toBe(sha256);
    expect(await keptUnder(prefix)).toEqual([prefix + key]);
  });

  it('ends an upload of parts when the client leaves in the middle', async () => {
    const gone = new Error('the client has gone');
    async function* breaking() {
      yield* chunks(7, MIB);
      expect(await keptUnder(prefix)).toHaveLength(1); // begun, and open
      throw gone;
    }
    await expect(store.put(breaking(), NO_LIMIT)).rejects.toBe(gone);
    expect(await keptUnder(prefix)).toEqual([]);
  });

  it('leaves nothing behind where nobody knows whether the last step was done', async () => {
    server.onRequest = (request) => (/^POST .*uploadId=/.test(request) ? 'BREAK' : undefined);
    await expect(store.put(chunks(6, MIB), NO_LIMIT)).rejects.toBeInstanceOf(CapacityError);
    expect(await keptUnder(prefix)).toEqual([]);
  });

  it('lets two machines see the same files', async () => {
    const other = await s3Store({ ...server.settings, prefix }, join(folder, 'other'), silent);
    const { key } = await store.put(chunks(1, 10), NO_LIMIT);
    await using local = await other.localPath(key);
    expect(await readFile(local.path)).toHaveLength(10);
    expect(other.place).toBe(store.place);
    await other[Symbol.asyncDispose]();
  });

  it('makes one copy for all who read at the same time, and removes it with the last of them', async () => {
    const { key } = await store.put(chunks(1, 1_000), NO_LIMIT);
    const [one, two] = await Promise.all([store.localPath(key), store.localPath(key)]);
    expect(one.path).toBe(two.path);
    await one[Symbol.asyncDispose]();
    await one[Symbol.asyncDispose]();
    expect(await readdir(folder)).toHaveLength(1);
    expect(await readFile(two.path)).toHaveLength(1_000);
    await two[Symbol.asyncDispose]();
    expect(await readdir(folder)).toEqual([]);
  });

  it('goes on where it was when the connection breaks off in the middle of a file', async () => {
    const { key, sha256 } = await store.put(chunks(4, MIB), NO_LIMIT);
    let cuts = 0;
    server.onRequest = (request) =>
      request.startsWith('GET ') && request.includes(key) && cuts++ < 2 ? { cutAt: MIB } : undefined;
    expect(await hashOf(store.read(key))).toBe(sha256);
    expect(cuts).toBe(3);
  });

  /** Sooner than a silent connection is given up. */
  describe('while the bytes of a file do not come', { timeout: 10_000 }, () => {
    let key: string;
    let paused: Promise<void>;
    let closed: Promise<void>;
    let goOn: () => void;
    beforeEach(async () => {
      ({ key } = await store.put(chunks(2, MIB), NO_LIMIT));
      const [begun, ended, free] = [signal(), signal(), signal()];
      [paused, closed, goOn] = [begun.given, ended.given, free.give];
      const pause = { pauseAt: MIB, until: free.given, onPaused: begun.give, onClosed: ended.give };
      server.onRequest = (request) => (request.includes(key) ? pause : undefined);
    });
    afterEach(() => goOn());

    it('lets whoever has left go at once, leaves no copy, and asks for no byte more', async () => {
      const left = new AbortController();
      const waiting = store.localPath(key, left.signal);
      await paused;
      left.abort(new Error('has left'));
      await expect(waiting).rejects.toThrow('has left');
      await closed;
      expect(await readdir(folder)).toEqual([]);
      await expect(store.localPath(key, left.signal)).rejects.toThrow('has left');
    });

    it('goes on for the one who still waits', async () => {
      const left = new AbortController();
      const waiting = store.localPath(key, left.signal);
      const patient = store.localPath(key);
      await paused;
      left.abort(new Error('has left'));
      await expect(waiting).rejects.toThrow('has left');
      goOn();
      await using local = await patient;
      expect(await readFile(local.path)).toHaveLength(2 * MIB);
    });

    it('waits for none of them when it is closed', async () => {
      const refused = expect(store.localPath(key)).rejects.toThrow('closed');
      await paused;
      await store[Symbol.asyncDispose]();
      await refused;
      expect(await readdir(folder)).toEqual([]);
    });
  });

  it('leaves no copy where the file cannot be read to its end', async () => {
    const { key } = await store.put(chunks(2, MIB), NO_LIMIT);
    server.onRequest = (request) => (request.includes(key) ? { cutAt: 1_000 } : undefined);
    await expect(store.localPath(key)).rejects.toBeInstanceOf(CapacityError);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['has lost its bucket', { status: 404, code: 'NoSuchBucket' }],
    ['refuses the keys', { status: 403, code: 'AccessDenied' }],
    ['is full', { status: 507, code: 'InsufficientStorage' }],
  ] as const)(
    'says that there is no room now where the server %s, and works again afterwards',
    async (_what, fault) => {
      const { key } = await store.put(chunks(1, 100), NO_LIMIT);
      server.onRequest = () => fault;
      for (const ask of [
        () => store.put(chunks(1, 100), NO_LIMIT),
        () => hashOf(store.read(key)),
        () => store.localPath(key),
        () => store.has(key),
        () => store.remove(key),
        () => store.sweep(),
      ]) {
        await expect(ask()).rejects.toBeInstanceOf(CapacityError);
      }
      server.onRequest = undefined;
      expect(await store.has(key)).toBe(true);
      expect(await readdir(folder)).toEqual([]);
    },
  );

  // The client tries these again, for some seconds.
  it.each([
    ['has too much to do', { status: 503, code: 'SlowDown' }],
    ['breaks off every connection', 'BREAK'],
  ] as const)('says so where the server %s for long, and works again afterwards', async (_what, fault) => {
    server.onRequest = () => fault;
    await expect(store.has('a1'.repeat(16))).rejects.toBeInstanceOf(CapacityError);
    server.onRequest = undefined;
    expect((await store.put(chunks(1, 100), NO_LIMIT)).bytes).toBe(100);
  });

  it('does not mind a server that stumbles once', async () => {
    let stumbled = false;
    server.onRequest = () => {
      if (stumbled) return undefined;
      stumbled = true;
      return { status: 503, code: 'SlowDown' };
    };
    expect((await store.put(chunks(1, 100), NO_LIMIT)).bytes).toBe(100);
  });

  it('ends uploads of parts that were begun more than a day ago, and no other', async () => {
    const [paused, beginning] = [signal(), signal()];
    async function* slow() {
      yield* chunks(6, MIB);
      beginning.give();
      await paused.given;
    }
    const put = store.put(slow(), NO_LIMIT);
    await beginning.given;
    await store.sweep();
    expect(await keptUnder(prefix)).toHaveLength(1);
    server.uploadsBegan = new Date(Date.now() - 25 * 3_600_000);
    await store.sweep();
    expect(await keptUnder(prefix)).toEqual([]);
    paused.give();
    await expect(put).rejects.toBeInstanceOf(CapacityError);
  });

  it('dates a file that came in parts by the latest time at which it can have become whole', async () => {
    const { key } = await store.put(chunks(6, MIB), NO_LIMIT);
    const [file] = await listed(store);
    expect(file).toMatchObject({ key, bytes: 6 * MIB });
    expect(file?.modifiedAt.getTime()).toBeGreaterThan(Date.now());
  });

  it('has nothing of what others keep in the bucket', async () => {
    const other = await s3Store({ ...server.settings, prefix: `${prefix}a/` }, join(folder, 'other'), silent);
    const { key } = await other.put(chunks(1, 10), NO_LIMIT);
    expect(await listed(store)).toEqual([]);
    expect(await store.has(key)).toBe(false);
    await expect(store.localPath(key)).rejects.toBeInstanceOf(MissingFileError);
    await other[Symbol.asyncDispose]();
  });

  it('writes no key, no secret and no name of a file into the log', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
    const told = await s3Store({ ...server.settings, prefix }, join(folder, 'told'), log);
    const { key } = await told.put(chunks(1, 10), NO_LIMIT);
    server.onRequest = () => ({ status: 403, code: 'AccessDenied' });
    await expect(told.has(key)).rejects.toThrow();
    expect(lines.join('')).toContain('"error":"AccessDenied"');
    expect(lines.join('')).not.toMatch(new RegExp(`${key}|test-secret|as the test wants`));
    await told[Symbol.asyncDispose]();
  });
});

/** Something that happens once, and whoever waits for it. */
function signal(): { given: Promise<void>; give: () => void } {
  let give = (): void => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

async function keptUnder(prefix: string): Promise<string[]> {
  return (await server.kept()).filter((key) => key.startsWith(prefix));
}

async function listed(store: FileStore): Promise<ListedFile[]> {
  const all: ListedFile[] = [];
  for await (const file of store.list()) all.push(file);
  return all;
}

async function* chunks(count: number, bytes: number): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < count; n++) yield Buffer.alloc(bytes, n + 1);
}

async function hashOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) hash.update(chunk);
  return hash.digest('hex');
}
