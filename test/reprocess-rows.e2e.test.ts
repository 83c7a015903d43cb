import type ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addUsuario } from '../src/access/add-usuario.ts';
import type { Answer, ApiClient, ImportView } from './api-client.ts';
import { type Cells, correct, downloadRejected, HEADER, reprocess, workbookOf } from './rejected-rows.ts';
import { startApp, type TestApp } from './start-app.ts';

let app: TestApp;
let client: ApiClient;
beforeAll(async () => {
  app = await startApp();
  client = await app.login();
});
afterAll(async () => {
  await client?.close();
  await app?.[Symbol.asyncDispose]();
});

const DAY = new Date('2026-09-01T00:00:00Z');
const LINEA = HEADER.indexOf('Línea');
const FIXED = HEADER.indexOf('Cargo Fijo Sin IGV');

const row = (linea: unknown, fixed: unknown, account = 'C-1'): Cells =>
  [20100000001, 'ACME', account, 'R-1', DAY, linea, 'Max', fixed, 3.25, -0.5, null, 18, null] as Cells;
const CLEAN = [
  row(987654321, 100.1),
  row(987654322, 39.9),
  row('987654323', 0.07),
  row('987654324', '1,234.50'),
];
/** Rows 6 and 7 of the sheet do not do. */
const DIRTY = CLEAN.with(1, row('98765432', 39.9)).with(2, row('987654323', 'siete'));

let months = 0;
/** A periodo of its own for each import. */
const nextPeriodo = () => `20${20 + Math.floor(months / 12)}-${String((months++ % 12) + 1).padStart(2, '0')}`;
const importRows = async (rows: readonly Cells[], words: Record<string, unknown> = {}) =>
  client.importFile(
    { plantilla: 'claro-pe-detalle', periodo: nextPeriodo(), ...words },
    await workbookOf(rows),
  );
const send = (id: string, bytes: Uint8Array) => reprocess(app.graphqlUrl, client, id, bytes);

function setCell(sheet: ExcelJS.Worksheet, row: number, column: number, value: ExcelJS.CellValue): void {
  sheet.getRow(row).getCell(column + 1).value = value;
}
const correctBoth = (sheet: ExcelJS.Worksheet) => {
  setCell(sheet, 5, LINEA, 987654322);
  setCell(sheet, 6, FIXED, 0.07);
};

interface Charge {
  row: number;
  column: string;
  lineaNumber: string;
  total: string;
}

async function chargesOf(id: string): Promise<Charge[]> {
  const { import: found } = await client.query<{ import: { charges: { nodes: Charge[] } } }>(
    'query ($id: ID!) { import(id: $id) { charges(first: 200) { nodes { row column lineaNumber total } } } }',
    { id },
  );
  return found.charges.nodes;
}

interface Issue {
  code: string;
  row: number;
  rawValue: string | null;
  resolvedAt: string | null;
  resolvedBy: { usuario: string } | null;
}

async function issuesOf(id: string): Promise<Issue[]> {
  const { import: found } = await client.query<{ import: { issues: { nodes: Issue[] } } }>(
    'query ($id: ID!) { import(id: $id) { issues(first: 200) { nodes { code row rawValue resolvedAt resolvedBy { usuario } } } } }',
    { id },
  );
  return found.issues.nodes;
}

interface Event {
  kind: string;
  actor: { usuario: string } | null;
  note: string | null;
  outcome: string;
}

async function lastEvent(id: string): Promise<Event | undefined> {
  const { import: found } = await client.query<{ import: { events: { nodes: Event[] } } }>(
    'query ($id: ID!) { import(id: $id) { events { nodes { kind actor { usuario } note outcome } } } }',
    { id },
  );
  return found.events.nodes.at(-1);
}

/** Whoever refuses names the file, and leaves the import as it was. */
async function expectRefused(before: ImportView, answer: Answer, code: string, ...texts: string[]) {
  expect(answer).toMatchObject({ __typename: 'ValidationProblem', fields: [{ path: ['file'], code }] });
  for (const text of texts) expect(answer.message).toContain(text);
  expect(await client.import(before.id)).toEqual(before);
}

