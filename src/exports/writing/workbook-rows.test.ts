import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import type { Cells } from './messages.ts';
import { workbookRows } from './workbook-rows.ts';

const COLUMNS = [
  { name: 'text', type: 'TEXT' },
  { name: 'amount', type: 'MONEY' },
  { name: 'day', type: 'DATE' },
  { name: 'moment', type: 'INSTANT' },
  { name: 'local', type: 'LOCAL_DATE_TIME' },
] as const;

/** As long as text that nothing compresses is. */
const LONG_ROW = () => [randomBytes(1_000).toString('base64')];

async function written(rows: readonly Cells[], maxRows?: number): Promise<ExcelJS.Workbook> {
  const output = new PassThrough();
  const bytes = buffer(output);
  const writer = workbookRows({ format: 'xlsx', name: 'charges', columns: COLUMNS }, output, maxRows);
  await writer.write(rows);
  await writer.end();
  const book = new ExcelJS.Workbook();
  await book.xlsx.load((await bytes) as unknown as ArrayBuffer);
  return book;
}

describe('a workbook of rows', () => {
  it('has numbers and dates as such, texts as texts, and an amount beyond a number as a text', async () => {
    const book = await written([
      ['=1+1', '-8028.8434', '2026-09-30', '2026-09-30T13:45:00.000Z', '2026-09-30T13:45:00'],
      ['', '1234567890123456.78', null, null, null],
    ]);
    const sheet = book.getWorksheet('charges');
    const [day, noon] = [new Date('2026-09-30'), new Date('2026-09-30T13:45:00Z')];
    expect(sheet?.getRow(1).values).toEqual([undefined, 'text', 'amount', 'day', 'moment', 'local']);
    expect(sheet?.getRow(2).values).toEqual([undefined, '=1+1', -8028.8434, day, noon, noon]);
    expect(sheet?.getRow(2).getCell(1).type).toBe(ExcelJS.ValueType.String);
    expect(sheet?.getRow(3).getCell(2).value).toBe('1234567890123456.78');
  });

  it('is sent on while it is written, however few rows come at a time', async () => {
    const output = new PassThrough();
    let sent = 0;
    output.on('data', (chunk: Buffer) => {
      sent += chunk.length;
    });
    const writer = workbookRows({ format: 'xlsx', name: 'charges', columns: COLUMNS }, output);
    for (let row = 0; row < 2_000; row += 1) await writer.write([LONG_ROW()]);
    const before = sent;
    await writer.end();
    expect(before).toBeGreaterThan(sent / 2);
  });

  it('goes on in another sheet where one is full, and waits for each of them', async () => {
    const rows = Array.from({ length: 2_000 }, LONG_ROW);
    const sheets = (await written(rows, 801)).worksheets;
    expect(sheets.map(({ name, rowCount }) => [name, rowCount])).toEqual([
      ['charges', 801],
      ['charges 2', 801],
      ['charges 3', 401],
    ]);
    expect(sheets[2]?.getRow(401).getCell(1).value).toBe(rows.at(-1)?.[0]);
  });

  it('goes on in another sheet where one is full', async () => {
    const book = await written([['a'], ['b'], ['c'], ['d'], ['e']], 3);
    const texts = book.worksheets.map((sheet) => [sheet.name, sheet.getColumn(1).values.slice(1)]);
    expect(texts).toEqual([
      ['charges', ['text', 'a', 'b']],
      ['charges 2', ['text', 'c', 'd']],
      ['charges 3', ['text', 'e']],
    ]);
  });
});
