import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient, ImportView } from './api-client.ts';
import {
  type Cells,
  downloadRejected,
  HEADER,
  openWorkbook,
  rejectedRowsOf,
  workbookOf,
} from './rejected-rows.ts';
import { startApp, type TestApp } from './start-app.ts';

const DAY = new Date('2026-09-01T00:00:00Z');
const GOOD: Cells = [
  20100000001,
  'ACME',
  'C-1',
  'R-1',
  DAY,
  987654321,
  'Max',
  100,
  0,
  -10.5,
  null,
  18,
  107.5,
];
const NO_LINEA = [
  20100000001,
  '=HYPERLINK("http://x")',
  'C-1',
  '-12.5',
  DAY,
  'x',
  ' Max ',
  39.9,
  null,
  0.1,
  null,
  '1,234.50',
  40,
];
const NO_NUMBER = [
  '020100000001',
  '@a_x0041_b',
  'C-1',
  'a\r\nb',
  DAY,
  '987654322',
  'Más',
  'treinta',
  true,
  1e-7,
  null,
  5.35e9,
  12.345678901234567,
];

let app: TestApp;
let client: ApiClient;
let done: ImportView;
beforeAll(async () => {
  app = await startApp();
  client = await app.login();
  done = await client.importFile(
    { plantilla: 'claro-pe-detalle', periodo: '2026-09' },
    await workbookOf([GOOD, NO_LINEA, GOOD, NO_NUMBER]),
    { name: 'detalle septiembre.xlsx' },
  );
});
afterAll(async () => {
  await client?.close();
  await app?.[Symbol.asyncDispose]();
});

describe('the file of rejected rows', () => {
  it('is an action, and a link, of an import with rejected rows', async () => {
    expect(done).toMatchObject({ outcome: 'SUCCEEDED_WITH_ISSUES', progress: { rowsRejected: 2 } });
    expect(done.actions).toEqual(['REVERT', 'REPROCESS_ROWS', 'DOWNLOAD_REJECTED']);
    const download = await rejectedRowsOf(client, done.id);
    expect(download).toMatchObject({ name: 'detalle septiembre-rechazadas.xlsx', bytes: null });
    expect(download?.url.startsWith(`${app.url}/downloads/`)).toBe(true);
  });

  it("is the operador's layout, with the reason and a hidden column", async () => {
    const book = await openWorkbook(await downloadRejected(client, done.id));
    expect(book.worksheets.map(({ name }) => name)).toEqual(['Detalle de Consumo']);
    const sheet = book.worksheets[0];
    const rows = sheet?.getSheetValues().map((row) => (Array.isArray(row) ? row.slice(1) : row)) ?? [];
    expect(rows).toHaveLength(7);
    expect(rows.slice(1, 5)).toEqual([
      ['CLARO PERÚ: DETALLE POR LÍNEA'],
      ['Emitido', new Date('2026-10-02T00:00:00Z')],
      undefined,
      [...HEADER, 'Motivo del rechazo', expect.stringMatching(/^importador:fila:/)],
    ]);
    expect(rows[5]).toEqual([
      ...NO_LINEA.map((value) => value ?? undefined),
      '"x" en "Línea" no es un número de línea; se esperan 9 cifras',
      expect.stringMatching(new RegExp(`^importador:${done.number}:6:[0-9a-f]{20}$`)),
    ]);
  });
});

it('ends, as every charge and issue does, once the rows of its import are being removed', async () => {
  const lists = `charges(first: 9) { nodes { id } } issues(first: 9) { nodes { id } }
    issueCounts { count example { id } } rejectedRowsFile { url } actions`;
  const ask = async () =>
    (
      await client.query<{ import: Shown }>(`query ($id: ID!) { import(id: $id) { ${lists} } }`, {
        id: done.id,
      })
    ).import;
  const shown = await ask();
  const nodes = [...shown.charges.nodes, ...shown.issues.nodes];
  expect(nodes.length).toBeGreaterThan(3);
  expect(shown.issueCounts.map(({ example }) => example)).toContainEqual(shown.issues.nodes[0]);
  await app.parts.database.pool.query('UPDATE imports SET rows_purged_at = now() WHERE number = $1', [
    done.number,
  ]);
  expect(await ask()).toEqual({
    charges: { nodes: [] },
    issues: { nodes: [] },
    issueCounts: shown.issueCounts.map(({ count }) => ({ count, example: null })),
    rejectedRowsFile: null,
    actions: ['REVERT'],
  });
  for (const { id } of nodes)
    expect(await client.query('query ($id: ID!) { node(id: $id) { id } }', { id })).toEqual({ node: null });
  expect((await fetch(shown.rejectedRowsFile?.url ?? '')).status).toBe(410);
});

interface Shown {
  readonly charges: { readonly nodes: readonly { readonly id: string }[] };
  readonly issues: { readonly nodes: readonly { readonly id: string }[] };
  readonly issueCounts: readonly {
    readonly count: number;
    readonly example: { readonly id: string } | null;
  }[];
  readonly rejectedRowsFile: { readonly url: string } | null;
  readonly actions: readonly string[];
}
