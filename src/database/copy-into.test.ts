import type pg from 'pg';
import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { CHARGE_COPY_COLUMNS } from '../domain/copy-columns.ts';
import { type CopyInto, copyInto } from './copy-into.ts';
import { openDatabase } from './open-database.ts';

/** Together more than the sockets' buffers hold. */
const CHUNKS = 80;
const CHUNK_ROWS = 64;
const LONG = 'x'.repeat(4_000);

const database = useDatabase();

/** Whole lines of charges, numbered from `from`. */
const lines = (importId: number, from: number, count: number, description = '\\N') =>
  Buffer.from(
    Array.from({ length: count }, (_, i) =>
      [
        1,
        importId,
        from + i,
        from + i,
        '\\N',
        '987654321',
        '\\N',
        'Plan Ñandú',
        'VOICE',
        'Llamadas',
        description,
        '2026-09-30',
        '2026-09-30 13:45:00',
        '\\N',
        '\\N',
        '\\N',
        '12.5',
        'MINUTE',
        '10.00',
        '1.80',
        '11.80\n',
      ].join('\t'),
    ).join(''),
  );
const copyCharges = (client: pg.Client) => copyInto(client, 'charges', CHARGE_COPY_COLUMNS);
const count = (importId: number) => database().prisma.charge.count({ where: { importId } });
const backend = async (client: pg.Client) =>
  (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid ?? 0;

describe('copyInto', () => {
  it('stores every row exactly, however the lines are cut', async () => {
    const bytes = lines(1, 1, 1_000);
    const rows = await database().transaction(async (sql) => {
      const copy = copyCharges(sql.client);
      for (let at = 0; at < bytes.length; at += 777) await copy.write(bytes.subarray(at, at + 777));
      return copy.end();
    });
    expect(rows).toBe(1_000);
    expect(await count(1)).toBe(1_000);
    const stored = await database().pool.query(
      'SELECT plan, total, occurred_on, occurred_at FROM charges WHERE n = 1000',
    );
    expect(stored.rows).toEqual([
      { plan: 'Plan Ñandú', total: '11.80', occurred_on: '2026-09-30', occurred_at: '2026-09-30 13:45:00' },
    ]);
  });

  it('takes writes that do not wait for each other, in their order', async () => {
    const rows = await database().transaction(async (sql) => {
      const copy = copyCharges(sql.client);
      const writes = Array.from({ length: 50 }, (_, i) => copy.write(lines(2, i * 100 + 1, 100)));
      const ended = copy.end();
      await Promise.all(writes);
      return ended;
    });
    expect(rows).toBe(5_000);
  });

  it('ends with 0 rows when nothing is written, and the connection goes on', async () => {
    const after = await database().transaction(async (sql) => {
      const copy = copyCharges(sql.client);
      expect(await copy.end()).toBe(0);
      copy.abort(new Error('too late to matter'));
      return sql.query('SELECT 1 AS one');
    });
    expect(after).toEqual([{ one: 1 }]);
  });

  it('holds the writer back while the database does not read', async () => {
    const other = await database().pool.connect();
    await other.query('BEGIN');
    await other.query(
      `INSERT INTO charges (empresa_id, import_id, n, "row", concept, operador_concept, net, tax, total)
       VALUES (1, 3, 1, 1, 'VOICE', 'x', 0, 0, 0)`,
    );
    let sent = 0;
    const rows = database().transaction(async (sql) => {
      const pid = await backend(sql.client);
      const copy = copyCharges(sql.client);
      const writing = (async () => {
        for (; sent < CHUNKS; sent++) await copy.write(lines(3, sent * CHUNK_ROWS + 1, CHUNK_ROWS, LONG));
        return copy.end();
      })();
      await untilBlocked(pid);
      expect(sent).toBeLessThan(CHUNKS);
      await other.query('ROLLBACK'); // the row that the COPY waits for is gone
      return writing;
    });
    expect(await rows).toBe(CHUNKS * CHUNK_ROWS);
    other.release();
  });

  it('lets go of the bytes with each write, large or small: other ones may stand there then', async () => {
    const other = await database().pool.connect();
    await other.query('BEGIN');
    await other.query(
      `INSERT INTO charges (empresa_id, import_id, n, "row", concept, operador_concept, net, tax, total)
       VALUES (1, 10, 1, 1, 'VOICE', 'x', 0, 0, 0)`,
    ); // the same key: the COPY waits for it, and its sockets fill up
    const rows = database().transaction(async (sql) => {
      const pid = await backend(sql.client);
      const copy = copyCharges(sql.client);
      const writing = (async () => {
        let n = 1;
        for (let i = 0; i < 2 * CHUNKS; i++) {
          const size = i % 2 === 0 ? CHUNK_ROWS : 1;
          const bytes = lines(10, n, size, LONG);
          n += size;
          await copy.write(bytes);
          bytes.fill(0x79);
        }
        return copy.end();
      })();
      await untilBlocked(pid);
      await other.query('ROLLBACK');
      return writing;
    });
    expect(await rows).toBe(CHUNKS * (CHUNK_ROWS + 1));
    expect(await database().prisma.charge.count({ where: { importId: 10, description: LONG } })).toBe(
      CHUNKS * (CHUNK_ROWS + 1),
    );
    other.release();
  });

  it('is exempt from the statement timeout, and nothing after it is', async () => {
    const hasty = await openDatabase({
      url: database().url,
      poolSize: 1,
      log: pino({ level: 'silent' }),
      statementTimeoutMs: 100,
    });
    const rows = await hasty.transaction(async (sql) => {
      const copy = copyCharges(sql.client);
      await copy.write(lines(9, 1, 1));
      await database().pool.query('SELECT pg_sleep(0.3)'); // the file takes its time
      await copy.write(lines(9, 2, 1));
      return copy.end();
    });
    expect(rows).toBe(2);
    expect((await hasty.pool.query('SHOW statement_timeout')).rows).toEqual([{ statement_timeout: '100ms' }]);
    await hasty[Symbol.asyncDispose]();
  });
});

describe('a COPY that fails', () => {
  it('rejects with what PostgreSQL says, stores nothing, and leaves the connection fit for use', async () => {
    const failed = database().transaction(async (sql) => {
      const copy = copyCharges(sql.client);
      await copy.write(lines(4, 1, 10));
      await copy.write(Buffer.from('this is no charge\n'));
      await copy.end();
    });
    await expect(failed).rejects.toThrow('invalid input syntax');
    expect(await count(4)).toBe(0);
    expect((await database().pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('rejects every later write with the first error', async () => {
    const failed = database().transaction(async (sql) => {
      const copy = copyCharges(sql.client);
      await copy.write(Buffer.from('this is no charge\n'));
      const first = await firstFailure(copy);
      await expect(copy.write(lines(5, 1, 1))).rejects.toBe(first);
      await expect(copy.end()).rejects.toBe(first);
      throw first;
    });
    await expect(failed).rejects.toThrow('invalid input syntax');
  });

  it('names a table or column that is not there', async () => {
    const failed = database().transaction(async (sql) => {
      const copy = copyInto(sql.client, 'charges', ['n"; DROP TABLE charges; --']);
      await copy.end();
    });
    await expect(failed).rejects.toThrow('does not exist');
    expect(await count(5)).toBe(0);
  });

  it('leaves no row when it is aborted in the middle, and rejects what is pending with the reason', async () => {
    const reason = new Error('canceled by the usuario');
    const failed = database().transaction(async (sql) => {
      const copy = copyCharges(sql.client);
      await copy.write(lines(6, 1, 5_000));
      const pending = copy.write(lines(6, 5_001, 5_000));
      copy.abort(reason);
      copy.abort(new Error('a second time'));
      await expect(pending).rejects.toBe(reason);
      await expect(copy.end()).rejects.toBe(reason);
      throw reason;
    });
    await expect(failed).rejects.toBe(reason);
    expect(await count(6)).toBe(0);
  });

  it('may be aborted before the database has answered at all', async () => {
    const reason = new Error('never mind');
    const failed = database().transaction(async (sql) => {
      copyCharges(sql.client).abort(reason);
      throw reason;
    });
    await expect(failed).rejects.toBe(reason);
  });

  it.each([
    ['the server ends the connection', (_: pg.Client, pid: number) => terminate(pid)],
    ['the network breaks', async (client: pg.Client) => void socketOf(client).destroy()],
  ])('rejects when %s, and stores nothing', async (_name, breakIt) => {
    const failed = database().transaction(async (sql) => {
      const pid = await backend(sql.client);
      const copy = copyCharges(sql.client);
      await copy.write(lines(7, 1, CHUNK_ROWS));
      const writing = (async () => {
        for (let i = 1; ; i++) await copy.write(lines(7, i * CHUNK_ROWS + 1, CHUNK_ROWS, LONG));
      })();
      writing.catch(() => {});
      await breakIt(sql.client, pid);
      await writing;
    });
    await expect(failed).rejects.toThrow(/terminat|socket|ECONN|EPIPE/i);
    expect(await count(7)).toBe(0);
    expect((await database().pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('rejects a COPY on a connection that has been lost before', async () => {
    const failed = database().transaction(async (sql) => {
      await terminate(await backend(sql.client));
      const copy = copyCharges(sql.client);
      await copy.write(lines(8, 1, 1));
      await copy.end();
    });
    await expect(failed).rejects.toThrow();
  });
});

async function firstFailure(copy: CopyInto): Promise<unknown> {
  for (;;) {
    const error = await copy.write(lines(5, 1, 1)).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (error) return error;
  }
}

async function untilBlocked(pid: number): Promise<void> {
  await vi.waitFor(async () => {
    const { rows } = await database().pool.query<{ waits: string }>(
      'SELECT wait_event_type AS waits FROM pg_stat_activity WHERE pid = $1',
      [pid],
    );
    expect(rows).toEqual([{ waits: 'Lock' }]);
  }, 20_000);
}

async function terminate(pid: number): Promise<void> {
  await database().pool.query('SELECT pg_terminate_backend($1)', [pid]);
}

function socketOf(client: pg.Client): { destroy(): void } {
  return (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream;
}
