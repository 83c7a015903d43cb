import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Column } from '../src/exports/column.ts';
import { DATA_SETS } from '../src/exports/data-set.ts';
import { csvOf, rowsOf } from '../src/imports/imports.test-data.ts';
import type { ApiClient, ImportView } from './api-client.ts';
import { FOREIGN, loginElsewhere } from './other-empresa.ts';
import { startApp, type TestApp } from './start-app.ts';

const ROLE = `bi_test_${randomBytes(6).toString('hex')}`;
const VIEWS = ['imports', 'charges', 'issues', 'stats_by_operador', 'stats_by_periodo', 'stats_by_concept'];

let app: TestApp;
let own: ApiClient;
let foreign: ApiClient;
let done: ImportView;
let reader: pg.Client;
beforeAll(async () => {
  app = await startApp();
  own = await app.login();
  foreign = await loginElsewhere(app);
  const words = { plantilla: 'claro-ar-detalle', errorPolicy: 'REJECT_ROWS' };
  done = await own.importFile(words, csvOf([...rowsOf(5), { net: 'cien' }]));
  await foreign.importFile({ ...words, periodo: '2026-07' }, csvOf([...rowsOf(3), { net: 'mil' }]));
  const { pool, url } = app.parts.database;
  await pool.query(`CREATE ROLE ${ROLE} LOGIN PASSWORD 'de prueba'`);
  await pool.query(`SELECT bi.add_reader('${ROLE}', (SELECT min(code) FROM empresas WHERE code <> 'OTRA'))`);
  const address = new URL(url);
  address.username = ROLE;
  address.password = encodeURIComponent('de prueba');
  reader = new pg.Client({ connectionString: address.href });
  await reader.connect();
}, 60_000);
afterAll(async () => {
  await reader?.end();
  await own?.close();
  await foreign?.close();
  const { pool } = app.parts.database;
  await pool.query(`DROP OWNED BY ${ROLE}`);
  await pool.query(`DROP ROLE ${ROLE}`);
  await app[Symbol.asyncDispose]();
});

const rowsOfView = async (sql: string) => (await reader.query<Record<string, unknown>>(sql)).rows;

const SQL_TYPES: Readonly<Record<Column['type'], string>> = {
  TEXT: 'text',
  CODE: 'text',
  INTEGER: 'integer',
  BIGINT: 'bigint',
  MONEY: 'numeric',
  DECIMAL: 'numeric',
  DATE: 'date',
  LOCAL_DATE_TIME: 'timestamp without time zone',
  INSTANT: 'timestamp with time zone',
  BOOLEAN: 'boolean',
};