describe('corrected rows', () => {
  it('come in where they were rejected: then all is as with a clean file, to the cent', async () => {
    const clean = await importRows(CLEAN);
    const dirty = await importRows(DIRTY);
    expect(dirty.progress).toMatchObject({ rowsAccepted: 2, rowsRejected: 2 });
    const answer = await send(dirty.id, await correct(await downloadRejected(client, dirty.id), correctBoth));
    expect(answer.import).toMatchObject({
      outcome: 'SUCCEEDED',
      actions: ['REVERT'],
      issueCounts: [],
      totals: clean.totals,
      progress: { rowsRead: 4, rowsAccepted: 4, rowsRejected: 0, rowsSkipped: 0 },
    });
    const placeOf = ({ row, column }: Charge) => `${String(row).padStart(3)}${column}`;
    const inOrder = (charges: Charge[]) => charges.toSorted((a, b) => placeOf(a).localeCompare(placeOf(b)));
    expect(inOrder(await chargesOf(dirty.id))).toEqual(inOrder(await chargesOf(clean.id)));
    expect(await lastEvent(dirty.id)).toEqual({
      kind: 'REPROCESSED',
      actor: { usuario: 'admin' },
      note: '2/2',
      outcome: 'SUCCEEDED',
    });
    const issues = await issuesOf(dirty.id);
    expect(issues.map(({ row, resolvedBy }) => [row, resolvedBy?.usuario])).toEqual([
      [6, 'admin'],
      [7, 'admin'],
    ]);
  });

  it('that are still bad stay rejected, for what is wrong with them now; the next file holds only them', async () => {
    const before = await importRows(DIRTY);
    const first = await correct(await downloadRejected(client, before.id), (sheet) => {
      setCell(sheet, 5, LINEA, 987654322);
      setCell(sheet, 6, FIXED, 'ocho');
    });
    const { import: half } = await send(before.id, first);
    expect(half).toMatchObject({
      outcome: 'SUCCEEDED_WITH_ISSUES',
      actions: ['REVERT', 'REPROCESS_ROWS', 'DOWNLOAD_REJECTED'],
      issueCounts: [{ code: 'INVALID_NUMBER', count: 1 }],
      progress: { rowsAccepted: 3, rowsRejected: 1 },
      totals: { charges: 12, lineas: 3 },
    });
    const open = (await issuesOf(before.id)).filter(({ resolvedAt }) => resolvedAt === null);
    expect(open).toMatchObject([{ code: 'INVALID_NUMBER', row: 7, rawValue: 'ocho' }]);
    const rest = await downloadRejected(client, before.id);
    const second = await correct(rest, (sheet) => {
      expect(sheet.rowCount).toBe(5);
      expect(sheet.getRow(5).getCell(FIXED + 1).value).toBe('siete');
      setCell(sheet, 5, FIXED, 0.07);
    });
    expect((await send(before.id, second)).import).toMatchObject({
      outcome: 'SUCCEEDED',
      totals: { charges: 16, lineas: 4 },
    });
  });

  it('of a line that was accepted without a charge do not count that line again', async () => {
    const uncharged = CLEAN[1]
      ?.with(FIXED, null)
      .with(FIXED + 1, null)
      .with(FIXED + 2, null)
      .with(FIXED + 4, null);
    const before = await importRows([uncharged ?? [], row(987654322, 'siete'), row('987654324', 'ocho')]);
    expect(before).toMatchObject({ totals: { charges: 0, lineas: 1 }, progress: { rowsAccepted: 1 } });
    const first = await correct(await downloadRejected(client, before.id), (sheet) => {
      setCell(sheet, 5, FIXED, 0.07);
      for (let column = FIXED; column < HEADER.length; column++) setCell(sheet, 6, column, null);
    });
    const { import: after } = await send(before.id, first);
    expect(after).toMatchObject({ outcome: 'SUCCEEDED', totals: { charges: 4, lineas: 2 } });
  });

  it('that were taken out of the file, or emptied, simply stay rejected', async () => {
    const before = await importRows(DIRTY);
    const part = await correct(await downloadRejected(client, before.id), (sheet) => {
      for (let column = 1; column <= HEADER.length; column++) sheet.getRow(5).getCell(column).value = null;
      setCell(sheet, 6, FIXED, 0.07);
    });
    const { import: half } = await send(before.id, part);
    expect(half?.progress).toMatchObject({ rowsAccepted: 3, rowsRejected: 1 });
    expect((await issuesOf(before.id)).map(({ row, resolvedAt }) => [row, resolvedAt !== null])).toEqual([
      [6, false],
      [7, true],
    ]);
  });

  it('may stand in any order', async () => {
    const before = await importRows(DIRTY);
    const turned = await correct(await downloadRejected(client, before.id), (sheet) => {
      correctBoth(sheet);
      const [five, six] = [sheet.getRow(5).values, sheet.getRow(6).values];
      sheet.getRow(5).values = six as ExcelJS.CellValue[];
      sheet.getRow(6).values = five as ExcelJS.CellValue[];
    });
    expect((await send(before.id, turned)).import).toMatchObject({ outcome: 'SUCCEEDED' });
    const rows = (await chargesOf(before.id)).filter(({ lineaNumber }) => lineaNumber === '987654322');
    expect(new Set(rows.map(({ row }) => row))).toEqual(new Set([6]));
  });
});

