import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../src/imports/imports.test-data.ts';
import type { ApiClient, ImportView } from './api-client.ts';
import { exportClient, importRows, type Row, readAll } from './export-client.ts';
import { loginElsewhere } from './other-empresa.ts';
import { readCsv } from './read-csv.ts';
import { readParquet } from './read-parquet.ts';
import { ADMIN, startApp, type TestApp } from './start-app.ts';
import { watchThreads } from './watch-threads.ts';

/** Several pages. */
const MANY = 9_000;
const WIDE = '＝1';
const QUOTED = "'text";
const RISKY = ['=1+1', '+cmd|x', '-2+3', '@SUM(A1)', QUOTED, WIDE, 'plain "quoted", text', 'línea\u00f1'];

let app: TestApp;
let admin: ApiClient;
let foreign: ApiClient;
let many: ImportView;
let risky: ImportView;
let client: ReturnType<typeof exportClient>;
beforeAll(async () => {
  app = await startApp();
  admin = await app.login();
  client = exportClient(app, admin);
  foreign = await loginElsewhere(app);
  many = await importRows(admin, rowsOf(MANY), { periodo: '2026-08' });
  risky = await importRows(
    admin,
    [...RISKY.map((concept) => ({ concept })), { net: '-1234,5678', total: '-1213,5678' }, { net: 'cien' }],
    { periodo: '2026-09' },
  );
  // The CSV above cannot hold the one, and reading takes the apostrophe of the other away.
  for (const text of [WIDE, QUOTED]) {
    await app.parts.database.pool.query(
      'UPDATE charges SET operador_concept = $1 WHERE n = $2 AND import_id = (SELECT max(id) FROM imports)',
      [text, RISKY.indexOf(text) + 1],
    );
  }
  await importRows(foreign, rowsOf(3), { periodo: '2026-09' });
}, 120_000);
afterAll(async () => {
  await admin?.close();
  await foreign?.close();
  await app?.[Symbol.asyncDispose]();
});

const csvRows = async (path: string) => readCsv(await (await client.ask(path)).text());

async function readImports(address: string, sql: string) {
  const path = join(app.dataDir, 'other.parquet');
  await writeFile(path, Buffer.from(await (await client.ask(address)).arrayBuffer()));
  return readParquet(path, sql);
}

/** Exact, for amounts with up to four digits behind the point. */
const sum = (amounts: unknown[]) =>
  amounts.reduce<bigint>((all, amount) => {
    const [whole = '', fraction = ''] = String(amount).split('.');
    return all + BigInt(whole + fraction.padEnd(4, '0'));
  }, 0n);