describe('the views for BI', () => {
  it.each(Object.values(DATA_SETS))('of $name have the columns of its export', async ({ name, columns }) => {
    const { rows } = await app.parts.database.pool.query<{ name: string; type: string }>(
      `SELECT column_name AS name, data_type AS type FROM information_schema.columns
       WHERE table_schema = 'bi' AND table_name = $1 ORDER BY ordinal_position`,
      [name],
    );
    expect(rows).toEqual(columns.map((column) => ({ name: column.name, type: SQL_TYPES[column.type] })));
  });

  it.each(Object.values(DATA_SETS))('of $name have the rows of its export', async ({ name }) => {
    const answer = await fetch(`${app.url}/exports/${name}.ndjson`, {
      headers: { authorization: `Bearer ${own.token}` },
    });
    const exported = (await answer.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const seen = await rowsOfView(`SELECT * FROM bi.${name} ORDER BY import_number, cursor`);
    expect(seen.map(({ cursor, import_id }) => [cursor, import_id])).toEqual(
      exported.map(({ cursor, import_id }) => [cursor, import_id]),
    );
  });

  it('sum up what is stored, by operador, periodo and concept', async () => {
    const { charges, total } = done.totals;
    const sums = { operador: 'claro-ar', currency: 'ARS', charges: String(charges) };
    for (const view of ['stats_by_operador', 'stats_by_periodo', 'stats_by_concept']) {
      const [row, ...others] = await rowsOfView(`SELECT * FROM bi.${view}`);
      expect([view, others]).toEqual([view, []]);
      expect(row).toMatchObject(sums);
      expect(Number(row?.['total'])).toBe(Number(total));
    }
  });
});

describe('the sums of the views for BI', () => {
  const purged = (at: string) =>
    app.parts.database.pool.query(`UPDATE imports SET rows_purged_at = ${at} WHERE periodo = '2026-09'`);

  it.each(VIEWS.filter((view) => view.startsWith('stats_')))(
    'leave out in %s what is too old to be stored any more',
    async (view) => {
      await purged('now()');
      const rows = await rowsOfView(`SELECT * FROM bi.${view}`);
      await purged('NULL');
      expect(rows).toEqual([]);
    },
  );
});

describe('a role for BI', () => {
  it.each(VIEWS)('sees in %s its own empresa and no other', async (view) => {
    const rows = await rowsOfView(`SELECT * FROM bi.${view}`);
    expect(JSON.stringify(rows)).not.toContain(FOREIGN.usuario);
    expect(rows).toHaveLength({ charges: 5 }[view] ?? 1);
    if (view in DATA_SETS) expect([...new Set(rows.map(({ import_id }) => import_id))]).toEqual([done.id]);
  });

  it('reads no table, not even who reads what, and changes nothing', async () => {
    for (const table of ['charges', 'imports', 'usuarios', 'api_tokens', 'sessions', 'bi.readers'])
      await expect(reader.query(`SELECT * FROM ${table}`), table).rejects.toThrow('permission denied');
    await expect(reader.query('UPDATE bi.imports SET periodo = periodo')).rejects.toThrow();
    await reader.query('SET default_transaction_read_only = off');
    await expect(reader.query('DELETE FROM bi.charges')).rejects.toThrow(/permission denied|cannot delete/);
    await expect(reader.query(`SELECT bi.add_reader('${ROLE}', 'OTRA')`)).rejects.toThrow(
      'permission denied',
    );
    await expect(reader.query('SET ROLE postgres')).rejects.toThrow('permission denied');
  });

  it('learns nothing of another empresa from a condition of its own', async () => {
    await reader.query(
      `CREATE FUNCTION pg_temp.spy(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS
         $$ BEGIN RAISE NOTICE 'saw %', $1; RETURN true; END $$`,
    );
    const heard: string[] = [];
    reader.on('notice', ({ message }) => heard.push(message ?? ''));
    // However the database goes about it: an index may have chosen the empresa's rows already.
    for (const way of ['indexscan', 'bitmapscan']) await reader.query(`SET enable_${way} = off`);
    await rowsOfView('SELECT cursor FROM bi.imports WHERE pg_temp.spy(periodo)');
    for (const way of ['indexscan', 'bitmapscan']) await reader.query(`RESET enable_${way}`);
    expect(heard).toEqual(['saw 2026-09']);
  });

  it('that is not among the readers sees nothing; one for an unknown empresa is refused', async () => {
    const { pool } = app.parts.database;
    expect((await pool.query('SELECT * FROM bi.imports')).rows).toEqual([]);
    await expect(pool.query(`SELECT bi.add_reader('${ROLE}', 'NINGUNA')`)).rejects.toThrow(
      'no empresa "NINGUNA"',
    );
  });

  it.each([
    ['a superuser', '', 'current_user'],
    ['the role that owns the tables, which is the server’s own', `ALTER TABLE imports OWNER TO ${ROLE}`, ''],
    [
      'a member of that role',
      `CREATE ROLE ${ROLE}_owner; ALTER TABLE imports OWNER TO ${ROLE}_owner;
      GRANT ${ROLE}_owner TO ${ROLE}`,
      '',
    ],
    ['one that reads every table', `GRANT pg_read_all_data TO ${ROLE}`, ''],
    ['one that row security does not hold', `ALTER ROLE ${ROLE} BYPASSRLS`, ''],
  ])('is not %s', async (_what, made, role) => {
    const client = await app.parts.database.pool.connect();
    try {
      await client.query(`BEGIN; ${made}`);
      const added = client.query(`SELECT bi.add_reader(${role || `'${ROLE}'`}, 'OTRA')`);
      await expect(added).rejects.toThrow(/ya lo ve todo; .* \/ The role .* sees everything anyway; /);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
});

describe('client-examples/bi', () => {
  const file = (name: string) => readFileSync(join('client-examples', 'bi', name), 'utf8');
  const answerOf = (address: string) => fetch(address, { headers: { authorization: `Bearer ${own.token}` } });
  const statements = (sql: string) =>
    sql
      .replace(/^--.*$/gm, '')
      .split(';')
      .filter((statement) => statement.trim() !== '');

  it('charts.sql runs as a role for BI, each statement with rows', async () => {
    const all = statements(file('charts.sql'));
    expect(all).toHaveLength(6);
    for (const sql of all) expect((await rowsOfView(sql)).length, sql).toBeGreaterThan(0);
  });

  it('charges.py adds up what is stored', async () => {
    const { stdout } = await promisify(execFile)('python3', ['client-examples/bi/charges.py', '2026-09'], {
      env: { ...process.env, IMPORTADOR_URL: app.url, IMPORTADOR_TOKEN: own.token },
    });
    const [currency, , charges, total] = stdout.trim().split('\t');
    expect([currency, Number(charges), total]).toEqual(['ARS', done.totals.charges, done.totals.total]);
  });

  it('charges.py goes on behind the last whole row where a transfer breaks', async () => {
    const row = (n: number) => `{"cursor":"1-${n}","currency":"ARS","concept":"DATA","total":"1.5"}\n`;
    const asked: (string | null)[] = [];
    await using server = createServer((request, response) => {
      asked.push(new URL(request.url ?? '', app.url).searchParams.get('after'));
      if (asked.length === 4) return void response.end(row(5));
      // Between two rows, in the middle of one, in the middle of a chunk.
      const text = [row(1), row(2) + row(3).slice(0, 9), row(3) + row(4)][asked.length - 1] ?? '';
      const size = asked.length === 3 ? text.length + 9 : text.length;
      response.socket?.end(
        `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${size.toString(16)}\r\n${text}\r\n`,
      );
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const { stdout } = await promisify(execFile)('python3', ['client-examples/bi/charges.py'], {
      env: { ...process.env, IMPORTADOR_URL: `http://127.0.0.1:${port}`, IMPORTADOR_TOKEN: 'imp_t_x' },
    });
    expect([stdout, asked]).toEqual(['ARS\tDATA\t5\t7.5\n', [null, '1-1', '1-2', '1-4']]);
  });

  it('grafana-postgresql.json asks only what can be asked', async () => {
    const board = JSON.parse(file('grafana-postgresql.json')) as {
      panels: { targets: { rawSql: string }[] }[];
    };
    const all = board.panels.flatMap(({ targets }) => targets.map(({ rawSql }) => rawSql));
    expect(all).toHaveLength(3);
    for (const sql of all)
      expect((await rowsOfView(sql.replace(/\$\{currency\}/, 'ARS'))).length, sql).toBeGreaterThan(0);
  });

  it('grafana-infinity.json and excel.iqy ask for what there is', async () => {
    const board = JSON.parse(file('grafana-infinity.json')) as {
      panels: { targets: { url: string; columns: { selector: string }[] }[] }[];
    };
    for (const { url, columns } of board.panels.flatMap(({ targets }) => targets)) {
      const address = url.replace(/\$\{url\}/, app.url).replace(/\$\{periodo\}/, '2026-09');
      const [names = ''] = (await (await answerOf(address)).text()).split('\r\n');
      for (const { selector } of columns) expect(names.split(',')).toContain(selector);
    }
    const [, , address = ''] = file('excel.iqy').split('\n');
    const asked = address.replace('http://127.0.0.1:4000', app.url).replace(/\[.*\]/, '2026-09');
    expect((await answerOf(asked)).status).toBe(200);
  });

  it.each([
    ['power-bi-export.pq', DATA_SETS.charges.columns.map(({ name }) => name)],
    [
      'power-bi-postgresql.pq',
      ['periodo', 'operador', 'currency', 'concept', 'charges', 'net', 'tax', 'total'],
    ],
  ])('%s names only columns that exist', (name, columns) => {
    const named = [...file(name).matchAll(/\{?"([a-z]+(?:_[a-z]+)*)"(?=[,}])/g)].map(
      ([, column]) => column ?? '',
    );
    expect(named.length).toBeGreaterThan(5);
    const others = ['bi', 'importador', 'stats_by_concept'];
    expect(named.filter((column) => !columns.includes(column) && !others.includes(column))).toEqual([]);
  });
});