describe('refused, with the row named and nothing changed, is', () => {
  let before: ImportView;
  let file: Buffer;
  beforeAll(async () => {
    before = await importRows(DIRTY);
    file = await downloadRejected(client, before.id);
  });
  const mark = HEADER.length + 2;
  const refused = async (change: (sheet: ExcelJS.Worksheet) => void, code: string, ...texts: string[]) =>
    expectRefused(before, await send(before.id, await correct(file, change)), code, ...texts);

  it('a row that somebody added', async () => {
    await refused((sheet) => void sheet.addRow([...row(987654399, 1)]), 'NO_MARK', 'fila 7');
  });

  it('a row whose hidden mark was changed, be it by one digit', async () => {
    const text = (sheet: ExcelJS.Worksheet) => String(sheet.getRow(6).getCell(mark).value);
    await refused((sheet) => setCell(sheet, 6, mark - 1, 'x'), 'CHANGED_MARK', 'fila 6');
    await refused(
      (sheet) => setCell(sheet, 6, mark - 1, text(sheet).replace(/:7:(?=\w+$)/, ':5:')),
      'CHANGED_MARK',
      'fila 6',
    );
    await refused(
      (sheet) =>
        setCell(
          sheet,
          6,
          mark - 1,
          text(sheet).replace(/.$/, (c) => (c === '0' ? '1' : '0')),
        ),
      'CHANGED_MARK',
      'fila 6',
    );
  });

  it('a row that is there twice', async () => {
    await refused(
      (sheet) => void sheet.addRow((sheet.getRow(5).values as ExcelJS.CellValue[]).slice(1)),
      'REPEATED_ROW',
      'fila 7',
      '6',
    );
  });

  it('the file of another import', async () => {
    const other = await importRows(DIRTY);
    const theirs = await downloadRejected(client, other.id);
    const answer = await send(before.id, await correct(theirs, correctBoth));
    await expectRefused(before, answer, 'OTHER_IMPORT', 'fila 5', `${other.number}`, `${before.number}`);
  });

  it('a file with other columns, or without the hidden one', async () => {
    await refused((sheet) => sheet.spliceColumns(2, 1), 'CHANGED_COLUMNS', 'fila 4');
    await refused((sheet) => setCell(sheet, 4, 1, 'Razón'), 'CHANGED_COLUMNS', 'fila 4');
    await refused((sheet) => sheet.spliceColumns(mark, 1), 'NOT_REJECTED_ROWS', 'columna oculta');
    const answer = await send(before.id, await workbookOf(CLEAN));
    await expectRefused(before, answer, 'NOT_REJECTED_ROWS');
  });

  it('a file without rows', async () => {
    await refused((sheet) => {
      for (const number of [5, 6]) sheet.getRow(number).values = [];
    }, 'NO_ROWS');
  });

  it('what is no billing file at all', async () => {
    const answer = await send(before.id, Buffer.from('%PDF-1.7 …'));
    expect(answer).toMatchObject({ __typename: 'FileProblem', detectedFormat: 'PDF' });
    expect(await client.import(before.id)).toEqual(before);
  });

  it('a row that has come in already', async () => {
    const one = await correct(file, (sheet) => setCell(sheet, 5, LINEA, 987654322));
    const half = (await send(before.id, one)).import;
    if (!half) throw new Error('refused');
    await expectRefused(half, await send(before.id, one), 'ALREADY_IMPORTED', 'fila 5', '6');
  });
});

