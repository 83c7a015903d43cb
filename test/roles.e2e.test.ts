import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateBillingFile } from '../bench/generate-billing-file.ts';
import { type ApiClient, type Change, connectApi } from './api-client.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { openRawSocket } from './raw-socket.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { ADMIN } from './start-app.ts';

const ROWS = 60_000;
const MAIN = join(import.meta.dirname, '..', 'dist', 'main.js');
const WATCH = 'subscription { importsChanged { kind } }';

let folder: string;
let database: TestDatabase;
let client: pg.Client;
let expected: Awaited<ReturnType<typeof generateBillingFile>>;
let files: Buffer[];
let api: ServerProcess;
let otherApi: ServerProcess;
const running: ServerProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'importador-roles-'));
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const path = join(folder, 'detalle.xlsx');
  const write = async (seed: number) => {
    expected = await generateBillingFile(path, { rows: ROWS, seed });
    return readFile(path);
  };
  files = [await write(1), await write(2)];
  [api, otherApi] = [await start('api'), await start('api')];
}, 120_000);
afterAll(async () => {
  for (const server of running) await server.end('SIGKILL');
  await client.end();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

async function start(role: 'api' | 'worker', more: Record<string, string> = {}): Promise<ServerProcess> {
  const environment = { DATABASE_URL: database.url, ROLE: role, ...more };
  const server = await startServerProcess(join(folder, 'data'), environment);
  running.push(server);
  return server;
}

const connect = (server: ServerProcess) => connectApi(server.graphqlUrl, ADMIN.usuario, ADMIN.contrasena);

/** An import with its file, and how it is followed from its beginning. */
async function upload(who: ApiClient) {
  const file = files.pop();
  if (!file) throw new Error('No file is left');
  const words = { plantilla: 'movistar-mx-conceptos', periodo: expected.periodo, duplicatePolicy: 'ADD' };
  const id = (await who.schedule(words)).import?.id ?? '';
  const seen: Change[] = [];
  let check = () => {};
  const settled = who.follow(id, undefined, (change) => {
    seen.push(change);
    check();
  });
  settled.catch(() => {});
  const until = (isEnough: (change: Change) => boolean) =>
    new Promise<void>((resolve, reject) => {
      check = () => {
        if (seen.some(isEnough)) resolve();
      };
      check();
      settled.then(() => reject(new Error(`It ended: ${seen.map(({ kind }) => kind)}`)), reject);
    });
  expect((await who.upload(id, file, { start: false })).import?.phase).toBe('READY');
  return { id, seen, settled, until };
}

const isRunning = ({ import: now }: Change) => now?.estado === 'EN_PROCESO' && now.progress.rowsRead > 0;

describe('processes with roles, on one database and one file store', { timeout: 120_000 }, () => {
  it('share the work: what an api receives a worker runs, and hands over without a loss when it is stopped', async () => {
    const who = await connect(api);
    const { id, seen, settled, until } = await upload(who);
    const [one, other] = await Promise.all([start('worker'), start('worker')]);
    await who.start(id);
    await until(isRunning);
    const [runner, heir] = (await runsAt(one)) ? [one, other] : [other, one];
    const stopped = performance.now();
    const ended = runner.end('SIGTERM');
    await until(({ kind }) => kind === 'RESUMED');
    const resumedMs = performance.now() - stopped;
    expect(await runsAt(heir)).toBe(true);
    expect(resumedMs).toBeLessThan(3_000);
    expect(await ended).toBe(0);
    expect(performance.now() - stopped).toBeLessThan(3_000);
    await settled;
    expect(await who.import(id)).toMatchObject({
      outcome: 'SUCCEEDED',
      progress: { percent: 100, rowsRead: ROWS, attempt: 2 },
      totals: { charges: expected.charges, total: expected.total },
    });
    expect((await client.query('SELECT losses FROM imports')).rows).toEqual([{ losses: 0 }]);
    expect(seen.at(-1)?.import?.estado).toBe('FINALIZADO');
    await who.close();
    expect((await fetch(`${heir.url}/livez`)).status).toBe(200);
    expect((await fetch(heir.graphqlUrl)).status).toBe(404);
    expect(await heir.end('SIGTERM')).toBe(0);
  });

  it('end at one api what somebody logged out at another, within a second', async () => {
    const who = await connect(api);
    const socket = openRawSocket({ url: otherApi.graphqlUrl });
    await socket.opened;
    socket.send({ type: 'connection_init', payload: { token: who.token } });
    expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
    await who.query('mutation { logout }');
    const ended = performance.now();
    expect(await socket.closed).toBe(4403);
    expect(performance.now() - ended).toBeLessThan(1_000);
    await who.close();
  });

  it('lose no query when one goes away: it says so first, answers, closes with 1001, and ends with 0', async () => {
    const third = await start('api', { DRAIN_MS: '1200' });
    const who = await connect(third);
    const socket = openRawSocket({ url: third.graphqlUrl });
    await socket.opened;
    socket.send({ type: 'connection_init', payload: { token: who.token } });
    expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
    socket.send({ type: 'subscribe', id: '1', payload: { query: WATCH } });
    expect(await socket.next()).toMatchObject({ type: 'next' });
    const stream = await post(third, who.token, WATCH, { accept: 'text/event-stream' });
    await client.query('BEGIN');
    await client.query('LOCK TABLE operadores'); // so that the queries below take their time
    const query = '{ operadores { code } }';
    const queries = Array.from({ length: 20 }, () => post(third, who.token, query));
    await waitsForLocks();
    const stopped = performance.now();
    const ended = third.end('SIGTERM');
    await expect.poll(async () => (await fetch(`${third.url}/readyz`)).status, { interval: 10 }).toBe(503);
    const late = post(third, who.token, query); // a load balancer has not looked yet
    await expect
      .poll(
        () =>
          fetch(`${third.url}/livez`).then(
            ({ status }) => status,
            () => 'refused',
          ),
        {
          interval: 10,
          timeout: 3_000,
        },
      )
      .toBe('refused');
    expect(performance.now() - stopped).toBeGreaterThan(1_150);
    await client.query('COMMIT');
    for (const answer of await Promise.all([...queries, late])) {
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ data: { operadores: expect.any(Array) } });
    }
    expect(await socket.closed).toBe(1001);
    expect(await stream.text()).toContain('event: complete');
    expect(await ended).toBe(0);
    expect(performance.now() - stopped).toBeLessThan(3_000);
    await who.close();
  });

  it('let a client go on elsewhere without a gap', async () => {
    const third = await start('api');
    const who = await connect(third);
    const { id, seen, until, settled } = await upload(who);
    const worker = await start('worker');
    await who.start(id);
    await until(isRunning);
    await client.query('BEGIN'); // it does not get to its end meanwhile
    await client.query(
      'SELECT 1 FROM empresas WHERE id = (SELECT empresa_id FROM imports LIMIT 1) FOR UPDATE',
    );
    const ended = third.end('SIGTERM');
    await expect(settled).rejects.toThrow();
    expect(await ended).toBe(0);
    await client.query('COMMIT');
    const elsewhere = await connect(otherApi);
    seen.push(...(await elsewhere.follow(id, seen.at(-1)?.sequence)));
    const logged = seen
      .filter(({ kind }) => kind !== 'PROGRESS' && kind !== 'SNAPSHOT')
      .map(({ kind }) => kind);
    expect(logged).toEqual(['FILE_RECEIVED', 'QUEUED', 'STARTED', 'STORING', 'FINISHED']);
    await elsewhere.close();
    expect(await worker.end('SIGTERM')).toBe(0);
  });

  it.each([
    [
      'no database to join',
      () => ({ DATA_DIR: join(folder, 'nothing') }),
      /ROLE=worker without DATABASE_URL/,
    ],
    [
      'another file store',
      () => ({ DATA_DIR: join(folder, 'elsewhere'), DATABASE_URL: database.url }),
      /of the last 1?\d files received none is where this process looks/,
    ],
  ])('refuse to start as a worker with %s', (_what, environment, said) => {
    const { status, stderr } = spawnSync(process.execPath, [MAIN], {
      env: { PATH: process.env.PATH, PORT: '0', ROLE: 'worker', ...environment() },
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect(stderr).toMatch(said);
    expect(status).toBe(1);
  });
});

/** By the process id in the name of the node that holds the import. */
async function runsAt({ pid }: ServerProcess): Promise<boolean> {
  const { rows } = await client.query<{ node: string | null }>(
    `SELECT node FROM imports WHERE estado = 'EN_PROCESO'`,
  );
  return rows.some(({ node }) => node?.endsWith(`.${pid}`));
}

async function waitsForLocks(): Promise<void> {
  const count = async () =>
    (
      await client.query(
        `SELECT count(*)::int AS n FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      )
    ).rows[0].n as number;
  await expect.poll(count, { interval: 20 }).toBeGreaterThanOrEqual(1);
}

function post(server: ServerProcess, token: string, query: string, headers: Record<string, string> = {}) {
  return fetch(server.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body: JSON.stringify({ query }),
  });
}
