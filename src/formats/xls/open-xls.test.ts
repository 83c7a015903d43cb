import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CFB, read as readBySheetJs, utils, type WorkBook, write } from '@e965/xlsx';
import { describe, expect, it } from 'vitest';
import { DEFAULT_READ_LIMITS } from '../../domain/row.ts';
import { rowsOf } from '../rows-of.test-data.ts';
import { openXls } from './open-xls.ts';

const PRODUCERS = join(import.meta.dirname, '..', '..', '..', 'test', 'fixtures', 'producers');
const limits = DEFAULT_READ_LIMITS;

type Value = string | number | boolean | Date | null;

function bookOf(sheets: Readonly<Record<string, readonly (readonly Value[])[]>>): WorkBook {
  const book = utils.book_new();
  for (const [name, rows] of Object.entries(sheets)) {
    utils.book_append_sheet(book, utils.aoa_to_sheet(rows.map((row) => [...row])), name);
  }
  return book;
}

const xlsOf = (book: WorkBook, bookType: 'biff8' | 'biff5' = 'biff8', bookSST = true): Buffer =>
  write(book, { type: 'buffer', bookType, bookSST });

/** The workbook's stream alone, to be spoiled and put back. */
function streamOf(xls: Buffer): Buffer {
  const found = CFB.find(CFB.read(xls, { type: 'buffer' }), 'Workbook');
  return Buffer.from(found?.content as Uint8Array);
}

const ROWS = [
  ['Línea', 'Importe', 'Fecha', 'Ñandú €'],
  [987654321, 39.9, new Date(Date.UTC(2026, 8, 15)), 'x'],
  ['987654322', -5.35, 0.1, true],
  [1e-7, 1e21, 12345678901.5, null],
];
const SHOWN = [
  { number: 1, cells: ['A TEXT Línea', 'B TEXT Importe', 'C TEXT Fecha', 'D TEXT Ñandú €'] },
  { number: 2, cells: ['A NUMBER 987654321', 'B NUMBER 39.9', 'C DATE 46280', 'D TEXT x'] },
  { number: 3, cells: ['A TEXT 987654322', 'B NUMBER -5.35', 'C NUMBER 0.1', 'D BOOLEAN 1'] },
  { number: 4, cells: ['A NUMBER 1e-7', 'B NUMBER 1e+21', 'C NUMBER 12345678901.5'] },
];

