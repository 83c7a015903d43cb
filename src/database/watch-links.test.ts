import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { type SilentProxy, startSilentProxy } from '../../test/silent-proxy.ts';
import { type CopyInto, copyInto } from './copy-into.ts';
import { type Database, openDatabase } from './open-database.ts';

const direct = useDatabase();
const QUICK = { silentMs: 300, lookMs: 100, answerMs: 2_000 };
/** Far beyond QUICK. */
const LONG_SECONDS = 1.5;
const SOON_MS = 10_000;

let proxy: SilentProxy;
let database: Database;
beforeEach(async () => {
  const url = new URL(direct().url);
  proxy = await startSilentProxy({ host: url.hostname, port: Number(url.port) });
  url.port = String(proxy.port);
  url.hostname = '127.0.0.1';
  const log = pino({ level: 'silent' });
  database = await openDatabase({ url: url.href, poolSize: 3, log, linkTiming: QUICK });
});
afterEach(async () => {
  await database[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
});

const soon = <T>(promise: Promise<T>): Promise<T> => {
  const late = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error('not soon')), SOON_MS).unref();
  });
  return Promise.race([promise, late]);
};

/** A line every few milliseconds, for so long; how many. */
async function feed(copy: CopyInto, ms: number, onFed = () => {}): Promise<number> {
  let lines = 0;
  for (const until = performance.now() + ms; performance.now() < until; lines++) {
    await copy.write(Buffer.from('a line\n'));
    onFed();
    await delay(20);
  }
  return lines;
}

describe('a connection behind which nobody is any more', () => {
  it('fails its query soon, and the next one goes through', async () => {
    const idle = await Promise.all([database.pool.connect(), database.pool.connect()]);
    for (const client of idle) client.release();
    proxy.silence();
    await expect(soon(database.pool.query('SELECT 1'))).rejects.toThrow(/terminated/);
    expect((await soon(database.pool.query('SELECT 2 AS n'))).rows).toEqual([{ n: 2 }]);
  });

  it('fails a transaction in the middle of a COPY', async () => {
    const lost = database.transaction(async (sql) => {
      await sql.query('CREATE TEMPORARY TABLE lines (line text)');
      const copy = copyInto(sql.client, 'lines', ['line']);
      await copy.write(Buffer.from('first\n'));
      proxy.silence();
      await copy.write(Buffer.from('second\n'));
      return copy.end();
    });
    await expect(soon(lost)).rejects.toThrow(/terminated/);
    expect((await soon(database.pool.query('SELECT 3 AS n'))).rows).toEqual([{ n: 3 }]);
  });

  it('fails a COPY that goes on being fed', async () => {
    let fed = 0;
    const lost = database.transaction(async (sql) => {
      await sql.query('CREATE TEMPORARY TABLE lines (line text)');
      const copy = copyInto(sql.client, 'lines', ['line']);
      await feed(copy, QUICK.silentMs * 2);
      proxy.silence();
      await feed(copy, SOON_MS, () => fed++);
      return copy.end();
    });
    await expect(soon(lost)).rejects.toThrow(/terminated/);
    expect(fed).toBeGreaterThan(2);
  });
});

describe('a connection that only takes long', () => {
  it('is left alone while a COPY is fed slowly', async () => {
    const rows = await database.transaction(async (sql) => {
      await sql.query('CREATE TEMPORARY TABLE lines (line text)');
      const copy = copyInto(sql.client, 'lines', ['line']);
      const fed = await feed(copy, LONG_SECONDS * 1_000);
      return (await copy.end()) - fed;
    });
    expect(rows).toBe(0);
  });

  it('is left alone while a statement runs, or waits for a lock', async () => {
    const holder = new pg.Client({ connectionString: direct().url });
    await holder.connect();
    await holder.query('SELECT pg_advisory_lock(77)');
    const waiting = database.pool.query('SELECT pg_advisory_lock(77), 5 AS n');
    expect((await database.pool.query('SELECT pg_sleep($1), 4 AS n', [LONG_SECONDS])).rows[0]?.n).toBe(4);
    await holder.end();
    expect((await waiting).rows[0]?.n).toBe(5);
    await database.pool.query('SELECT pg_advisory_unlock_all()');
  });

  it('is left alone while a COPY waits for its next rows', async () => {
    const rows = await database.transaction(async (sql) => {
      await sql.query('CREATE TEMPORARY TABLE lines (line text)');
      const copy = copyInto(sql.client, 'lines', ['line']);
      await copy.write(Buffer.from('first\n'));
      await direct().pool.query('SELECT pg_sleep($1)', [LONG_SECONDS]);
      await copy.write(Buffer.from('second\n'));
      return copy.end();
    });
    expect(rows).toBe(2);
  });
});

describe('while the server takes no connection more', () => {
  const role = `importador_test_${randomBytes(8).toString('hex')}`;
  const PASSWORD = 'of a role that lasts for one test';
  const refuse = () => direct().pool.query(`ALTER ROLE ${role} CONNECTION LIMIT 0`);
  beforeEach(async () => {
    await direct().pool.query(`CREATE ROLE ${role} LOGIN PASSWORD '${PASSWORD}'`);
    const url = new URL(database.url);
    url.username = role;
    url.password = PASSWORD;
    const log = pino({ level: 'silent' });
    await database[Symbol.asyncDispose]();
    database = await openDatabase({ url: url.href, poolSize: 3, log, linkTiming: QUICK });
  });
  afterEach(async () => {
    await database[Symbol.asyncDispose]();
    await direct().pool.query(`DROP ROLE ${role}`);
  });

  it('a connection that only takes long is left alone', async () => {
    const long = database.pool.query('SELECT pg_sleep($1), 6 AS n', [LONG_SECONDS]);
    await refuse();
    expect((await long).rows[0]?.n).toBe(6);
  });

  it('one behind which nobody is any more is found out through another of the pool', async () => {
    const lost = await database.pool.connect();
    proxy.silence();
    const idle = await database.pool.connect();
    await refuse();
    const answer = lost.query('SELECT 7');
    idle.release();
    await expect(soon(answer)).rejects.toThrow(/terminated/);
    lost.release(true);
  });
});
