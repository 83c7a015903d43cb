import { join } from 'node:path';
import exceljs from 'exceljs';
import { describe, expect, it } from 'vitest';
import { CELL, DEFAULT_READ_LIMITS } from '../../domain/row.ts';
import { openXlsx } from './open-xlsx.ts';

const SAMPLES = join(import.meta.dirname, '..', '..', '..', 'test', 'fixtures', 'samples');
const DAY_MS = 86_400_000;
const EXCEL_EPOCH = 25_569;

describe('the sample workbooks, cell by cell as exceljs reads them', () => {
  it.each([
    'bitel-pe-consumo.xlsx',
    'claro-pe-detalle.xlsx',
    'movistar-mx-ancho.xlsx',
    'movistar-mx-conceptos.xlsx',
    'personal-ar-detalle.xlsx',
  ])('%s', async (name) => {
    const path = join(SAMPLES, name);
    const workbook = new exceljs.Workbook();
    await workbook.xlsx.readFile(path);
    using file = openXlsx(path, DEFAULT_READ_LIMITS);
    expect(file.sheets.map((sheet) => [sheet.name, sheet.hidden])).toEqual(
      workbook.worksheets.map((sheet) => [sheet.name, sheet.state !== 'visible']),
    );
    for (const [index, sheet] of workbook.worksheets.entries()) {
      const ours = ourCells(file, index);
      const theirs = exceljsCells(sheet);
      expect(ours.size).toBeGreaterThan(0);
      expect([...ours]).toEqual([...theirs]);
    }
  });
});

function ourCells(file: ReturnType<typeof openXlsx>, sheet: number): Map<string, string | number> {
  const cells = new Map<string, string | number>();
  file.read(sheet, (row) => {
    for (let i = 0; i < row.cells; i++) {
      const text = row.source[i]?.toString('utf8', row.start[i], row.end[i]) ?? '';
      const numeric = row.kind[i] === CELL.NUMBER || row.kind[i] === CELL.DATE;
      cells.set(`${row.number}:${(row.column[i] as number) + 1}`, numeric ? Number(text) : text);
    }
    return true;
  });
  return cells;
}

function exceljsCells(sheet: exceljs.Worksheet): Map<string, string | number> {
  const cells = new Map<string, string | number>();
  sheet.eachRow((row, number) => {
    row.eachCell((cell, column) => {
      const { value } = cell;
      const plain = value instanceof Date ? value.getTime() / DAY_MS + EXCEL_EPOCH : value;
      if (typeof plain === 'number' || (typeof plain === 'string' && plain.trim() !== '')) {
        cells.set(`${number}:${column}`, plain);
      }
    });
  });
  return cells;
}
