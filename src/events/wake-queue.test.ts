import pg from 'pg';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestDatabase, useDatabase } from '../../test/database.ts';
import { startSilentProxy } from '../../test/silent-proxy.ts';
import { startWakeQueue, type WakeQueue } from './wake-queue.ts';

const log = pino({ level: 'silent' });
const database = useDatabase();
let opened: WakeQueue[] = [];

afterEach(async () => {
  for (const queue of opened) await queue[Symbol.asyncDispose]();
  opened = [];
  await database().pool.query('DELETE FROM pgboss.job');
});

async function open(url = database().url): Promise<WakeQueue> {
  const queue = await startWakeQueue({ url }, log);
  opened.push(queue);
  return queue;
}

/** Collects what is delivered; until() resolves once the import has been woken so often. */
function listen(queue: WakeQueue, then: (importId: number) => Promise<void> = async () => {}) {
  const heard: number[] = [];
  let check = () => {};
  queue.onWake(async (importId) => {
    heard.push(importId);
    check();
    await then(importId);
  });
  const until = (importId: number, times = 1) =>
    new Promise<void>((resolve) => {
      check = () => {
        if (heard.filter((id) => id === importId).length >= times) resolve();
      };
      check();
    });
  return { heard, until };
}

const wake = (queue: WakeQueue, importId: number, at?: Date) =>
  database().transaction((sql) => queue.wake(sql, importId, at));
const connections = async () =>
  (
    await database().pool.query(
      `SELECT pid FROM pg_stat_activity WHERE application_name = 'importador queue' AND datname = current_database()`,
    )
  ).rows as { pid: number }[];

describe('wake', () => {
  it('is delivered once its transaction has committed', async () => {
    const queue = await open();
    const { heard, until } = listen(queue);
    await database().transaction(async (sql) => {
      await queue.wake(sql, 1);
      await wake(queue, 2);
      await until(2);
      expect(heard).toEqual([2]);
    });
    await until(1);
  });

  it('is never delivered when its transaction is rolled back', async () => {
    const queue = await open();
    const { heard, until } = listen(queue);
    const failed = database().transaction(async (sql) => {
      await queue.wake(sql, 1);
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    await wake(queue, 2);
    await until(2);
    expect(heard).toEqual([2]);
    expect(
      (await database().pool.query(`SELECT 1 FROM pgboss.job WHERE data->>'importId' = '1'`)).rows,
    ).toEqual([]);
  });

  it('is not delivered before its date', async () => {
    const queue = await open();
    const { heard, until } = listen(queue);
    const at = new Date(Date.now() + 1_500);
    await wake(queue, 1, at);
    await wake(queue, 2);
    await until(2);
    expect(heard).toEqual([2]);
    await until(1);
    expect(Date.now()).toBeGreaterThanOrEqual(at.getTime());
  });

  it('waits for its date as long as need be', async () => {
    const queue = await open();
    const at = new Date('2031-01-01T00:00:00Z');
    await wake(queue, 1, at);
    const { rows } = await database().pool.query(
      `SELECT start_after, keep_until > start_after AS kept FROM pgboss.job WHERE data->>'importId' = '1'`,
    );
    expect(rows).toEqual([{ start_after: at, kept: true }]);
  });

  it('sent before anybody listened is delivered to the first who does, in a later process, too', async () => {
    await wake(await open(), 1);
    const { until } = listen(await open());
    await until(1);
  });

  it('comes again when the listener fails', async () => {
    const queue = await open();
    let failures = 1;
    const { heard, until } = listen(queue, async (importId) => {
      if (importId === 1 && failures-- > 0) throw new Error('the database was away');
    });
    await wake(queue, 1);
    await wake(queue, 2);
    await until(1, 2);
    await until(2);
    expect(heard.filter((id) => id === 2)).toHaveLength(1);
  });

  it('goes to another process once this one takes no deliveries', async () => {
    const [one, other] = [await open(), await open()];
    const here = listen(one);
    await wake(one, 1);
    await here.until(1);
    await one.stopDelivering();
    await one.stopDelivering();
    const there = listen(other);
    for (let id = 2; id < 12; id++) await wake(one, id);
    for (let id = 2; id < 12; id++) await there.until(id);
    expect(here.heard).toEqual([1]);
  });

  it('goes to one process only', async () => {
    const [one, other] = [await open(), await open()];
    const heard: number[] = [];
    const all = new Promise<void>((resolve) => {
      const hear = async (importId: number) => {
        heard.push(importId);
        if (new Set(heard).size === 40) resolve();
      };
      one.onWake(hear);
      other.onWake(hear);
    });
    await Promise.all(Array.from({ length: 40 }, (_, i) => wake(one, i)));
    await all;
    expect([...heard].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i));
  });
});

describe('the queue', () => {
  it('goes on after all its connections were lost', async () => {
    const queue = await open();
    const { until } = listen(queue);
    await wake(queue, 1);
    await until(1);
    for (const { pid } of await connections())
      await database().pool.query('SELECT pg_terminate_backend($1)', [pid]);
    await wake(queue, 2);
    await until(2);
  });

  it('goes on after all its connections went silent', async () => {
    const { hostname, port } = new URL(database().url);
    await using proxy = await startSilentProxy({ host: hostname, port: Number(port) });
    const url = new URL(database().url);
    url.host = `127.0.0.1:${proxy.port}`;
    const queue = await startWakeQueue({ url: url.href }, log, { answerMs: 1_000 });
    opened.push(queue);
    const { until } = listen(queue);
    await wake(queue, 1);
    await until(1);
    proxy.silence();
    for (let n = 2; n <= 20; n++) await wake(queue, n);
    for (let n = 2; n <= 20; n++) await until(n);
  });

  it('holds three connections at the most', async () => {
    const queue = await open();
    const { until } = listen(queue);
    await Promise.all(Array.from({ length: 30 }, (_, i) => wake(queue, i)));
    await until(29);
    expect((await connections()).length).toBeLessThanOrEqual(3);
  });

  it('closes within two seconds, though a listener never returns, and leaves no connection', async () => {
    const queue = await open();
    const { until } = listen(queue, () => new Promise(() => {}));
    await wake(queue, 1);
    await until(1);
    const before = performance.now();
    await queue[Symbol.asyncDispose]();
    expect(performance.now() - before).toBeLessThan(2_000);
    // A backend is still listed for a moment after its client has left.
    await expect.poll(connections, { timeout: 5_000 }).toEqual([]);
  });

  it('closes at once when it is idle, and twice without harm', async () => {
    const queue = await open();
    listen(queue);
    const before = performance.now();
    await queue[Symbol.asyncDispose]();
    await queue[Symbol.asyncDispose]();
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  it('closes though its database is gone', async () => {
    const { url, drop } = await createTestDatabase();
    const queue = await startWakeQueue({ url }, log);
    listen(queue);
    await drop();
    await queue[Symbol.asyncDispose]();
  });

  it('may be started by several processes at the same time in a database that has none', async () => {
    const { url, drop } = await createTestDatabase();
    await forgetQueue(url);
    const queues = await Promise.all(Array.from({ length: 3 }, () => startWakeQueue({ url }, log)));
    for (const queue of queues) await queue[Symbol.asyncDispose]();
    await drop();
  });
});

/** As in a database that has never had one. */
async function forgetQueue(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('DROP SCHEMA pgboss CASCADE');
  await client.end();
}