describe('reprocessRows', () => {
  it('is for imports that SUCCEEDED_WITH_ISSUES and have rejected rows', async () => {
    const clean = await importRows(CLEAN);
    const file = await correct(await downloadRejected(client, (await importRows(DIRTY)).id), correctBoth);
    expect(clean.actions).toEqual(['REVERT']);
    expect(await send(clean.id, file)).toMatchObject({
      __typename: 'TransitionProblem',
      estado: 'FINALIZADO',
      actions: ['REVERT'],
    });
    const validated = await importRows(DIRTY, { validateOnly: true });
    expect(validated.actions).toEqual(['DOWNLOAD_REJECTED']);
    expect(await send(validated.id, file)).toMatchObject({ __typename: 'TransitionProblem' });
    const all = await importRows([row('x', 1)]);
    expect(all).toMatchObject({ outcome: 'FAILED', actions: ['RETRY', 'DOWNLOAD_REJECTED'] });
    expect(await send(all.id, file)).toMatchObject({
      __typename: 'TransitionProblem',
      actions: ['RETRY', 'DOWNLOAD_REJECTED'],
    });
  });

  it('brings the rows in once, however many send them at the same time', async () => {
    const before = await importRows(DIRTY);
    const file = await correct(await downloadRejected(client, before.id), correctBoth);
    const answers = await Promise.all([1, 2, 3].map(() => send(before.id, file)));
    expect(answers.filter(({ __typename }) => __typename === 'ImportPayload')).toHaveLength(1);
    expect(await client.import(before.id)).toMatchObject({
      outcome: 'SUCCEEDED',
      totals: { charges: 16, lineas: 4 },
      progress: { rowsAccepted: 4, rowsRejected: 0 },
    });
    expect(await chargesOf(before.id)).toHaveLength(16);
  });

  it('refuses an account that another import of the same bill holds', async () => {
    const periodo = nextPeriodo();
    await importRows([row(987654321, 1, 'C-2')], { periodo });
    const before = await importRows(DIRTY, { periodo });
    const file = await correct(await downloadRejected(client, before.id), (sheet) => {
      correctBoth(sheet);
      setCell(sheet, 6, 2, 'C-2');
    });
    await expectRefused(before, await send(before.id, file), 'DUPLICATE_PERIODO', 'C-2');
  });

  it('with ADD skips what another import holds already', async () => {
    const periodo = nextPeriodo();
    await importRows([row(987654322, 39.9)], { periodo });
    const before = await importRows(DIRTY, { periodo, duplicatePolicy: 'ADD' });
    const answer = await send(
      before.id,
      await correct(await downloadRejected(client, before.id), correctBoth),
    );
    expect(answer.import).toMatchObject({
      outcome: 'SUCCEEDED',
      issueCounts: [{ code: 'DUPLICATE_ROW', count: 1 }],
      progress: { rowsAccepted: 3, rowsRejected: 0, rowsSkipped: 1 },
      totals: { charges: 12 },
    });
  });

  it('is shown live, as a change of the import', async () => {
    const before = await importRows(DIRTY);
    await send(before.id, await correct(await downloadRejected(client, before.id), correctBoth));
    const changes = await client.follow(before.id, before.progress.sequence);
    expect(changes.map(({ kind, import: now }) => [kind, now?.outcome])).toEqual([
      ['REPROCESSED', 'SUCCEEDED'],
    ]);
  });

  it("is for whoever may change the import: not for readers, nor for another's analyst", async () => {
    const before = await importRows(DIRTY);
    const file = await downloadRejected(client, before.id);
    const [empresa] = await app.parts.database.prisma.empresa.findMany({ take: 1 });
    for (const role of ['READER', 'ANALYST'] as const) {
      const usuario = `usuario-${role.toLowerCase()}`;
      const contrasena = 'una contraseña de prueba';
      await addUsuario(
        { database: app.parts.database },
        { empresaCode: empresa?.code ?? '', usuario, name: usuario, role, contrasena },
      );
      const other = await app.login(usuario, contrasena);
      expect((await other.import(before.id)).actions).toEqual(['DOWNLOAD_REJECTED']);
      await expect(reprocess(app.graphqlUrl, other, before.id, file)).rejects.toThrow('FORBIDDEN');
      expect((await downloadRejected(other, before.id)).length).toBeGreaterThan(0);
      await other.close();
    }
  });
});
