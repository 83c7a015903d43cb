import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { copyOfBinaries, embeddedBinaries } from './embedded-binaries.ts';
import { type Embedded, startEmbedded } from './embedded-postgres.ts';

/** Power cuts are no part of these tests. */
const OPTIONS = { settings: { fsync: 'off', shared_buffers: '16MB' } };
const isRoot = process.getuid?.() === 0;

const newFolder = () => mkdtemp(join(tmpdir(), 'importador-embedded-'));

let folder: string;
beforeEach(async () => {
  folder = await newFolder();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('startEmbedded in an empty folder', () => {
  it('starts a server that stops with its last user, and keeps the data for the next start', async () => {
    const first = await startEmbedded(folder, OPTIONS);
    expect(first.attached).toBe(false);
    await query(first, 'CREATE TABLE kept AS SELECT 1 AS one');
    expect(await query(first, 'SHOW shared_buffers')).toEqual([{ shared_buffers: '16MB' }]);

    const second = await startEmbedded(folder, OPTIONS);
    expect(second).toMatchObject({ attached: true, url: first.url });
    await first[Symbol.asyncDispose]();
    expect(await query(second, 'SELECT * FROM kept')).toEqual([{ one: 1 }]);
    await second[Symbol.asyncDispose]();
    await second[Symbol.asyncDispose]();
    await expect(query(second, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');

    await using third = await startEmbedded(folder, OPTIONS);
    expect(third.attached).toBe(false);
    expect(await query(third, 'SELECT * FROM kept')).toEqual([{ one: 1 }]);
  });

  it('starts one server for several who begin at the same moment in an empty folder', async () => {
    const started = await Promise.all(Array.from({ length: 3 }, () => startEmbedded(folder, OPTIONS)));
    expect(new Set(started.map(({ url }) => url)).size).toBe(1);
    expect(started.filter(({ attached }) => !attached)).toHaveLength(1);
    expect((await readdir(folder)).filter((name) => name.endsWith('.partial'))).toEqual([]);
    for (const one of started) await one[Symbol.asyncDispose]();
    expect(await lockOf(folder)).toBeUndefined();
  });

  it.runIf(isRoot)('runs as another user where root may not have a user namespace', async () => {
    const programs = join(folder, 'programs');
    await mkdir(programs);
    for (const name of ['id', 'ls']) await symlink(which(name), join(programs, name));
    await chmod(folder, 0o755);
    const data = await newFolder();
    const server = await startEmbedded(data, { ...OPTIONS, searchPath: programs });
    const pid = Number(await lockOf(data));
    expect((await stat(`/proc/${pid}`)).uid).not.toBe(0);
    expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server[Symbol.asyncDispose]();
    await rm(data, { recursive: true });
  });
});

describe('startEmbedded in a folder that has served before', () => {
  let served: string;
  beforeAll(async () => {
    served = await newFolder();
    const server = await startEmbedded(served, OPTIONS);
    await server[Symbol.asyncDispose]();
  });
  beforeEach(() => cp(served, folder, { recursive: true }));
  afterAll(() => rm(served, { recursive: true, force: true }));

  it('starts again although somebody is just stopping it', async () => {
    const first = await startEmbedded(folder, OPTIONS);
    const [, second] = await Promise.all([first[Symbol.asyncDispose](), startEmbedded(folder, OPTIONS)]);
    expect(await query(second, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second[Symbol.asyncDispose]();
  });

  it('attaches to the server that a killed process left behind', async () => {
    const module = new URL('./embedded-postgres.ts', import.meta.url).href;
    const program = `import { startEmbedded } from '${module}';
      console.log((await startEmbedded('${folder}', ${JSON.stringify(OPTIONS)})).url);`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program]);
    const [line] = await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const next = await startEmbedded(folder, OPTIONS);
    expect(next).toMatchObject({ attached: true, url: String(line).trim() });
    await next[Symbol.asyncDispose]();
    expect(await lockOf(folder)).toBeUndefined();
  });

  it('is started again where it was by whoever uses it when it is killed, with what was committed', async () => {
    const first = await startEmbedded(folder, OPTIONS);
    await query(first, 'CREATE TABLE kept AS SELECT 1 AS one');
    const killed = Number(await lockOf(folder));
    process.kill(killed, 'SIGKILL');
    await vi.waitFor(
      async () => expect(await query(first, 'SELECT * FROM kept')).toEqual([{ one: 1 }]),
      15_000,
    );
    expect(Number(await lockOf(folder))).not.toBe(killed);
    const second = await startEmbedded(folder, OPTIONS);
    expect(second).toMatchObject({ attached: true, url: first.url });
    await first[Symbol.asyncDispose]();
    expect(await query(second, 'SELECT * FROM kept')).toEqual([{ one: 1 }]);
    await second[Symbol.asyncDispose]();
    expect(await lockOf(folder)).toBeUndefined();
  });

  it('is stopped, though its user leaves while it is being started again', async () => {
    const first = await startEmbedded(folder, OPTIONS);
    process.kill(Number(await lockOf(folder)), 'SIGKILL');
    await first[Symbol.asyncDispose]();
    await expect(query(first, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });

  it.runIf(process.platform === 'linux')(
    'is not fooled by a stale lock whose process id is in use',
    async () => {
      const first = await startEmbedded(folder, OPTIONS);
      await first[Symbol.asyncDispose]();
      const lock = join(folder, 'pg18', 'postmaster.pid');
      await writeFile(lock, `${process.pid}\n${join(folder, 'pg18')}\n1700000000\n1\n\n127.0.0.1\n`);
      const second = await startEmbedded(folder, OPTIONS);
      expect(second.attached).toBe(false);
      await second[Symbol.asyncDispose]();
    },
  );

  it('says what PostgreSQL said where it cannot start', async () => {
    const settings = { ...OPTIONS.settings, shared_buffers: 'plenty' };
    await expect(startEmbedded(folder, { settings })).rejects.toThrow(
      'invalid value for parameter "shared_buffers"',
    );
  });

  it('keeps its password to itself', async () => {
    await using server = await startEmbedded(folder, OPTIONS);
    const password = new URL(server.url).password;
    expect(password.length).toBeGreaterThan(20);
    expect((await stat(join(folder, 'password'))).mode & 0o077).toBe(0);
    const intruder = server.url.replace(password, 'guess');
    await expect(query({ url: intruder }, 'SELECT 1')).rejects.toThrow('password authentication failed');
    expect(await readFile(join(folder, 'postgres.log'), 'utf8')).not.toContain(password);
  });

  it('counts as present again after the server has restarted itself', async () => {
    const [first, second] = [await startEmbedded(folder, OPTIONS), await startEmbedded(folder, OPTIONS)];
    const present = `SELECT pid FROM pg_stat_activity WHERE application_name = 'importador presence'`;
    const before = await query(first, present);
    process.kill(Number(before[0]?.pid), 'SIGKILL'); // PostgreSQL then ends every connection and recovers
    await vi.waitFor(async () => {
      const now = await query(first, present);
      expect(now).toHaveLength(2);
      expect(now).not.toEqual(before);
    }, 15_000);
    await first[Symbol.asyncDispose]();
    expect(await query(second, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second[Symbol.asyncDispose]();
  });
});

describe('the programs of PostgreSQL', () => {
  /** A package whose install script did not run, and whose programs lost their bits. */
  async function incompletePackage(): Promise<string> {
    const root = join(folder, 'package');
    await mkdir(join(root, 'native', 'bin'), { recursive: true });
    await mkdir(join(root, 'native', 'lib'));
    await writeFile(join(root, 'package.json'), '{ "version": "18.1.0" }');
    const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
    await writeFile(join(root, 'native', 'pg-symlinks.json'), JSON.stringify(links));
    await writeFile(join(root, 'native', 'lib', 'libpq.so.5.18'), 'library');
    for (const name of ['initdb', 'postgres']) {
      await writeFile(join(root, 'native', 'bin', name), 'program', { mode: 0o644 });
    }
    return root;
  }

  it('are completed where they stand: links and the right to run', async () => {
    const root = await incompletePackage();
    const { postgres, initdb } = await embeddedBinaries(join(folder, 'data'), root);
    expect(postgres.startsWith(root)).toBe(true);
    for (const program of [postgres, initdb]) expect((await stat(program)).mode & 0o777).toBe(0o755);
    expect(await readFile(join(root, 'native', 'lib', 'libpq.so.5'), 'utf8')).toBe('library');
  });

  it('are copied and completed there when asked, once', async () => {
    const root = await incompletePackage();
    const data = join(folder, 'data');
    await mkdir(data);
    const copies = await Promise.all([copyOfBinaries(root, data), copyOfBinaries(root, data)]);
    expect(copies[0]).toEqual(copies[1]);
    expect(await readdir(data)).toEqual(['programs-18.1.0']);
    expect((await stat(copies[0].postgres)).mode & 0o777).toBe(0o755);
    expect(await readFile(join(copies[0].postgres, '../../lib/libpq.so.5'), 'utf8')).toBe('library');
    await rm(root, { recursive: true });
    await expect(copyOfBinaries(root, data)).rejects.toThrow('ENOENT');
  });
});

async function query({ url }: Pick<Embedded, 'url'>, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function lockOf(of: string): Promise<string | undefined> {
  const lock = await readFile(join(of, 'pg18', 'postmaster.pid'), 'utf8').catch(() => undefined);
  return lock?.split('\n')[0];
}

function which(name: string): string {
  return spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim();
}
