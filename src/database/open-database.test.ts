import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { createTestDatabase, useDatabase } from '../../test/database.ts';
import { exampleEmpresa } from '../../test/example-empresa.ts';
import { CommitInDoubtError } from './commit-in-doubt-error.ts';
import { type Database, openDatabase } from './open-database.ts';
import type { Sql } from './sql.ts';

const database = useDatabase();
const silent = pino({ level: 'silent' });
const one = async () => (await database().pool.query('SELECT 1 AS one')).rows;

describe('values of raw SQL', () => {
  const value = async (expression: string) =>
    (await database().pool.query<{ value: unknown }>(`SELECT ${expression} AS value`)).rows[0]?.value;

  it.each([
    ['numeric is exact text', `1386790.030::numeric`, '1386790.030'],
    ['int8 is a bigint', `9007199254740993::int8`, 9007199254740993n],
    ['int8[] holds bigints', `ARRAY[1, NULL]::int8[]`, [1n, null]],
    ['date is text', `'2026-09-30'::date`, '2026-09-30'],
    ['timestamp is text', `'2026-09-30 23:59:59'::timestamp`, '2026-09-30 23:59:59'],
    ['date[] holds text', `ARRAY['2026-09-30']::date[]`, ['2026-09-30']],
    ['timestamptz is a Date', `'2026-09-30 23:00:00-05'::timestamptz`, new Date('2026-10-01T04:00:00Z')],
    ['jsonb is parsed', `'{"a": [1]}'::jsonb`, { a: [1] }],
    ['bytea is a Buffer', `'\\x00ff'::bytea`, Buffer.from([0, 255])],
    ['int4 is a number', `42`, 42],
  ])('%s', async (_name, expression, expected) => {
    expect(await value(expression)).toEqual(expected);
  });

  it('are the same instants through prisma, whatever zone the server is set to', async () => {
    const { url, drop } = await createTestDatabase();
    const name = new URL(url).pathname.slice(1);
    await database().pool.query(`ALTER DATABASE ${name} SET TimeZone = 'America/Lima'`);
    const other = await openDatabase({ url, poolSize: 2, log: silent });
    const { empresaId } = await exampleEmpresa(other);
    const at = new Date('2026-09-30T23:59:59.123Z');
    await other.prisma.empresa.update({ where: { id: empresaId }, data: { createdAt: at } });
    expect((await other.prisma.empresa.findUniqueOrThrow({ where: { id: empresaId } })).createdAt).toEqual(
      at,
    );
    expect((await other.pool.query('SELECT created_at FROM empresas')).rows).toEqual([{ created_at: at }]);
    await other[Symbol.asyncDispose]();
    await drop();
  });
});

