import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../src/database/open-database.ts';
import { openReplica } from '../src/database/replica/open-replica.ts';
import type { Reading } from '../src/database/replica/reading.ts';
import { csvOf, rowsOf } from '../src/imports/imports.test-data.ts';
import type { ApiClient, Change } from './api-client.ts';
import { createTestDatabase } from './database.ts';
import { until } from './faults/lab/until.ts';
import { onServer, type ReplicatedPostgres, startReplicatedPostgres } from './replicated-postgres.ts';
import { startApp, type TestApp } from './start-app.ts';

const WORDS = { plantilla: 'claro-ar-detalle' };
const COUNTS = '{ importCounts { pendiente } }';

let postgres: ReplicatedPostgres;
const apps: TestApp[] = [];
let writer: ApiClient;
let reader: ApiClient;
const said: { level: number; trouble?: string; msg: string }[] = [];

beforeAll(async () => {
  postgres = await startReplicatedPostgres();
  await start({});
  await start({ role: 'api' });
  [writer, reader] = (await Promise.all(apps.map((app) => app.login()))) as [ApiClient, ApiClient];
}, 120_000);
afterEach(async () => {
  await onServer(postgres.replica, 'SELECT pg_wal_replay_resume()');
  await untilReadThere();
});
afterAll(async () => {
  for (const client of [writer, reader]) await client?.close();
  for (const app of apps) await app[Symbol.asyncDispose]();
  await postgres?.[Symbol.asyncDispose]();
});

async function start(settings: Parameters<typeof startApp>[0]): Promise<TestApp> {
  const log = pino({ level: 'info' }, { write: (line) => void said.push(JSON.parse(line)) });
  const { primary, replica } = postgres;
  const urls = { databaseUrl: primary.url, databaseReplicaUrl: replica.url };
  const app = await startApp({ ...urls, ...settings }, log);
  apps.push(app);
  return app;
}

const pendiente = async (client: ApiClient) =>
  (await client.query<{ importCounts: { pendiente: number } }>(COUNTS)).importCounts.pendiente;

/** The latest statement of each connection that the API has to the server. */
async function asked(server: { url: string }): Promise<string[]> {
  const rows = await onServer<{ query: string }>(
    server,
    `SELECT query FROM pg_stat_activity WHERE application_name = 'importador' AND backend_type = 'client backend'`,
  );
  return rows.map(({ query }) => query);
}

/** An empty list is one statement; its limit, which no other has, tells which server was asked it. */
let limit = 1;
async function isReadThere(client: ApiClient): Promise<boolean> {
  limit = (limit % 200) + 1;
  await client.query(
    'query ($first: Int) { imports(first: $first, filter: { periodo: "1999-01" }) { nodes { id } } }',
    {
      first: limit,
    },
  );
  const has = (queries: string[]) =>
    queries.some((query) => query.includes('FROM imports i') && query.endsWith(`LIMIT ${limit + 1}`));
  const [there, here] = [await asked(postgres.replica), await asked(postgres.primary)];
  return has(there) && !has(here);
}

async function untilReadThere(): Promise<void> {
  for (const client of [writer, reader])
    await until('the replica is read from', () => isReadThere(client), 20_000);
}

/** What the log has said of the replica since the last call. */
function sayings(): string[] {
  return said.splice(0).flatMap(({ trouble, msg }) => (/replica/i.test(msg) ? [trouble ?? 'WELL'] : []));
}

