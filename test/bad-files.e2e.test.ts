import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from './api-client.ts';
import { sampleFile } from './sample-files.ts';
import { startApp, type TestApp } from './start-app.ts';

const HEADER = [
  'Ciclo Fact.',
  'Cuenta Maestra',
  'Abonado',
  'Línea',
  'Tipo',
  'Cod. Concepto',
  'Descripción',
  'Importe',
];
const WORDS = { plantilla: 'movistar-mx-conceptos' };
const workbook = sampleFile('movistar-mx-conceptos.xlsx');

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

const storedFiles = async () =>
  (await readdir(join(app.dataDir, 'files'), { recursive: true, withFileTypes: true })).filter(
    (entry) => entry.isFile() && entry.name !== '.place',
  );
const storedCharges = async () =>
  (await app.parts.database.pool.query('SELECT count(*)::int AS n FROM charges')).rows[0].n;
const xlsxOf = async (rows: unknown[][]) => {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('Hoja1');
  for (const row of rows) sheet.addRow(row);
  return new Uint8Array(await book.xlsx.writeBuffer());
};

describe('refused at the upload, nothing kept', () => {
  const cases: [string, () => Uint8Array, { code: string; detectedFormat: string }][] = [
    ['zero bytes', () => new Uint8Array(), { code: 'EMPTY_FILE', detectedFormat: 'EMPTY' }],
    [
      'a PDF named .xlsx',
      () => Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\n'),
      { code: 'UNREADABLE_FORMAT', detectedFormat: 'PDF' },
    ],
    [
      'an image',
      () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
      { code: 'UNREADABLE_FORMAT', detectedFormat: 'IMAGE' },
    ],
    [
      'bytes that are nothing',
      () => Buffer.from([0, 1, 2, 3, 0, 255, 254, 7, 0, 0, 9]),
      { code: 'UNREADABLE_FORMAT', detectedFormat: 'UNKNOWN' },
    ],
    [
      'a workbook cut in the middle',
      () => workbook.subarray(0, workbook.length >> 1),
      { code: 'BROKEN_ZIP', detectedFormat: 'XLSX' },
    ],
  ];
  it.each(cases)('%s', async (_what, bytes, expected) => {
    const id = (await client.schedule(WORDS)).import?.id ?? '';
    const before = (await storedFiles()).length;
    const answer = await client.upload(id, bytes());
    expect(answer).toMatchObject({ __typename: 'FileProblem', ...expected });
    expect(answer.message).toBeTruthy();
    expect(await client.import(id)).toMatchObject({
      estado: 'PENDIENTE',
      phase: 'AWAITING_FILE',
      file: null,
    });
    expect((await storedFiles()).length).toBe(before);
  });
});

describe('failed after the claim, no charge stored', () => {
  const cases: [string, () => Promise<Uint8Array>, { code: string }][] = [
    [
      'a workbook of another plantilla',
      async () => sampleFile('claro-pe-detalle.xlsx'),
      { code: 'NO_HEADER' },
    ],
    ['an empty sheet', () => xlsxOf([]), { code: 'NO_HEADER' }],
    ['a header without rows', () => xlsxOf([HEADER]), { code: 'NO_DATA_ROWS' }],
    [
      'only rows of another periodo',
      () => xlsxOf([HEADER, ['202608', 'CM-1', '1', '5512345678', 'V', 'RENTA', 'Renta', 10.5]]),
      { code: 'OTHER_PERIODO' },
    ],
    [
      'only rows that do not do',
      () => xlsxOf([HEADER, ['202609', 'CM-1', '1', '12', 'V', 'RENTA', 'Renta', 'diez']]),
      { code: 'ALL_ROWS_REJECTED' },
    ],
    [
      'a sheet damaged inside',
      async () => {
        const damaged = Buffer.from(workbook);
        for (let at = damaged.length >> 1; at < (damaged.length >> 1) + 64; at++)
          damaged[at] = (damaged[at] ?? 0) ^ 0x5a;
        return damaged;
      },
      { code: 'BROKEN_CONTENT' },
    ],
  ];
  it.each(cases)('%s', async (_what, bytes, expected) => {
    const finished = await client.importFile(WORDS, await bytes());
    expect(finished).toMatchObject({
      estado: 'FINALIZADO',
      phase: 'DONE',
      outcome: 'FAILED',
      failure: expected,
    });
    expect(finished.failure?.message).toBeTruthy();
    expect(finished.progress.percent).not.toBe(100);
    expect(await storedCharges()).toBe(0);
  });

  it('leaves the server healthy: the same plantilla still imports', async () => {
    const finished = await client.importFile(WORDS, workbook);
    expect(finished).toMatchObject({ outcome: 'SUCCEEDED_WITH_ISSUES', totals: { total: '1386790.03' } });
    expect(await (await fetch(`${app.url}/readyz`)).text()).toBeTruthy();
  });
});
