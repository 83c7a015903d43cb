import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvOf } from '../src/imports/imports.test-data.ts';
import type { ApiClient, ImportView } from './api-client.ts';
import { downloadRejected, openWorkbook, rejectedRowsOf } from './rejected-rows.ts';
import { startApp, type TestApp } from './start-app.ts';

/** Enough for many pages and several batches; `npm run bench:issues` has 200,000. */
const BAD_ROWS = 5_000;

let app: TestApp;
let client: ApiClient;
let done: ImportView;
beforeAll(async () => {
  app = await startApp();
  client = await app.login();
  const bad = Array.from({ length: BAD_ROWS }, (_, n) =>
    n % 5 === 0 ? { linea: `x${n}`, net: 'cien' } : { net: `${n} soles` },
  );
  done = await client.importFile({ plantilla: 'claro-ar-detalle' }, csvOf([{}, ...bad]), {
    name: 'detalle.csv',
  });
});
afterAll(async () => {
  await client?.close();
  await app?.[Symbol.asyncDispose]();
});

interface Page {
  nodes: { id: string; row: number; code: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

async function allPages(filter: Record<string, string>): Promise<Page['nodes']> {
  const nodes: Page['nodes'] = [];
  for (let after: string | undefined; ; ) {
    const { import: found } = await client.query<{ import: { issues: Page } }>(
      `query ($id: ID!, $after: String, $severity: Severity, $code: RowIssueCode) { import(id: $id) {
        issues(first: 200, after: $after, severity: $severity, code: $code) {
          nodes { id row code } pageInfo { hasNextPage endCursor } } } }`,
      { id: done.id, after, ...filter },
    );
    nodes.push(...found.issues.nodes);
    if (!found.issues.pageInfo.hasNextPage) return nodes;
    after = found.issues.pageInfo.endCursor;
  }
}

describe('thousands of issues', () => {
  it('are all listed, page by page, each once and in the order of the file', async () => {
    const issues = await allPages({});
    expect(new Set(issues.map(({ id }) => id)).size).toBe(BAD_ROWS * 1.2);
    expect(issues.map(({ row }) => row)).toEqual(issues.map(({ row }) => row).toSorted((a, b) => a - b));
    expect(new Set(issues.map(({ row }) => row)).size).toBe(BAD_ROWS);
  });

  it('are filtered by severity and code', async () => {
    expect(await allPages({ severity: 'WARNING' })).toEqual([]);
    expect(await allPages({ severity: 'ERROR', code: 'INVALID_LINEA' })).toHaveLength(BAD_ROWS / 5);
    expect(await allPages({ code: 'INVALID_NUMBER' })).toHaveLength(BAD_ROWS);
  });

  it('are counted by code, with the first of each as an example', async () => {
    const { import: found } = await client.query<{ import: { issueCounts: unknown[] } }>(
      'query ($id: ID!) { import(id: $id) { issueCounts { code severity count example { row rawValue } } } }',
      { id: done.id },
    );
    expect(found.issueCounts).toEqual([
      { code: 'INVALID_NUMBER', severity: 'ERROR', count: BAD_ROWS, example: { row: 3, rawValue: 'cien' } },
      { code: 'INVALID_LINEA', severity: 'ERROR', count: BAD_ROWS / 5, example: { row: 3, rawValue: 'x0' } },
    ]);
  });
});

describe('the file of thousands of rejected rows', () => {
  it('has each of them, with all its reasons', async () => {
    const book = await openWorkbook(await downloadRejected(client, done.id, { 'accept-language': 'en' }));
    const sheet = book.worksheets[0];
    expect([sheet?.name, sheet?.rowCount]).toEqual(['rejected', BAD_ROWS + 1]);
    expect(sheet?.getCell('L1').value).toBe('Reason for rejection');
    expect(sheet?.getCell('L2').value).toBe(
      '"x0" in "TELEFONO" is not the number of a line; expected 10 digits; "cien" in "MONTO NETO" is not a number; expected one like 1234,56',
    );
    for (let row = 2; row <= BAD_ROWS + 1; row++) {
      expect(String(sheet?.getCell(`M${row}`).value)).toContain(`:${row + 1}:`);
    }
  });

  it('stops being made when the client leaves; the next one is made all the same', async () => {
    const leave = new AbortController();
    const response = await fetch((await rejectedRowsOf(client, done.id))?.url ?? '', {
      signal: leave.signal,
    });
    expect(response.status).toBe(200);
    leave.abort();
    expect((await downloadRejected(client, done.id)).length).toBeGreaterThan(100_000);
  });

  it('is gone with the file of the import', async () => {
    const link = await rejectedRowsOf(client, done.id);
    const { rows } = await app.parts.database.pool.query<{ key: string }>(
      'SELECT file_key AS key FROM imports WHERE number = $1',
      [done.number],
    );
    await app.parts.store.remove(rows[0]?.key ?? '');
    expect(await rejectedRowsOf(client, done.id)).toBeNull();
    expect((await client.import(done.id)).actions).toEqual(['REVERT', 'REPROCESS_ROWS']);
    expect((await fetch(link?.url ?? '')).status).toBe(410);
  });
});
