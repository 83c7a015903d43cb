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
