import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_READ_LIMITS, type HeadRows, type ReadLimits, type Row } from '../../domain/row.ts';
import { TemporaryFolder } from '../temporary-file.test-data.ts';
import { openXlsx } from './open-xlsx.ts';
import { type WorkbookToWrite, workbookParts } from './workbook-parts.test-data.ts';
import { zipOf } from './zip-of.test-data.ts';

const folder = new TemporaryFolder();
afterAll(() => folder[Symbol.dispose]());

type Read = [number: number, ...texts: string[]];

function head(book: WorkbookToWrite, wanted: HeadRows, limits: ReadLimits = DEFAULT_READ_LIMITS): Read[] {
  using file = openXlsx(folder.write(zipOf(workbookParts(book))), limits);
  const rows: Read[] = [];
  file.readHead?.(0, wanted, (row) => {
    const texts = Array.from({ length: row.cells }, (_, i) =>
      String(row.source[i]?.toString('utf8', row.start[i], row.end[i])),
    );
    rows.push([row.number, ...texts]);
    return true;
  });
  return rows;
}

const shared = (...indexes: number[]) => indexes.map((i) => `<c t="s"><v>${i}</v></c>`).join('');
const items = (count: number) => Array.from({ length: count }, (_, i) => `<si><t>s${i}</t></si>`).join('');
const numbered = (count: number) =>
  Array.from({ length: count }, (_, i) => `<row r="${i + 1}"><c><v>${i + 1}</v></c></row>`).join('');

describe('the head of a sheet', () => {
  it('is every row up to the one that is wanted, and so many more that are not blank', () => {
    const sheet = `${numbered(3)}<row r="4"><c s="1"/></row><row r="5"/><row r="6"><c><v>6</v></c></row>${'<row><c><v>7</v></c></row>'.repeat(9)}`;
    expect(head({ sheet }, { through: 2, more: 3 })).toEqual([
      [1, '1'],
      [2, '2'],
      [3, '3'],
      [6, '6'],
      [7, '7'],
    ]);
  });

  it('ends with a sheet that has fewer rows, or none', () => {
    expect(head({ sheet: numbered(2) }, { through: 40, more: 20 })).toEqual([
      [1, '1'],
      [2, '2'],
    ]);
    expect(head({ sheet: '' }, { through: 40, more: 20 })).toEqual([]);
  });

  it('has its shared strings wherever they stand, however they are written', () => {
    const odd =
      '<si><r><t>ri</t></r><r><t>co</t></r></si><si><t><![CDATA[a</si>b]]></t></si><si/><x:si xmlns:x="y"><t>p &amp; q</t></x:si>';
    const strings = `${items(5_000)}${odd}<si><t>last</t></si>${items(10)}`;
    const sheet = `<row>${shared(5004, 5003, 5002, 5001, 5000, 0, 4999, 4999)}</row>`;
    expect(head({ sheet, strings }, { through: 1, more: 1 })).toEqual([
      [1, 'last', 'p & q', 'a</si>b', 'rico', 's0', 's4999', 's4999'],
    ]);
  });

  it('asks for no string that only later rows use', () => {
    const sheet = `<row>${shared(1)}</row><row>${shared(9)}</row>`;
    expect(
      head({ sheet, strings: '<si><t>a</t></si><si><t>b</t></si><broken' }, { through: 0, more: 1 }),
    ).toEqual([[1, 'b']]);
  });

  it('refuses a string that is not there, damage in it, and what goes beyond a limit', () => {
    const refused =
      (book: WorkbookToWrite, limits: Partial<ReadLimits> = {}) =>
      () =>
        head(book, { through: 1, more: 1 }, { ...DEFAULT_READ_LIMITS, ...limits });
    const sheet = `<row>${shared(3)}</row>`;
    expect(refused({ sheet, strings: items(3) })).toThrow(/shared string 3.*the file has 3/);
    expect(refused({ sheet, strings: `${items(2)}<si><t>` })).toThrow(
      expect.objectContaining({ code: 'BROKEN_CONTENT' }),
    );
    expect(refused({ sheet: '<row><c><v>1</v' })).toThrow(/malformed/);
    expect(refused({ sheet, strings: items(9) }, { sharedStrings: 3 })).toThrow(/limit sharedStrings/);
    expect(refused({ sheet, strings: items(9) }, { cellBytes: 1 })).toThrow(/limit cellBytes/);
  });

  it('reads as read() does, cell by cell', () => {
    const sheet =
      `<row>${shared(2, 0)}<c t="inlineStr"><is><t>in</t></is></c><c t="b"><v>1</v></c></row>`.repeat(30);
    const path = folder.write(zipOf(workbookParts({ sheet, strings: items(3) })));
    using file = openXlsx(path, DEFAULT_READ_LIMITS);
    const rows: string[][] = [[], []];
    for (const [n, read] of [
      file.read.bind(file, 0),
      (onRow: (row: Row) => boolean) => file.readHead?.(0, { through: 5, more: 2 }, onRow),
    ].entries()) {
      read((row) => {
        for (let i = 0; i < row.cells; i++)
          rows[n]?.push(
            `${row.number} ${row.column[i]} ${row.kind[i]} ${row.source[i]?.toString('utf8', row.start[i], row.end[i])}`,
          );
        return true;
      });
    }
    expect(rows[1]).toEqual(rows[0]?.slice(0, 7 * 4));
  });
});
