import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_READ_LIMITS, type ReadLimits } from '../../domain/row.ts';
import { plainFile } from '../byte-file.ts';
import { rowsOf } from '../rows-of.test-data.ts';
import { TemporaryFolder } from '../temporary-file.test-data.ts';
import { openHtml } from './open-html.ts';

const PRODUCERS = join(import.meta.dirname, '..', '..', '..', 'test', 'fixtures', 'producers');
const folder = new TemporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const open = (bytes: Uint8Array | string, limits: ReadLimits = DEFAULT_READ_LIMITS) =>
  openHtml(plainFile(folder.write(bytes)), limits);
const cellsOf = (html: Uint8Array | string, table = 0) => {
  using file = open(html);
  return rowsOf(file, table).map(({ number, cells }) => [
    number,
    ...cells.map((cell) => cell.replace(' TEXT', '')),
  ]);
};

describe('a page', () => {
  it.each([
    ['entities, named and by number', '<td>A&ntilde;o &amp; m&#233;s&nbsp;', ['A Año & més']],
    ['tags within cells', '<td><b>Ren</b>ta <font color=red><i>mensual</i></font></td>', ['A Renta mensual']],
    ['blanks and newlines of the source', '<td>\r\n   39.90\t\n </td>', ['A 39.90']],
    ['lines within a cell', '<td>uno<br>dos<p>tres</p></td>', ['A uno\ndos\ntres']],
    ['cells that are not closed', '<td>1<td>2<th>3', ['A 1', 'B 2', 'C 3']],
    ['blank cells', '<td></td><td>&nbsp;</td><td>3</td>', ['C 3']],
    ['a cell over several columns', '<td colspan=2>1</td><td>2</td>', ['A 1', 'C 2']],
    [
      'a script, a style and a comment in a cell',
      '<td><script>x<b</script><style>y</style><!-- z -->1</td>',
      ['A 1'],
    ],
    [
      'numbers and dates as they are shown',
      '<td>01/02/2026</td><td>1.234,56</td><td>=1+1</td>',
      ['A 01/02/2026', 'B 1.234,56', 'C =1+1'],
    ],
    ['attributes that lie', '<td colspan="x" rowspan=-3>1</td><td colspan=0>2</td>', ['A 1', 'B 2']],
  ])('with %s', (_, cells, expected) => {
    expect(cellsOf(`<html><table><tr>${cells}</tr></table>`)).toEqual([[1, ...expected]]);
  });

  it('with cells over several rows', () => {
    const html = '<table><tr><td rowspan=2>a<td>b<td rowspan=3>c<tr><td>d<tr><td>e<td>f<td>g</table>';
    expect(cellsOf(html)).toEqual([
      [1, 'A a', 'B b', 'C c'],
      [2, 'B d'],
      [3, 'A e', 'B f', 'D g'],
    ]);
  });

  it('with several tables: each is a sheet, one within another too', () => {
    const html = '<table><tr><td>menu</table><table><tr><td>x<table><tr><td>1<tr><td>2</table>y</table>';
    using file = open(html);
    expect(file.sheets.map(({ name }) => name)).toEqual(['Tabla 1', 'Tabla 2', 'Tabla 3']);
    expect(cellsOf(html, 1)).toEqual([[1, 'A xy']]);
    expect(cellsOf(html, 2)).toEqual([
      [1, 'A 1'],
      [2, 'A 2'],
    ]);
  });

  it('with the names that Excel gives the sheets', () => {
    const xml =
      '<!--[if gte mso 9]><xml><x:ExcelWorksheet><x:Name>Líneas &amp; más</x:Name></xml><![endif]-->';
    using file = open(`<html>${xml}<table><tr><td>1</table>`);
    expect(file.sheets).toEqual([{ name: 'Líneas & más', hidden: false }]);
  });

  const text = '<table><tr><td>Línea Ñ</table>';
  const meta = (charset: string) => `<html><meta charset=${charset}>${text}`;
  it.each([
    ['UTF-8 without saying so', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['Windows-1252 without saying so', Buffer.from(text, 'latin1')],
    ['what it says: Latin-1', Buffer.from(meta('iso-8859-1'), 'latin1')],
    ['Windows-1252 although it claims UTF-8', Buffer.from(meta('utf-8'), 'latin1')],
  ])('in %s', (_, bytes) => {
    expect(cellsOf(bytes)).toEqual([[1, 'A Línea Ñ']]);
  });

  it('of LibreOffice, without what was noted beside a cell', () => {
    using file = openHtml(plainFile(join(PRODUCERS, 'libreoffice.html')), DEFAULT_READ_LIMITS);
    const rows = rowsOf(file);
    expect(rows.map(({ number }) => number)).toEqual([1, 3, 4, 5, 6]);
    expect(rows[2]?.cells.at(-1)).toBe('H TEXT S/ 39.90');
    expect(rows[4]?.cells).toEqual(['A TEXT TOTAL', 'H TEXT 34.55']);
    expect(file.bytesRead()).toBe(readFileSync(join(PRODUCERS, 'libreoffice.html')).length);
  });
});

describe('a page that is damaged or made to hurt', () => {
  it('cut within its table is BROKEN_CONTENT, wherever it is cut', () => {
    const html = '<html><table><tr><td>1</td></tr><tr><td>2</td></tr></table></html>';
    for (let end = html.indexOf('<table>') + 7; end < html.indexOf('</table>') + 8; end++) {
      expect(() => open(html.slice(0, end)), html.slice(0, end)).toThrow(/cut short/);
    }
  });

  it.each([
    ['cellBytes', `<table><tr><td>${'x'.repeat(2_000)}</table>`, { cellBytes: 1_000 }],
    ['columns', `<table><tr>${'<td>1'.repeat(11)}</table>`, { columns: 10 }],
    ['columns', '<table><tr><td colspan=1000>1<td>2</table>', { columns: 10 }],
    ['rows', `<table>${'<tr>'.repeat(11)}</table>`, { rows: 10 }],
    ['rowBytes', `<table><tr><td title="${'x'.repeat(500_000)}">1</table>`, { rowBytes: 300_000 }],
    ['rowBytes', `<table><!-- ${'x'.repeat(500_000)} --></table>`, { rowBytes: 300_000 }],
  ])('over %s is LIMIT_EXCEEDED', (name, html, own) => {
    const read = () => {
      using file = open(html, { ...DEFAULT_READ_LIMITS, ...own });
      rowsOf(file);
    };
    expect(read).toThrow(name);
  });

  it('with elements within one another without end is refused', () => {
    expect(() => open(`<table>${'<b>'.repeat(100_000)}`)).toThrow(/more than 1000 elements/);
  });
});
