import { readFileSync } from 'node:fs';
import type { Reader } from './reader.ts';

export const exceljsStreaming: Reader = async ({ path, variant }) => {
  const { default: exceljs } = await import('exceljs');
  if (variant === 'csv') throw new Error('its streaming reader reads no CSV');
  return async () => {
    let rows = 0;
    let cells = 0;
    const workbook = new exceljs.stream.xlsx.WorkbookReader(path, {
      entries: 'ignore',
      sharedStrings: 'cache',
      hyperlinks: 'ignore',
      styles: 'ignore',
      worksheets: 'emit',
    });
    for await (const sheet of workbook) {
      for await (const row of sheet) {
        rows++;
        cells += row.cellCount;
      }
    }
    return { rows, note: `${cells} cells` };
  };
};

interface SheetJs {
  read(bytes: Uint8Array, options: object): { SheetNames: string[]; Sheets: Record<string, unknown> };
  utils: { sheet_to_json(sheet: unknown, options: object): unknown[] };
}

export const sheetJs: Reader = async ({ path }) => {
  const xlsx = await packageNamed<SheetJs>('@e965/xlsx');
  return async () => {
    const book = xlsx.read(readFileSync(path), { dense: true, FS: ';' });
    const [name = ''] = book.SheetNames;
    // A part that is too long for it gives a workbook without its sheet, and no error.
    if (book.Sheets[name] === undefined) throw new Error('gives no sheet');
    const rows = xlsx.utils.sheet_to_json(book.Sheets[name], { header: 1, blankrows: false });
    return { rows: rows.length, note: 'the whole sheet in memory' };
  };
};

interface Hucre {
  streamXlsxRows(input: unknown): AsyncIterable<{ values: unknown[] }>;
  streamCsvRows(input: unknown, options: object): AsyncIterable<unknown>;
}

export const hucre: Reader = async ({ path, variant }) => {
  if (variant === 'csv') {
    const { streamCsvRows } = await packageNamed<Hucre>('hucre/csv');
    return async () => {
      let rows = 0;
      for await (const _ of streamCsvRows(readFileSync(path, 'utf8'), { delimiter: ';' })) rows++;
      return { rows, note: 'the whole text in memory' };
    };
  }
  const { streamXlsxRows } = await packageNamed<Hucre>('hucre/xlsx');
  return async () => {
    let rows = 0;
    let values = 0;
    for await (const row of streamXlsxRows(readFileSync(path))) {
      rows++;
      values += row.values.length;
    }
    return { rows, note: `${values} values` };
  };
};

interface ReadExcelFile {
  readSheet(path: string): Promise<unknown[]>;
}

export const readExcelFile: Reader = async ({ path, variant }) => {
  if (variant === 'csv') throw new Error('reads no CSV');
  const { readSheet } = await packageNamed<ReadExcelFile>('read-excel-file/node');
  return async () => ({ rows: (await readSheet(path)).length, note: 'the whole sheet in memory' });
};

/**
 * By a name that the compiler does not follow: a bench runs where a package that only it needs is not installed, and its
 * table says so.
 */
function packageNamed<T>(name: string): Promise<T> {
  return import(name);
}