describe('an export', () => {
  it('as CSV holds every charge once, and its amounts are the totals of the imports', async () => {
    const rows = await csvRows('charges.csv');
    expect(rows).toHaveLength(many.totals.charges + risky.totals.charges);
    expect(new Set(rows.map(({ cursor }) => cursor)).size).toBe(rows.length);
    const ofMany = rows.filter(({ import_number }) => import_number === String(many.number));
    expect(sum(ofMany.map(({ total }) => total))).toBe(sum([many.totals.total]));
    const ofRisky = rows.filter(({ import_id }) => import_id === risky.id);
    expect(sum(ofRisky.map(({ net }) => net))).toBe(sum([risky.totals.net]));
    expect(ofRisky.at(-1)).toMatchObject({ net: '-1234.5678', tax: '21.00', linea_number: '1151234567' });
  });

  it('as NDJSON holds the same rows, exactly as they are stored', async () => {
    const rows = await client.jsonRows(`charges.ndjson?importId=${risky.id}`);
    expect(rows.slice(0, RISKY.length).map(({ operador_concept }) => operador_concept)).toEqual(RISKY);
    expect(rows[0]).toMatchObject({
      cursor: `${risky.number}-1`,
      import_number: risky.number,
      operador: 'claro-ar',
      periodo: '2026-09',
      currency: 'ARS',
      occurred_on: null,
      net: '100.00',
      file_row: 2,
      sheet: null,
    });
  });

  it('as Parquet is read by DuckDB with the same rows, its amounts as exact decimals', async () => {
    const path = join(app.dataDir, 'charges.parquet');
    const rows = await client.jsonRows('charges.ndjson');
    await writeFile(path, Buffer.from(await (await client.ask('charges.parquet')).arrayBuffer()));
    const types = await readParquet(
      path,
      'SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM FILE)',
    );
    const typeOf = Object.fromEntries(
      types.map(({ column_name, column_type }) => [column_name, column_type]),
    );
    expect(Object.keys(typeOf)).toEqual(Object.keys(rows[0] ?? {}));
    expect(typeOf).toMatchObject({
      cursor: 'VARCHAR',
      import_number: 'INTEGER',
      occurred_on: 'DATE',
      occurred_at: 'TIMESTAMP',
      total: 'DECIMAL(38,18)',
    });
    const read = await readParquet(path, 'SELECT * FROM FILE');
    const shown = (row: Row) => [
      row['cursor'],
      row['linea_number'],
      row['operador_concept'],
      row['file_column'],
    ];
    expect(read.map(shown)).toEqual(rows.map(shown));
    expect(sum(read.map(({ net }) => net?.replace(/0{14}$/, '')))).toBe(sum(rows.map(({ net }) => net)));
    expect(read.at(-1)).toMatchObject({ net: '-1234.567800000000000000', tax: '21.000000000000000000' });
    const [moments] = await readImports(
      'imports.parquet',
      'SELECT finished_at, file_bytes FROM FILE LIMIT 1',
    );
    const [first] = await client.jsonRows('imports.ndjson?limit=1');
    expect([new Date(`${moments?.['finished_at']}`).toISOString(), moments?.['file_bytes']]).toEqual([
      first?.['finished_at'],
      String(first?.['file_bytes']),
    ]);
    expect(await readImports('issues.parquet?periodo=1999-01', 'SELECT count(*) AS n FROM FILE')).toEqual([
      { n: '0' },
    ]);
  });

  it('as a workbook holds the same rows', async () => {
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(await (await client.ask(`charges.xlsx?importId=${risky.id}`)).arrayBuffer());
    const sheet = book.getWorksheet('charges');
    const names = sheet?.getRow(1).values as string[];
    const column = (name: string) => sheet?.getColumn(names.indexOf(name)).values.slice(2);
    expect(column('operador_concept')?.slice(0, RISKY.length)).toEqual(RISKY);
    expect(column('net')?.at(-1)).toBe(-1234.5678);
    expect(column('cursor')).toHaveLength(risky.totals.charges);
  });

  it('as Parquet refuses an amount that it would have to round', async () => {
    const { pool } = app.parts.database;
    const set = (quantity: string) =>
      pool.query(
        `UPDATE charges SET quantity = ${quantity} WHERE n = 2 AND import_id = (SELECT id FROM imports
        WHERE empresa_id = (SELECT min(empresa_id) FROM imports) AND number = $1)`,
        [risky.number],
      );
    await set('1e-19');
    const refused = await client.ask(`charges.parquet?importId=${risky.id}`);
    expect([refused.status, await refused.json()]).toEqual([
      400,
      { code: 'BAD_USER_INPUT', message: expect.stringContaining('18 decimales') },
    ]);
    expect((await client.jsonRows(`charges.ndjson?importId=${risky.id}`))[1]).toMatchObject({
      quantity: '0.0000000000000000001',
    });
    await set('1');
  });

  it('that a thread makes ends with whoever leaves, before the answer too', async () => {
    using threads = watchThreads();
    const response = await client.open('charges.parquet');
    expect(threads.running).toBe(1);
    response.destroy();
    for (const format of ['parquet', 'xlsx', 'parquet']) {
      const request = client.begin(`charges.${format}`);
      await once(request, 'finish');
      request.destroy();
    }
    await expect.poll(client.connections, { timeout: 5_000 }).toBe(0);
    await expect.poll(() => threads.running, { timeout: 5_000 }).toBe(0);
    expect((await client.ask('charges.parquet?limit=1')).status).toBe(200);
  });

  it('shows no text that a spreadsheet would take for a formula; one apostrophe less is the text as it was', async () => {
    const rows = await csvRows(`charges.csv?importId=${risky.id}`);
    const shown = rows.slice(0, RISKY.length).map(({ operador_concept }) => operador_concept ?? '');
    for (const text of shown) expect(text).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
    expect(shown.map((text) => text.replace(/^'/, ''))).toEqual(RISKY);
    expect((await csvRows('imports.csv'))[0]?.['file_name']).toBe("'=detalle.csv");
  });

  it('of imports tells how they ended, of issues what is wrong', async () => {
    expect(await client.jsonRows('imports.ndjson')).toMatchObject([
      { cursor: String(many.number), import_id: many.id, outcome: 'SUCCEEDED', charges: MANY },
      {
        outcome: 'SUCCEEDED_WITH_ISSUES',
        rows_rejected: 1,
        created_by: ADMIN.usuario,
        net: risky.totals.net,
        validate_only: false,
        finished_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      },
    ]);
    expect((await csvRows('imports.csv'))[0]).toMatchObject({ validate_only: 'false', failure_code: '' });
    expect(await client.jsonRows('issues.ndjson?severity=ERROR')).toMatchObject([
      { code: 'INVALID_NUMBER', file_row: RISKY.length + 3, file_column: 'I', raw_value: 'cien' },
    ]);
  });

  it.each([
    ['charges', 'periodo=2026-08', MANY],
    ['charges', 'periodo=2026-08,2026-09&operador=claro-ar&tipoArchivo=detalle', MANY + RISKY.length + 1],
    ['charges', 'periodoFrom=2026-09', RISKY.length + 1],
    ['charges', 'periodoTo=2026-07', 0],
    ['charges', 'operador=NINGUNO', 0],
    ['charges', 'concept=TAX', 0],
    ['charges', 'linea=1150000000', MANY / 1_000],
    ['charges', 'from=2100-01-01', 0],
    ['charges', 'to=2100-01-01T00:00:00Z&limit=5000', 5_000],
    ['imports', 'estado=FINALIZADO&outcome=SUCCEEDED', 1],
    ['imports', 'estado=PENDIENTE,EN_PROCESO', 0],
    ['issues', 'code=MISSING_VALUE', 0],
    ['imports', 'importId=bm9uZQ==', 0],
  ])('of %s with %s has %d rows', async (name, query, rows) => {
    expect(await client.jsonRows(`${name}.ndjson?${query}`)).toHaveLength(rows);
  });

  it('goes on behind any row; the cursor stands in it, and in a trailer at the end', async () => {
    const whole = await (await client.ask('charges.csv')).text();
    const lines = whole.split('\r\n');
    for (const place of [1, 1_000, 1_001, MANY, MANY + 2]) {
      const cursor = lines[place]?.split(',')[0];
      const rest = await (await client.ask(`charges.csv?header=false&after=${cursor}`)).text();
      expect(rest === lines.slice(place + 1).join('\r\n'), `after ${cursor}`).toBe(true);
    }
    const { body, trailers } = await readAll(await client.open(`charges.csv?limit=${MANY}`));
    expect(body.split('\r\n')).toHaveLength(MANY + 2);
    expect(trailers).toEqual({ 'export-rows': String(MANY), 'export-cursor': `${many.number}-${MANY}` });
    expect(await client.jsonRows(`imports.ndjson?after=${many.number}`)).toMatchObject([
      { import_id: risky.id },
    ]);
  });

  it('tells by sequenceAfter which imports have changed since', async () => {
    const sequences = (await client.jsonRows('imports.ndjson')).map(({ sequence }) => Number(sequence));
    const [last = 0] = sequences.toSorted((a, b) => b - a);
    expect(await client.jsonRows(`imports.ndjson?sequenceAfter=${last}`)).toEqual([]);
    expect(await client.jsonRows(`imports.ndjson?sequenceAfter=${last - 1}`)).toHaveLength(1);
  });

  it('is that of one moment, whatever is committed meanwhile', async () => {
    const third = await importRows(admin, rowsOf(20_000), { periodo: '2026-01' });
    const response = await client.open(`charges.ndjson?importId=${third.id}`);
    const first = await once(response.pause(), 'readable').then(() => response.read(1_000) as Buffer);
    expect(await admin.revert(third.id, 'mal mes')).toMatchObject({ __typename: 'ImportPayload' });
    const rest = (await readAll(response)).body;
    expect((first.toString() + rest).trimEnd().split('\n')).toHaveLength(20_000);
    expect(await client.jsonRows(`charges.ndjson?importId=${third.id}`)).toEqual([]);
  });
});