describe('a replica', () => {
  it('is read from by queries, and by nothing else', async () => {
    await untilReadThere();
    expect((await asked(postgres.replica)).filter((query) => /sessions|INSERT|UPDATE/.test(query))).toEqual(
      [],
    );
    expect((await asked(postgres.primary)).some((query) => query.includes('FROM sessions'))).toBe(true);
  });

  it('never shows less than was committed: what oneself or somebody else wrote, through any process', async () => {
    let count = await pendiente(reader);
    for (let round = 0; round < 40; round++) {
      const who = round % 2 === 0 ? writer : reader;
      const { import: made } = await who.schedule(WORDS);
      count++;
      const seen = await Promise.all([writer, reader, writer, reader].map(pendiente));
      expect(seen).toEqual([count, count, count, count]);
      expect(await reader.import(made?.id ?? '')).toMatchObject({ phase: 'AWAITING_FILE' });
    }
    await untilReadThere();
  }, 60_000);

  it('never shows less than a subscription has shown, while an import runs', async () => {
    const { import: made } = await writer.schedule({ ...WORDS, periodo: '2025-01' });
    const id = made?.id ?? '';
    const late: Change[] = [];
    const asking: Promise<void>[] = [];
    const following = writer.follow(id, undefined, (change) => {
      asking.push(
        reader.import(id).then(({ progress }) => {
          const shown = change.import?.progress;
          if (
            BigInt(progress.sequence) < BigInt(change.sequence) ||
            progress.rowsRead < (shown?.rowsRead ?? 0)
          )
            late.push(change);
        }),
      );
    });
    await writer.upload(id, csvOf(rowsOf(40_000)));
    const changes = await following;
    await Promise.all(asking);
    expect(changes.at(-1)?.import).toMatchObject({ outcome: 'SUCCEEDED' });
    expect(late).toEqual([]);
    expect(await reader.import(id)).toMatchObject({ totals: { charges: 40_000 } });
  }, 60_000);

  it('that has stopped replaying is left alone, which is said once, until it has caught up', async () => {
    sayings();
    await onServer(postgres.replica, 'SELECT pg_wal_replay_pause()');
    let count = await pendiente(writer);
    const until3s = performance.now() + 3_000;
    while (performance.now() < until3s) {
      await writer.schedule(WORDS);
      count++;
      expect(await Promise.all([writer, reader].map(pendiente))).toEqual([count, count]);
    }
    expect(sayings()).toEqual(['LAGGING', 'LAGGING']); // each process for itself
    expect(await isReadThere(reader)).toBe(false);
    await onServer(postgres.replica, 'SELECT pg_wal_replay_resume()');
    await untilReadThere();
    expect(sayings()).toEqual(['WELL', 'WELL']);
  }, 60_000);

  it('that is killed costs no answer, which is said once, until it is back', async () => {
    sayings();
    let isOver = false;
    let answers = 0;
    const asking = [writer, reader, writer, reader].map(async (client) => {
      while (!isOver) {
        await client.query(
          '{ imports(first: 20) { totalCount nodes { number phase createdBy { usuario } } } }',
        );
        answers++;
      }
    });
    await until('answers', () => answers > 20);
    await postgres.replica.stop('SIGKILL');
    const before = answers;
    await until('answers without it', () => answers > before + 40);
    isOver = true;
    await Promise.all(asking);
    expect(sayings()).toEqual(['UNREACHABLE', 'UNREACHABLE']);
    await writer.schedule(WORDS);
    await postgres.replica.start();
    await untilReadThere();
    expect(sayings()).toEqual(['WELL', 'WELL']);
  }, 90_000);
});

describe('a statement that fails on the replica', () => {
  let primary: Database;
  let reading: Reading;
  beforeAll(async () => {
    const log = pino({ level: 'silent' });
    primary = await openDatabase({ url: postgres.primary.url, poolSize: 2, log });
    await primary.pool.query('CREATE TABLE in_the_way (n int); INSERT INTO in_the_way VALUES (1)');
    reading = await openReplica({ primary, url: postgres.replica.url, poolSize: 2, log });
  });
  afterAll(async () => {
    await reading?.[Symbol.asyncDispose]();
    await primary?.[Symbol.asyncDispose]();
  });

  const place = async (sleep: string) => {
    const database = await until('a replica to read from', async () => {
      const found = await reading.forReading();
      return found === primary ? undefined : found;
    });
    const asking = database.pool.query<{ standby: boolean }>(
      `SELECT pg_is_in_recovery() AS standby, ${sleep} FROM in_the_way`,
    );
    await until('it runs there', async () =>
      (await asked(postgres.replica)).some((query) => query.includes(sleep)),
    );
    return { asking };
  };

  it('since it stands in the way of the replay, is asked of the primary', async () => {
    const { asking } = await place('pg_sleep(3.01)');
    await onServer(postgres.primary, 'ALTER TABLE in_the_way ADD COLUMN more int');
    expect((await asking).rows).toEqual([{ standby: false, pg_sleep: '' }]);
    // It is not taken for a replica that is away, which would be looked at for seconds.
    await until('it is read from', async () => (await reading.forReading()) !== primary, 2_000);
  });

  it('since its connection is lost, is asked of the primary', async () => {
    const { asking } = await place('pg_sleep(2.02)');
    await onServer(
      postgres.replica,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(2.02)%' AND pid <> pg_backend_pid()`,
    );
    expect((await asking).rows).toEqual([{ standby: false, pg_sleep: '' }]);
  });

  it('since it is wrong, fails as on the primary', async () => {
    const database = await reading.forReading();
    await expect(database.pool.query('SELECT nothing FROM nowhere')).rejects.toMatchObject({ code: '42P01' });
  });
});

describe('a server with DATABASE_REPLICA_URL', () => {
  it.each([
    ['the primary itself', () => postgres.primary.url],
    ['another database', async () => (await createTestDatabase()).url],
  ])('refuses %s', async (_what, url) => {
    await expect(
      startApp({ databaseUrl: postgres.primary.url, databaseReplicaUrl: await url() }),
    ).rejects.toThrow(/DATABASE_REPLICA_URL lleva .* leads to a database that is no hot standby/);
  });

  it('starts without one that cannot be reached, and says so without its address', async () => {
    sayings();
    const replica = new URL(postgres.replica.url);
    replica.port = '1';
    replica.password = 'very-secret';
    const app = await start({ databaseReplicaUrl: replica.href });
    const client = await app.login();
    expect(await pendiente(client)).toBe(await pendiente(writer));
    await client.close();
    const lines = said.filter(({ msg }) => /replica/i.test(msg));
    expect(lines).toMatchObject([{ trouble: 'UNREACHABLE', code: 'ECONNREFUSED' }]);
    expect(JSON.stringify(lines)).not.toMatch(/very-secret|127\.0\.0\.1/);
  });
});
