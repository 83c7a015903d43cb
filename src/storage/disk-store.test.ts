import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, open, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CapacityError } from '../domain/errors.ts';
import { diskStore } from './disk-store.ts';
import { describeFileStore } from './file-store.contract.ts';
import { partialName } from './partial-file.ts';

const KEY = 'a1'.repeat(16);
const NO_LIMIT = { maxBytes: 2 ** 30 };

describeFileStore('diskStore', async () => {
  const dir = await newFolder();
  return {
    store: await diskStore(dir),
    kept: () => filesIn(dir),
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
});

describe('diskStore on its disk', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await newFolder();
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('makes its folder, and lets nobody else read the files', async () => {
    const store = await diskStore(join(dir, 'new', 'files'));
    const { key } = await store.put(bytesOf('secret'), NO_LIMIT);
    expect((await stat(join(dir, 'new', 'files'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(dir, 'new', 'files', key))).mode & 0o777).toBe(0o600);
  });

  it('names the stored file itself as its local path', async () => {
    const store = await diskStore(dir);
    const { key } = await store.put(bytesOf('here'), NO_LIMIT);
    const local = await store.localPath(key);
    expect(await readFile(local.path, 'utf8')).toBe('here');
    await local[Symbol.asyncDispose]();
    expect(await store.has(key)).toBe(true);
  });

  it('still has its files after it was opened anew', async () => {
    const { key } = await (await diskStore(dir)).put(bytesOf('lasting'), NO_LIMIT);
    expect(await (await diskStore(dir)).has(key)).toBe(true);
  });

  it('is one place for all who see the folder, for ever, and says so in its keys', async () => {
    const [one, two] = await Promise.all([diskStore(dir), diskStore(dir)]);
    expect(two.place).toBe((await diskStore(dir)).place);
    const { key } = await one.put(bytesOf('here'), NO_LIMIT);
    expect(key).toMatch(new RegExp(`^[0-9a-f]{32}-${two.place}$`));
  });

  it.each([
    ['was never opened', undefined],
    ['was given no whole name', 'ab'],
  ])('is one place for all who open a folder at once that %s', async (_what, found) => {
    if (found !== undefined) await writeFile(join(dir, '.place'), found);
    const stores = await Promise.all(Array.from({ length: 30 }, () => diskStore(dir)));
    const places = new Set(stores.map(({ place }) => place));
    expect([...places]).toEqual([await readFile(join(dir, '.place'), 'utf8')]);
    expect([...places][0]).toMatch(/^[0-9a-f]{8}$/);
    expect(await readdir(dir)).toEqual(['.place']);
  });

  it('still reads files of before places had names', async () => {
    const store = await diskStore(dir);
    await writeFile(join(dir, KEY), 'old');
    expect(await store.has(KEY)).toBe(true);
    for await (const { key, bytes } of store.list()) expect([key, bytes]).toEqual([KEY, 3]);
  });

  it('removes on opening what dead processes left half-written, and nothing else', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const mine = partialName(KEY);
    const [, machine = ''] = mine.split('.');
    const names = {
      deadProcess: mine.replace(`.${process.pid}.`, `.${dead}.`),
      earlierWithMyId: partialName('b2'.repeat(16)),
      runningNow: mine,
      ofALivingProcess: mine.replace(`.${process.pid}.`, `.${process.ppid}.`),
      elsewhereOld: mine.replace(machine, '00000000'),
      elsewhereFresh: mine.replace(machine, '11111111'),
      whole: 'c3'.repeat(16),
      notOurs: 'notes.partial',
    };
    for (const name of Object.values(names)) await writeFile(join(dir, name), 'x');
    const longAgo = new Date(performance.timeOrigin - 3 * 86_400_000);
    for (const name of [names.earlierWithMyId, names.elsewhereOld, names.whole, names.notOurs]) {
      await utimes(join(dir, name), longAgo, longAgo);
    }
    await diskStore(dir);
    const { runningNow, ofALivingProcess, elsewhereFresh, whole, notOurs } = names;
    expect((await filesIn(dir)).sort()).toEqual(
      [runningNow, ofALivingProcess, elsewhereFresh, whole, notOurs].sort(),
    );
  });

  it('lists only files of its own making', async () => {
    const store = await diskStore(dir);
    await writeFile(join(dir, 'README'), 'x');
    await writeFile(join(dir, partialName(KEY)), 'x');
    const listed = [];
    for await (const { key } of store.list()) listed.push(key);
    expect(listed).toEqual([]);
  });

  it('says that there is no space, and leaves nothing behind, when the disk fills up', async () => {
    const store = await diskStore(dir);
    const handle = await open(join(dir, 'probe'), 'w');
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const write = vi.spyOn(Object.getPrototypeOf(handle), 'write').mockRejectedValue(full);
    const refused = store.put(bytesOf('too much'), NO_LIMIT);
    await expect(refused).rejects.toBeInstanceOf(CapacityError);
    await expect(refused).rejects.toMatchObject({ code: 'CAPACITY', cause: full });
    write.mockRestore();
    await handle.close();
    expect(await filesIn(dir)).toEqual(['probe']);
    expect((await store.put(bytesOf('fits'), NO_LIMIT)).bytes).toBe(4);
  });

  it('writes on where the disk took only a part of the bytes', async () => {
    const store = await diskStore(dir);
    const handle = await open(join(dir, 'probe'), 'w');
    const prototype = Object.getPrototypeOf(handle) as { write: (...given: unknown[]) => unknown };
    const write = prototype.write;
    const partly = vi.spyOn(prototype, 'write').mockImplementation(function (this: unknown, bytes, at) {
      return write.call(this, bytes, at, Math.min(3, (bytes as Buffer).length - Number(at)));
    });
    const { key } = await store.put(bytesOf('diez bytes'), NO_LIMIT);
    partly.mockRestore();
    await handle.close();
    expect(await readFile(join(dir, key), 'utf8')).toBe('diez bytes');
  });

  it.runIf(canMount())('says so on a disk that is really full', async () => {
    run('mount -t tmpfs -o size=1m tmpfs', dir);
    try {
      const store = await diskStore(dir);
      const refused = store.put(bytesOf('x'.repeat(3_000_000)), NO_LIMIT);
      await expect(refused).rejects.toBeInstanceOf(CapacityError);
      expect(await filesIn(dir)).toEqual([]);
    } finally {
      run('umount', dir);
    }
  });

  it('rejects, leaving nothing, where its folder may not be written', async () => {
    const store = await diskStore(dir);
    if (process.getuid?.() === 0) await rm(dir, { recursive: true });
    else await chmod(dir, 0o500);
    await expect(store.put(bytesOf('x'), NO_LIMIT)).rejects.toThrow(/ENOENT|EACCES/);
  });
});

/** All but the name of the place. */
async function filesIn(dir: string): Promise<string[]> {
  return (await readdir(dir)).filter((name) => name !== '.place');
}

function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'importador-files-'));
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

function canMount(): boolean {
  return process.platform === 'linux' && run('unshare -m', 'true');
}

function run(command: string, argument: string): boolean {
  const [program = '', ...options] = command.split(' ');
  return spawnSync(program, [...options, argument]).status === 0;
}
