import { afterAll, describe, expect, it } from 'vitest';
import { randomFrom } from '../../../test/random.ts';
import { ImportFailedError } from '../../domain/errors.ts';
import { DEFAULT_READ_LIMITS, type ReadLimits } from '../../domain/row.ts';
import { rowsOf, type ShownRow } from '../rows-of.test-data.ts';
import { TemporaryFolder } from '../temporary-file.test-data.ts';
import { openXlsx } from './open-xlsx.ts';
import { workbookParts } from './workbook-parts.test-data.ts';
import { zipOf } from './zip-of.test-data.ts';

const folder = new TemporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const STRINGS = ['Renta', 'México', '', 'x'.repeat(300), '5535637298', ' con blancos '];
const ITEMS = STRINGS.map((text) => `<si><t xml:space="preserve">${text}</t></si>`).join('');
const FORMATS = ['General', '0.00', 'dd/mm/yyyy'];
const ROWS = 12_000;
const COLUMNS = ['A', 'B', 'C', 'Z', 'AA', 'AB', 'ZZ', 'AAA', 'XFD'];

interface Written {
  readonly xml: string;
  readonly shown: string | undefined;
}

function readRows(sheet: string, limits: Partial<ReadLimits> = {}): ShownRow[] {
  const path = folder.write(zipOf(workbookParts({ sheet, strings: ITEMS, formats: FORMATS })));
  using file = openXlsx(path, { ...DEFAULT_READ_LIMITS, ...limits });
  return rowsOf(file);
}

/** The ways in which spreadsheet programs write a cell, each with what is to come out; the last ones are seldom seen. */
const WAYS: readonly ((at: string, one: (count: number) => number) => Written)[] = [
  (at, one) => shared(`r="${at}" t="s"`, one(STRINGS.length)),
  (at, one) => shared(`r="${at}" s="1" t="s"`, one(STRINGS.length)),
  (at, one) => number(`r="${at}"`, 'NUMBER', one),
  (at, one) => number(`r="${at}" s="1"`, 'NUMBER', one),
  (at, one) => number(`r="${at}" s="2"`, 'DATE', one),
  (at, one) => number(`r="${at}" s="1" t="n"`, 'NUMBER', one),
  (at) => ({ xml: `<c r="${at}" s="1"/>`, shown: undefined }),
  (at, one) => inline(at, ['Renta', 'a b', 'x'.repeat(200), '1'][one(4)] ?? ''),
  (at) => ({ xml: `<c r="${at}" t="inlineStr"><is><t>A&amp;B_x000D_é</t></is></c>`, shown: 'TEXT A&B\ré' }),
  (at) => ({ xml: `<c r="${at}"><f>1/3</f><v>0.3333</v></c>`, shown: 'NUMBER 0.3333' }),
  (at) => ({ xml: `<c r='${at}' ><v>7</v></c>`, shown: 'NUMBER 7' }),
  (at) => ({ xml: `<c t="b" r="${at}"><v>1</v></c>`, shown: 'BOOLEAN 1' }),
  (at) => ({ xml: `<c r="${at}"><v>1.5E-7</v></c>`, shown: 'NUMBER 1.5E-7' }),
  (at) => ({ xml: `<c r="${at}"><v>${'9'.repeat(90)}</v></c>`, shown: `NUMBER ${'9'.repeat(90)}` }),
];
const USUAL_WAYS = 8;

function shared(attributes: string, index: number): Written {
  const text = STRINGS[index] ?? '';
  return {
    xml: `<c ${attributes}><v>${index}</v></c>`,
    shown: text === '' ? undefined : `TEXT ${text}`.trim(),
  };
}

function number(attributes: string, kind: string, one: (count: number) => number): Written {
  const digits = ['0', '-12.5', '120.68', '46280', '-0', '5.'][one(6)] ?? '';
  return { xml: `<c ${attributes}><v>${digits}</v></c>`, shown: `${kind} ${digits}` };
}

function inline(at: string, text: string): Written {
  return { xml: `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`, shown: `TEXT ${text}` };
}

const TAGS = [
  '',
  ' ',
  ' spans="1:9"',
  ` spans='1:9'`,
  ' hidden="1" ht="15.75"',
  ' spans="1:9" x14ac:dyDescent="0.2"',
];