describe('an old workbook', () => {
  it.each([
    ['shared texts', xlsOf(bookOf({ Hoja1: ROWS }))],
    ['texts in their cells', xlsOf(bookOf({ Hoja1: ROWS }), 'biff8', false)],
  ])('with %s: numbers and dates are what their cells say', (_, bytes) => {
    using file = openXls(bytes, limits);
    expect(file.sheets).toMatchObject([{ name: 'Hoja1', hidden: false }]);
    expect(rowsOf(file)).toEqual(SHOWN);
    expect(file.bytesRead()).toBe(bytes.length);
  });

  it('of LibreOffice: formulas have their values, times are dates', () => {
    using file = openXls(readFileSync(join(PRODUCERS, 'libreoffice.xls')), limits);
    expect(rowsOf(file).slice(2)).toEqual([
      {
        number: 4,
        cells: [
          'A TEXT C-1',
          'B NUMBER 987654321',
          'C TEXT Plan Ñandú',
          'D TEXT Renta mensual',
          'E DATE 46280',
          'F DATE 0.3541666666666667',
          'G TEXT 03:25',
          'H NUMBER 39.9',
        ],
      },
      expect.objectContaining({ number: 5 }),
      { number: 6, cells: ['A TEXT TOTAL', 'H NUMBER 34.55'] },
    ]);
  });

  it('tells its sheets in the order of their tabs, and which are hidden', () => {
    const book = bookOf({ Uno: [['a']], Dos: [['b']], 'Año ñ': [['c']] });
    book.Workbook = { Sheets: [{}, { Hidden: 1 }, { Hidden: 2 }] };
    using file = openXls(xlsOf(book), limits);
    expect(file.sheets.map(({ name, hidden }) => [name, hidden])).toEqual([
      ['Uno', false],
      ['Dos', true],
      ['Año ñ', true],
    ]);
    expect(rowsOf(file, 2)).toEqual([{ number: 1, cells: ['A TEXT c'] }]);
  });

  it('agrees with SheetJS cell by cell, long shared texts over many records included', () => {
    const rows = Array.from({ length: 3_000 }, (_, r) => [
      `texto ${r}:${'ñ€'.repeat(r % 40)}${'a'.repeat(r % 1_500)}`,
      r / 3,
      r % 2 === 0 ? r : -r / 100,
      `T${r % 7}`,
    ]);
    const bytes = xlsOf(bookOf({ Hoja1: rows }));
    const sheet = readBySheetJs(bytes, { type: 'buffer', dense: true }).Sheets.Hoja1;
    const data = (sheet as unknown as { '!data': { v: string | number }[][] })['!data'];
    using file = openXls(bytes, limits);
    const ours = rowsOf(file);
    expect(ours.length).toBe(3_000);
    for (const [r, { cells }] of ours.entries()) {
      const theirs = (data[r] ?? []).map(({ v }) => `${typeof v === 'number' ? 'NUMBER' : 'TEXT'} ${v}`);
      expect(cells.map((cell) => cell.slice(2))).toEqual(theirs);
    }
  });

  it('of Excel 95 has its texts in its cells', () => {
    const book = utils.book_new();
    utils.book_append_sheet(
      book,
      utils.aoa_to_sheet([
        ['Linea', 'Nandu'],
        [5, 'x'],
      ]),
      'Hoja1',
    );
    using file = openXls(write(book, { type: 'buffer', bookType: 'biff5' }), limits);
    expect(rowsOf(file)).toEqual([
      { number: 1, cells: ['A TEXT Linea', 'B TEXT Nandu'] },
      { number: 2, cells: ['A NUMBER 5', 'B TEXT x'] },
    ]);
  });

  it('that is one bare sheet, in any order of cells, is read in the order of rows', () => {
    const head = Buffer.concat([Buffer.from('0908080000001000', 'hex'), Buffer.alloc(4)]);
    const label = (row: number, column: number, text: string) => {
      const bytes = Buffer.alloc(12 + text.length);
      bytes.writeUInt16LE(0x204, 0);
      bytes.writeUInt16LE(8 + text.length, 2);
      bytes.writeUInt16LE(row, 4);
      bytes.writeUInt16LE(column, 6);
      bytes.writeUInt16LE(text.length, 10);
      bytes.write(text, 12, 'latin1');
      return bytes;
    };
    const end = Buffer.from('0a000000', 'hex');
    const bytes = Buffer.concat([
      head,
      label(1, 1, 'd'),
      label(1, 0, 'c'),
      label(0, 1, 'b'),
      label(0, 0, 'año'),
      end,
    ]);
    using file = openXls(bytes, limits);
    expect(rowsOf(file)).toEqual([
      { number: 1, cells: ['A TEXT año', 'B TEXT b'] },
      { number: 2, cells: ['A TEXT c', 'B TEXT d'] },
    ]);
  });
});

describe('a damaged or too large one', () => {
  const whole = xlsOf(bookOf({ Hoja1: Array.from({ length: 200 }, (_, r) => [`fila ${r}`, r]) }));
  const readAll = (bytes: Buffer, own = limits) => {
    using file = openXls(bytes, own);
    return file.sheets.reduce((count, _, i) => count + rowsOf(file, i).length, 0);
  };

  it('cut anywhere is BROKEN_CONTENT, or all there', () => {
    for (let end = 1; end < whole.length; end += 61) {
      let rows: number | undefined;
      try {
        rows = readAll(whole.subarray(0, end));
      } catch (error) {
        expect(error, `cut at ${end}`).toMatchObject({ code: 'BROKEN_CONTENT' });
      }
      if (rows !== undefined) expect(rows, `cut at ${end}`).toBe(200);
    }
  });

  it('with any byte changed ends in time, as rows or with a code', () => {
    for (let at = 0; at < whole.length; at += 7) {
      const spoiled = Buffer.from(whole);
      spoiled[at] = (spoiled[at] ?? 0) ^ 0xff;
      try {
        readAll(spoiled);
      } catch (error) {
        expect(error, `byte ${at}`).toMatchObject({
          code: expect.stringMatching(/BROKEN_CONTENT|LIMIT_EXCEEDED/),
        });
      }
    }
  });

  it('whose sheet ends without its last record is BROKEN_CONTENT', () => {
    const stream = streamOf(whole);
    expect(() => readAll(stream.subarray(0, stream.length - 200))).toThrow(/damaged/);
  });

  it.each([
    ['xlsBytes', { xlsBytes: 1_000 }],
    ['rows', { rows: 199 }],
    ['columns', { columns: 1 }],
    ['cellBytes', { cellBytes: 5 }],
    ['sharedStrings', { sharedStrings: 10 }],
    ['sharedStringBytes', { sharedStringBytes: 100 }],
  ])('over %s is LIMIT_EXCEEDED', (name, own) => {
    expect(() => readAll(whole, { ...limits, ...own })).toThrow(name);
  });
});
