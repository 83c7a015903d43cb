/**
 * `npm run bench:issues [rows]`: imports a file nearly all of whose rows are bad, and prints what it costs to list its
 * issues page by page, to download its rejected rows, and to bring all of them back corrected. DATABASE_URL (an empty
 * database) says where; without it, the embedded one.
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import ExcelJS from 'exceljs';
import { csvOf } from '../src/imports/imports.test-data.ts';
import { type ApiClient, connectApi } from '../test/api-client.ts';
import { rejectedRowsOf, reprocess } from '../test/rejected-rows.ts';
import { startServerProcess } from '../test/server-process.ts';
import { ADMIN } from '../test/start-app.ts';

const rows = Number(process.argv[2] ?? 200_000);
const GOOD_ROWS = 1_000;
const PAGE = 200;
const figures: Record<string, number | string> = {};

const folder = await mkdtemp(join(tmpdir(), 'importador-bench-'));
const url = process.env['DATABASE_URL'];
try {
  const server = await startServerProcess(join(folder, 'data'), url ? { DATABASE_URL: url } : {});
  try {
    const client = await connectApi(server.graphqlUrl, ADMIN.usuario, ADMIN.contrasena);
    figures['peak RSS idle (MiB)'] = mib(server.peakRss());
    const done = await timed('import', () =>
      client.importFile({ plantilla: 'claro-ar-detalle', periodo: '2026-09' }, badFile(), {
        name: 'detalle.csv',
      }),
    );
    figures['rows rejected'] = done.progress.rowsRejected;
    figures['peak RSS after the import (MiB)'] = mib(server.peakRss());
    await listIssues(client, done.id);
    figures['peak RSS after the pages (MiB)'] = mib(server.peakRss());
    const file = join(folder, 'rejected.xlsx');
    await timed('download', () => download(client, done.id, file));
    figures['downloaded (MB)'] = round((await readFile(file)).length / 1e6);
    figures['peak RSS after the download (MiB)'] = mib(server.peakRss());
    const corrected = join(folder, 'corrected.xlsx');
    await correctAll(file, corrected);
    const bytes = await readFile(corrected);
    const answer = await timed('reprocessRows', () => reprocess(server.graphqlUrl, client, done.id, bytes));
    figures['peak RSS after reprocessRows (MiB)'] = mib(server.peakRss());
    const { outcome, totals, progress } = await client.import(done.id);
    figures['ended as'] = `${answer.__typename} ${outcome}, ${progress.rowsRejected} rejected`;
    const right = totals.net === `${100 * (rows + GOOD_ROWS)}.00` && progress.rowsRejected === 0;
    figures['totals'] = right ? 'exact' : `WRONG: net ${totals.net}`;
    console.log(
      `${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, ${url ? 'PostgreSQL server' : 'embedded database'}`,
    );
    console.table(figures);
    await client.close();
    if (!right) process.exitCode = 1;
  } finally {
    await server.end('SIGTERM');
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

function badFile(): Uint8Array {
  const row = (n: number, net: string) => ({ linea: String(1_150_000_000 + n), net });
  const good = Array.from({ length: GOOD_ROWS }, (_, n) => row(n, '100,00'));
  return csvOf([...good, ...Array.from({ length: rows }, (_, n) => row(GOOD_ROWS + n, 'cien'))]);
}

/** Every page of all issues, one after the other, as a client with a cursor does. */
async function listIssues(client: ApiClient, id: string): Promise<void> {
  const document = `query ($id: ID!, $after: String, $severity: Severity, $code: RowIssueCode) { import(id: $id) {
    issues(first: ${PAGE}, after: $after, severity: $severity, code: $code) {
      nodes { id severity code row column header rawValue message hint } pageInfo { hasNextPage endCursor } } } }`;
  interface Answer {
    import: { issues: { nodes: unknown[]; pageInfo: { hasNextPage: boolean; endCursor: string } } };
  }
  const times: number[] = [];
  let listed = 0;
  let after: string | undefined;
  for (;;) {
    const started = performance.now();
    const { import: found } = await client.query<Answer>(document, { id, after });
    times.push(performance.now() - started);
    listed += found.issues.nodes.length;
    if (!found.issues.pageInfo.hasNextPage) break;
    after = found.issues.pageInfo.endCursor;
  }
  figures['issues listed'] = listed;
  figures[`first page of ${PAGE} (ms)`] = round(times[0] ?? 0);
  figures['deepest page (ms)'] = round(times.at(-1) ?? 0);
  const sorted = times.toSorted((a, b) => a - b);
  figures['pages: median, slowest (ms)'] =
    `${round(sorted[sorted.length >> 1] ?? 0)}, ${round(sorted.at(-1) ?? 0)}`;
  await timedMs('deep page, severity and code', () =>
    client.query(document, { id, after, severity: 'ERROR', code: 'INVALID_NUMBER' }),
  );
  await timedMs('page of a severity that is rare', () => client.query(document, { id, severity: 'WARNING' }));
  await timedMs('issueCounts with an example of each', () =>
    client.query('query ($id: ID!) { import(id: $id) { issueCounts { code count example { row } } } }', {
      id,
    }),
  );
  await timedMs('totalCount', () =>
    client.query('query ($id: ID!) { import(id: $id) { issues(first: 1) { totalCount } } }', { id }),
  );
}

async function download(client: ApiClient, id: string, path: string): Promise<void> {
  const { body, status } = await fetch((await rejectedRowsOf(client, id))?.url ?? '');
  if (status !== 200 || !body) throw new Error(`the download answered ${status}`);
  await pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), createWriteStream(path));
}

/** What a person does in Excel: every "cien" becomes the number 100. */
async function correctAll(from: string, to: string): Promise<void> {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: to, useStyles: false });
  const sheet = book.addWorksheet('corregidas');
  for await (const source of new ExcelJS.stream.xlsx.WorkbookReader(from, { worksheets: 'emit' })) {
    for await (const { number, values } of source) {
      const cells = (values as ExcelJS.CellValue[]).map((value) => (value === 'cien' ? 100 : value));
      const row = sheet.getRow(number);
      row.values = cells;
      row.commit();
    }
  }
  await book.commit();
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  figures[`${what} (s)`] = round((performance.now() - started) / 1_000);
  return result;
}

async function timedMs(what: string, work: () => Promise<unknown>): Promise<void> {
  const started = performance.now();
  await work();
  figures[`${what} (ms)`] = round(performance.now() - started);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function mib(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