describe('transaction', () => {
  const rename = (sql: Sql, id: number, name: string) =>
    sql.query('UPDATE empresas SET name = $2 WHERE id = $1', [id, name]);
  const nameOf = async (id: number) =>
    (await database().prisma.empresa.findUniqueOrThrow({ where: { id } })).name;

  it('commits what work wrote and returns its result', async () => {
    const { empresaId } = await exampleEmpresa(database());
    expect(await database().transaction(async (sql) => (await rename(sql, empresaId, 'Nueva')).length)).toBe(
      0,
    );
    expect(await nameOf(empresaId)).toBe('Nueva');
  });

  it('undoes everything when work throws, and throws the same', async () => {
    const { empresaId } = await exampleEmpresa(database());
    const reason = new Error('no');
    const failed = database().transaction(async (sql) => {
      await rename(sql, empresaId, 'Nunca');
      throw reason;
    });
    await expect(failed).rejects.toBe(reason);
    expect(await nameOf(empresaId)).toBe('Ejemplo S.A.');
  });

  it('does not call it a success when work swallowed the error of a statement', async () => {
    const { empresaId } = await exampleEmpresa(database());
    const failed = database().transaction(async (sql) => {
      await rename(sql, empresaId, 'Nunca');
      await sql.query('SELECT 1 / 0').catch(() => {});
    });
    await expect(failed).rejects.toThrow('swallowed');
    expect(await nameOf(empresaId)).toBe('Ejemplo S.A.');
  });

  it('passes on an error that PostgreSQL raises at the COMMIT, and stays fit for use', async () => {
    await database().pool.query(
      'CREATE TABLE deferred (id int PRIMARY KEY, next int REFERENCES deferred DEFERRABLE INITIALLY DEFERRED)',
    );
    const failed = database().transaction((sql) => sql.query('INSERT INTO deferred VALUES (1, 2)'));
    await expect(failed).rejects.toMatchObject({ code: '23503' });
    expect(await one()).toEqual([{ one: 1 }]);
  });

  it('rejects when the connection is lost in the middle, and the pool goes on', async () => {
    const failed = database().transaction(async (sql) => {
      await endOwnConnection(database(), sql);
      await sql.query('SELECT 1');
    });
    await expect(failed).rejects.toThrow();
    expect(await one()).toEqual([{ one: 1 }]);
  });

  it('says that a COMMIT is in doubt when the connection is lost before its answer', async () => {
    const { empresaId } = await exampleEmpresa(database());
    const failed = database().transaction(async (sql) => {
      await rename(sql, empresaId, 'Quizás');
      const query = sql.client.query.bind(sql.client);
      // The COMMIT reaches the server; its answer does not come back.
      vi.spyOn(sql.client, 'query').mockImplementation(((...given: Parameters<typeof query>) => {
        const answer = query(...given);
        if (String(given[0]) === 'COMMIT') (sql.client as unknown as Wire).connection.stream.destroy();
        return answer;
      }) as typeof query);
    });
    await expect(failed).rejects.toBeInstanceOf(CommitInDoubtError);
    expect(await one()).toEqual([{ one: 1 }]);
  });

  it('leaves no connection behind, however it ends', async () => {
    const small = await openDatabase({ url: database().url, poolSize: 1, log: silent });
    await small.transaction(async () => {});
    await small.transaction(async () => Promise.reject(new Error('no'))).catch(() => {});
    await small.transaction((sql) => endOwnConnection(small, sql)).catch(() => {});
    expect((await small.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await small[Symbol.asyncDispose]();
  });
});

describe('openDatabase', () => {
  it('rejects at once where nothing answers, without the password in the message', async () => {
    const url = 'postgresql://ana:secreto@127.0.0.1:1/importador';
    const failed = openDatabase({ url, poolSize: 1, log: silent });
    await expect(failed).rejects.toThrow('ECONNREFUSED');
    await expect(failed).rejects.not.toThrow('secreto');
  });

  it('survives the loss of idle connections and logs no secret', async () => {
    const logged: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => logged.push(line) });
    const other = await openDatabase({ url: database().url, poolSize: 1, log });
    await other.prisma.empresa.count();
    const lost = new Promise((resolve) => other.pool.once('error', resolve));
    await terminateAll(await other.pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid'));
    await lost;
    expect(await other.prisma.empresa.count()).toBeGreaterThanOrEqual(0);
    expect(logged.join()).toContain('connection was lost');
    expect(logged.join()).not.toContain(new URL(other.url).password || 'postgres');
    await other[Symbol.asyncDispose]();
  });

  it('stops a statement that takes longer than the limit', async () => {
    const hasty = await openDatabase({
      url: database().url,
      poolSize: 1,
      log: silent,
      statementTimeoutMs: 50,
    });
    await expect(hasty.pool.query('SELECT pg_sleep(20)')).rejects.toMatchObject({ code: '57014' });
    await hasty[Symbol.asyncDispose]();
  });

  it('closes every connection when disposed, twice without harm', async () => {
    const other = await openDatabase({ url: database().url, poolSize: 3, log: silent });
    await Promise.all([other.prisma.empresa.count(), other.pool.query('SELECT 1')]);
    await other[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
    expect(other.pool.totalCount).toBe(0);
    await expect(other.pool.query('SELECT 1')).rejects.toThrow();
  });
});

interface Wire {
  connection: { stream: { destroy(): void } };
}

async function endOwnConnection({ url }: Database, sql: Sql): Promise<void> {
  await terminateAll({ rows: await sql.query<{ pid: number }>('SELECT pg_backend_pid() AS pid') }, url);
}

async function terminateAll({ rows }: { rows: { pid: number }[] }, _url?: string): Promise<void> {
  for (const { pid } of rows) await database().pool.query('SELECT pg_terminate_backend($1)', [pid]);
}