/** Rows that mostly look alike, with cells missing and cells of other kinds now and then. */
function randomSheet(seed: number): { xml: string; rows: ShownRow[] } {
  const random = randomFrom(seed);
  const one = (count: number) => Math.floor(random() * count);
  const usual = COLUMNS.map(() => one(USUAL_WAYS));
  const rows: ShownRow[] = [];
  let xml = '';
  // The row's number gets another digit now and then, up to the last row of a sheet.
  for (let i = 0, row = 1; i < ROWS && row <= 1_048_576; i++, row += one(500) === 0 ? row : 1) {
    const cells: string[] = [];
    let content = '';
    COLUMNS.forEach((column, k) => {
      if (one(12) === 0) return;
      const way = WAYS[one(20) === 0 ? one(WAYS.length) : (usual[k] ?? 0)];
      const cell = way?.(`${column}${row}`, one);
      content += cell?.xml ?? '';
      if (cell?.shown !== undefined) cells.push(`${column} ${cell.shown}`);
    });
    const tag = one(50) === 0 ? TAGS[one(TAGS.length)] : ' spans="1:9" x14ac:dyDescent="0.25"';
    xml += `<row r="${row}"${tag}>${content}</row>`;
    if (cells.length > 0) rows.push({ number: row, cells });
  }
  return { xml, rows };
}

/** Forty rows that look alike, then one more with this cell in it. */
function after(cell: (row: number) => string): string {
  const usual = Array.from({ length: 40 }, (_, i) => {
    const row = i + 1;
    return `<row r="${row}"><c r="A${row}" t="s"><v>0</v></c><c r="B${row}"><v>1</v></c></row>`;
  });
  return `${usual.join('')}<row r="41">${cell(41)}</row><row r="42"><c r="A42"><v>${'1'.repeat(200)}</v></c></row>`;
}

function failureOf(attempt: () => unknown): ImportFailedError {
  try {
    attempt();
  } catch (error) {
    if (error instanceof ImportFailedError) return error;
    throw error;
  }
  throw new Error('nothing failed');
}

describe('rows that look alike', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('come out as they are written (seed %d)', (seed) => {
    const { xml, rows } = randomSheet(seed);
    expect(xml.length).toBeGreaterThan(512 * 1024);
    expect(readRows(xml)).toEqual(rows);
  });

  it('are read cell by cell where one refers to another row', () => {
    const rows = readRows(after(() => '<c r="A9" t="s"><v>0</v></c><c r="B7"><v>2</v></c>'));
    expect(rows[40]).toEqual({ number: 41, cells: ['A TEXT Renta', 'B NUMBER 2'] });
  });

  it('may hold one that is out of order, not one that comes twice', () => {
    const rows = readRows(after(() => '<c r="B41"><v>3</v></c><c r="A41" t="s"><v>0</v></c>'));
    expect(rows[40]?.cells).toEqual(['A TEXT Renta', 'B NUMBER 3']);
    const twice = '<c r="A41" t="s"><v>0</v></c><c r="A41" t="s"><v>0</v></c>';
    expect(failureOf(() => readRows(after(() => twice))).code).toBe('BROKEN_CONTENT');
  });

  it.each([
    ['an index beyond the shared strings', '<c r="A41" t="s"><v>6</v></c>'],
    ['an index of too many digits', '<c r="A41" t="s"><v>0000000000</v></c>'],
    ['no closing tag', '<c r="A41" t="s"><v>0</v><c r="B41"><v>1</v></c>'],
    ['another closing tag', '<c r="A41" t="s"><v>0</v></d><c r="B41"><v>1</v></c>'],
  ])('are damaged where one has %s', (_, cell) => {
    expect(failureOf(() => readRows(after(() => cell))).code).toBe('BROKEN_CONTENT');
  });

  it('keep to the limit of a cell, in shared strings too', () => {
    const sheet = after(() => '<c r="A41" t="s"><v>3</v></c>');
    expect(failureOf(() => readRows(sheet, { cellBytes: 299 })).code).toBe('LIMIT_EXCEEDED');
    expect(readRows(sheet, { cellBytes: 300 })).toHaveLength(42);
  });
});
