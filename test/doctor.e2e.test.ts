import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { S3Settings } from '../src/storage/s3-settings.ts';
import { runImportador } from './command-line.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { startS3 } from './s3-server.ts';
import { freePort, type ServerProcess, startServerProcess } from './server-process.ts';

interface Line {
  readonly check: string;
  readonly ok: boolean;
  readonly message: string;
  readonly todo?: string;
}

let folder: string;
let database: TestDatabase;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'importador-doctor-'));
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** Its lines, by what they check. */
async function examine(environment: Record<string, string>) {
  const { code, stdout, stderr } = await runImportador(['doctor', '--json', '--lang', 'en'], environment);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  return { code, stderr, of: Object.fromEntries(lines.map((line) => [line.check, line])) };
}

function bucketSettings({ bucket, endpoint = '', credentials }: S3Settings): Record<string, string> {
  return {
    STORAGE_URL: `s3://${bucket}`,
    S3_ENDPOINT: endpoint,
    AWS_ACCESS_KEY_ID: credentials?.accessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: credentials?.secretAccessKey ?? '',
  };
}

const fine = { ok: true };

describe('npx importador doctor', () => {
  it('finds all in order where it is, and leaves nothing behind', async () => {
    const dataDir = join(folder, 'data');
    const port = String(await freePort());
    const environment = { DATABASE_URL: database.url, DATA_DIR: dataDir, PORT: port };
    const { code, of } = await examine(environment);
    expect(of).toMatchObject({
      NODE: fine,
      CONFIGURATION: fine,
      DATA_FOLDER: {
        ok: true,
        message: expect.stringMatching(/ will be made at the start; [\d.]+ GiB free$/),
      },
      EMBEDDED_DATABASE: fine,
      DATABASE: {
        ok: true,
        message: expect.stringMatching(/^PostgreSQL 1\d.*; \d+ migrations; clocks differ by \d+ ms$/),
      },
      STORAGE: fine,
      REDIS: fine,
      PORT: { ok: true, message: `${port} of 127.0.0.1 is free` },
    });
    expect(code).toBe(0);
    expect(await readdir(folder)).toEqual([]);
    const text = await runImportador(['doctor'], environment);
    expect([text.code, text.stderr]).toEqual([0, '']);
    expect(text.stdout.trimEnd().split('\n')).toEqual([
      ...Array.from({ length: 8 }, () => expect.stringMatching(/^✓ /)),
      'Todo está en orden.',
    ]);
  });

  it('says of each thing that is not in order what is wrong and what to do, and shows no secret', async () => {
    const other = createServer((_request, response) => response.end('something else')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const file = join(folder, 'no-folder');
    await writeFile(file, '');
    const { code, of } = await examine({
      DATABASE_URL: 'postgresql://ana:secreta77@127.0.0.1:9/nada',
      EVENTS_URL: 'redis://:secreta77@127.0.0.1:9',
      DATA_DIR: file,
      PORT: String((other.address() as AddressInfo).port),
    });
    other.close();
    await rm(file);
    expect(of).toMatchObject({
      NODE: fine,
      CONFIGURATION: fine,
      DATA_FOLDER: { ok: false, message: `${file} is no folder`, todo: expect.stringContaining('DATA_DIR') },
      DATABASE: {
        ok: false,
        message: 'does not do: ECONNREFUSED',
        todo: expect.stringContaining('DATABASE_URL'),
      },
      REDIS: {
        ok: false,
        message: 'does not answer: ECONNREFUSED',
        todo: expect.stringContaining('EVENTS_URL'),
      },
      PORT: {
        ok: false,
        message: expect.stringContaining('another program uses'),
        todo: expect.stringContaining('PORT='),
      },
    });
    expect(code).toBe(1);
    expect(JSON.stringify(of)).not.toContain('secreta77');
  });

  it('stops behind settings that do not do', async () => {
    const { code, of } = await examine({ PORT: '99999', DATABASE_URL: 'mysql://ana:secreta77@x' });
    expect(Object.keys(of)).toEqual(['NODE', 'CONFIGURATION']);
    expect(of['CONFIGURATION']).toMatchObject({
      ok: false,
      message: expect.stringContaining('PORT: "99999"'),
    });
    expect(code).toBe(1);
    expect(JSON.stringify(of)).not.toContain('secreta77');
  });

  it('tells of a database that a newer version has been at, and counts what the next start applies', async () => {
    const { url, drop } = await createTestDatabase();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(
        `UPDATE _prisma_migrations SET migration_name = '9999_later' WHERE migration_name LIKE '0001%'`,
      );
      const newer = await examine({ DATABASE_URL: url, DATA_DIR: folder, PORT: '0' });
      expect([newer.code, newer.of['DATABASE']?.message]).toEqual([1, expect.stringContaining('9999_later')]);
      await client.query('DROP TABLE _prisma_migrations');
      const empty = await examine({ DATABASE_URL: url, DATA_DIR: folder, PORT: '0' });
      expect([empty.code, empty.of['DATABASE']?.message]).toEqual([
        0,
        expect.stringMatching(/; 0 migrations, \d+ will be applied at the start;/),
      ]);
      const { rows } = await client.query(`SELECT to_regclass('_prisma_migrations') AS kept`);
      expect(rows).toEqual([{ kept: null }]);
    } finally {
      await client.end();
      await drop();
    }
  });

  it('tries a bucket with a file, and takes it away again', async () => {
    await using s3 = await startS3();
    const environment = {
      DATABASE_URL: database.url,
      DATA_DIR: folder,
      PORT: '0',
      ...bucketSettings(s3.settings),
    };
    const found = await examine(environment);
    expect(found.of['STORAGE']).toMatchObject({
      ok: true,
      message: expect.stringMatching(/^the bucket .* takes files and gives them back$/),
    });
    expect(await s3.kept()).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
    const ofFile = new RegExp(`^GET /${s3.settings.bucket}/[^?]`);
    s3.onRequest = (request) => (ofFile.test(request) ? { status: 403, code: 'AccessDenied' } : undefined);
    const unreadable = await examine(environment);
    expect([unreadable.code, unreadable.of['STORAGE']]).toEqual([
      1,
      {
        check: 'STORAGE',
        ok: false,
        message: expect.stringMatching(/^the bucket .* takes files and does not give them back$/),
        todo: expect.stringContaining('reading'),
      },
    ]);
    expect(await s3.kept()).toEqual([]);
    s3.onRequest = undefined;
    const away = await examine({ ...environment, S3_ENDPOINT: 'http://127.0.0.1:9' });
    expect([away.code, away.of['STORAGE']?.ok]).toEqual([1, false]);
  });
});

describe('npx importador doctor beside a server', () => {
  let server: ServerProcess;
  const dataDir = () => join(folder, 'served');
  afterAll(async () => {
    await server?.end('SIGKILL');
  });

  it('knows the server that npx importador serve has started, and joins its embedded database', async () => {
    const bin = join(import.meta.dirname, '..', 'dist', 'client-examples', 'command-line', 'importador.js');
    server = await startServerProcess(dataDir(), {}, [process.execPath, bin, 'serve']);
    const { port } = new URL(server.url);
    const environment = { DATA_DIR: dataDir(), PORT: port };
    const { code, of } = await examine(environment);
    expect(of['PORT']).toMatchObject({ ok: true, message: expect.stringContaining('is ready') });
    expect(of['DATABASE']).toMatchObject({ ok: true, message: expect.stringMatching(/^PostgreSQL 18/) });
    expect(code).toBe(0);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    expect(await server.end('SIGTERM')).toBe(0);
    const stopped = await examine(environment);
    expect([stopped.code, stopped.of['DATABASE']?.ok, stopped.of['PORT']?.message]).toEqual([
      0,
      true,
      `${port} of 127.0.0.1 is free`,
    ]);
  });
});
