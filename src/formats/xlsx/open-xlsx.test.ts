import { afterAll, describe, expect, it } from 'vitest';
import { ImportFailedError } from '../../domain/errors.ts';
import { DEFAULT_READ_LIMITS, type ReadLimits } from '../../domain/row.ts';
import { rowsOf, type ShownRow } from '../rows-of.test-data.ts';
import { TemporaryFolder } from '../temporary-file.test-data.ts';
import { openXlsx, type XlsxOptions } from './open-xlsx.ts';
import { MAIN, type WorkbookToWrite, workbookParts } from './workbook-parts.test-data.ts';
import { type PartToZip, zipOf } from './zip-of.test-data.ts';

const folder = new TemporaryFolder();
afterAll(() => folder[Symbol.dispose]());

type Book = WorkbookToWrite & { limits?: Partial<ReadLimits>; zip?: Parameters<typeof zipOf>[1] };

function openBook(book: Book, spoil: (part: PartToZip) => PartToZip = (part) => part, options?: XlsxOptions) {
  const path = folder.write(zipOf(workbookParts(book).map(spoil), book.zip));
  return openXlsx(path, { ...DEFAULT_READ_LIMITS, ...book.limits }, options);
}

function read(book: Book, spoil?: (part: PartToZip) => PartToZip, options?: XlsxOptions): ShownRow[] {
  using file = openBook(book, spoil, options);
  return rowsOf(file);
}

/** The cells of the only row. */
function cells(sheet: string, book: Partial<Book> = {}): readonly string[] {
  const rows = read({ sheet, ...book });
  expect(rows).toHaveLength(1);
  return rows[0]?.cells ?? [];
}

function failure(attempt: () => unknown): ImportFailedError {
  try {
    attempt();
  } catch (error) {
    if (error instanceof ImportFailedError) return error;
    throw error;
  }
  throw new Error('nothing failed');
}

const row = (content: string) => `<row r="1">${content}</row>`;
const inline = (text: string) => row(`<c r="A1" t="inlineStr"><is>${text}</is></c>`);

describe('kinds of cells', () => {
  it('hands over numbers as they are written', () => {
    const written = ['1', '-0.5', '1386790.03', '885.8099999999999', '5.35E+09', '1e-7', '0', '-12', '1.'];
    const sheet = written.map((digits, i) => `<row r="${i + 1}"><c><v>${digits}</v></c></row>`).join('');
    expect(read({ sheet }).flatMap((each) => each.cells)).toEqual(written.map((d) => `A NUMBER ${d}`));
  });

  it('trims blanks around a number and takes the + away', () => {
    expect(cells(row('<c r="A1"><v> 12.5\n</v></c><c r="B1"><v>+7</v></c>'))).toEqual([
      'A NUMBER 12.5',
      'B NUMBER 7',
    ]);
  });

  it('calls text what claims to be a number and is none', () => {
    expect(
      cells(row('<c r="A1"><v>12,5</v></c><c r="B1"><v>1e</v></c><c r="C1" t="n"><v>-</v></c>')),
    ).toEqual(['A TEXT 12,5', 'B TEXT 1e', 'C TEXT -']);
  });

  it('tells dates from numbers by their style', () => {
    const formats = [
      'General',
      'dd/mm/yyyy',
      '[h]:mm',
      '0.00',
      '&quot;day&quot; 0',
      '[Red]0.0',
      'h:mm AM/PM',
    ];
    const sheet = row(
      `${formats.map((_, i) => `<c s="${i}"><v>46267</v></c>`).join('')}<c s="99"><v>1</v></c>`,
    );
    const kinds = ['NUMBER', 'DATE', 'DATE', 'NUMBER', 'NUMBER', 'NUMBER', 'DATE', 'NUMBER'];
    expect(cells(sheet, { formats }).map((cell) => cell.split(' ')[1])).toEqual(kinds);
  });

  it('reads booleans, errors and ISO dates', () => {
    const sheet = row(
      '<c t="b"><v>1</v></c><c t="b"><v>false</v></c><c t="e"><v>#N/A</v></c><c t="d"><v>2026-09-01T10:00:00</v></c>',
    );
    expect(cells(sheet)).toEqual([
      'A BOOLEAN 1',
      'B BOOLEAN 0',
      'C ERROR #N/A',
      'D ISO_DATE 2026-09-01T10:00:00',
    ]);
  });

  it('takes the cached value of a formula, and says where there is none', () => {
    const sheet = row(
      '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c><c r="C1"><f>1+1</f><v></v></c><c r="D1"><f t="shared" si="0"/><v>0</v></c>' +
        '<c r="E1" t="str"><f>"a"&amp;"b"</f><v>ab</v></c><c r="F1" t="str"><f>""</f><v></v></c><c r="G1" t="str"><f>x</f></c><c r="H1"><f t="array" ref="H1:H2">A1&gt;2</f><v/></c>',
    );
    expect(cells(sheet)).toEqual([
      'A NUMBER 2',
      'B NO_VALUE',
      'C NO_VALUE',
      'D NUMBER 0',
      'E TEXT ab',
      'G NO_VALUE',
      'H NO_VALUE',
    ]);
  });

  it('leaves blank cells out, and rows that have nothing else', () => {
    const sheet =
      '<row r="1"><c r="A1" s="3"/><c r="B1"></c><c r="C1"><v></v></c><c r="D1" t="inlineStr"><is><t>  \u00a0</t></is></c><c r="E1" t="s"><v>0</v></c></row>' +
      '<row r="2"/><row r="1048576"><c r="XFD1048576"><v>9</v></c></row>';
    const rows = read({ sheet, strings: '<si><t xml:space="preserve">   </t></si>' });
    expect(rows).toEqual([{ number: 1_048_576, cells: ['XFD NUMBER 9'] }]);
  });
});

describe('text', () => {
  it('resolves entities, escapes and line ends', () => {
    expect(
      cells(
        inline(
          '<t>A&amp;B &lt;&#241;&#x1F600;&gt; &quot;&apos;_x000D_\r\nx\ry_x005F_x000D_ _x00_ _xZZZZ_</t>',
        ),
      ),
    ).toEqual(['A TEXT A&B <ñ😀> "\'\r\nx\ny_x000D_ _x00_ _xZZZZ_']);
  });

  it('joins escaped halves of a character and leaves a lone half and NUL as they are written', () => {
    expect(cells(inline('<t>_xD83D__xDE00_|_xD83D_|_x0000_</t>'))).toEqual(['A TEXT 😀|_xD83D_|_x0000_']);
  });

  it('joins the runs of rich text and drops its phonetic runs', () => {
    const rich =
      '<r><rPr><b/></rPr><t>Línea </t></r><rPh sb="0" eb="1"><t>NO</t></rPh><r><t xml:space="preserve"> &amp; más</t></r><phoneticPr fontId="1"/>';
    const strings = `<si>${rich}</si><si><t>plain</t></si><si/><si><t/></si><si><t></t></si>`;
    const sheet = row(
      `<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="s"><v>3</v></c><c t="s"><v>4</v></c><c t="inlineStr"><is>${rich}</is></c>`,
    );
    expect(cells(sheet, { strings })).toEqual(['A TEXT Línea  & más', 'B TEXT plain', 'F TEXT Línea  & más']);
  });

  it('reads CDATA and passes over comments and processing instructions', () => {
    const sheet =
      '<!-- <row r="1"><c><v>1</v></c></row> --><?x <row?><row r="2"><!-- > --><c r="A2" t="inlineStr"><is><t><![CDATA[<b>&amp;</row>]]></t></is></c><?y?><c r="B2"><!-- x --><v>1</v></c></row>';
    expect(read({ sheet })).toEqual([{ number: 2, cells: ['A TEXT <b>&amp;</row>', 'B NUMBER 1'] }]);
  });

  it('hands the same shared string over under the same index', () => {
    const sheet = row(
      '<c t="s"><v>1</v></c><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="str"><v>x</v></c>',
    );
    using file = openBook({ sheet, strings: '<si><t>a</t></si><si><t>b</t></si>' });
    let shared: number[] = [];
    file.read(0, ({ shared: all, cells: count }) => {
      shared = [...all.subarray(0, count)];
      return true;
    });
    expect(shared).toEqual([1, 0, 1, -1]);
  });

  it('reads many shared strings, in an arena of more than one block', () => {
    const texts = Array.from({ length: 30_000 }, (_, i) => `Descripción número ${i} ${'·'.repeat(i % 40)}`);
    const strings = texts.map((text) => `<si><t>${text}</t></si>`).join('');
    const sheet = texts.map((_, i) => `<row r="${i + 1}"><c t="s"><v>${29_999 - i}</v></c></row>`).join('');
    const found = read({ sheet, strings }).map(({ cells: [cell] }) => cell);
    expect(found).toEqual(texts.map((text) => `A TEXT ${text}`.trim()).reverse());
  });
});

describe('where a cell stands', () => {
  it('counts on where rows and cells have no reference', () => {
    const sheet =
      '<row><c><v>1</v></c><c r="D1"><v>2</v></c><c><v>3</v></c></row><row r="5"><c><v>4</v></c></row><row><c><v>5</v></c></row>';
    expect(read({ sheet })).toEqual([
      { number: 1, cells: ['A NUMBER 1', 'D NUMBER 2', 'E NUMBER 3'] },
      { number: 5, cells: ['A NUMBER 4'] },
      { number: 6, cells: ['A NUMBER 5'] },
    ]);
  });

  it('takes the row from its cells where only they say it', () => {
    expect(read({ sheet: '<row><c r="B7"><v>1</v></c></row>' })).toEqual([
      { number: 7, cells: ['B NUMBER 1'] },
    ]);
  });

  it('sorts cells that are out of order', () => {
    expect(
      cells(row('<c r="C1"><v>3</v></c><c r="A1" t="str"><v>uno</v></c><c r="B1"><v>2</v></c>')),
    ).toEqual(['A TEXT uno', 'B NUMBER 2', 'C NUMBER 3']);
  });

  it('reads attributes in any order, quotes, blanks and newlines', () => {
    const sheet = `<row\n ht="15" spans='1:3'\tr = "3" x14ac:dyDescent="0.25" >
      <c t='s' r='A3' foo="a>b"><v>0</v></c >
      <c\n s = "1"\n r = "$C$3"\n><v xml:space="preserve">7</v>\n</c>
    </row >`;
    expect(read({ sheet, strings: '<si><t>x</t></si>', formats: ['0', 'dd/mm/yy'] })).toEqual([
      { number: 3, cells: ['A TEXT x', 'C DATE 7'] },
    ]);
  });

  it('passes over elements that it does not know', () => {
    const sheet =
      '<foo><row2/></foo><row r="1"><extLst><ext><x/></ext></extLst><c r="A1"><v>1</v><extLst><ext/></extLst></c></row>';
    expect(cells(sheet)).toEqual(['A NUMBER 1']);
  });

  it('reads a row of more cells than most have', () => {
    const sheet = row(Array.from({ length: 500 }, (_, i) => `<c><v>${i}</v></c>`).join(''));
    const found = cells(sheet);
    expect(found).toHaveLength(500);
    expect(found[499]).toBe('SF NUMBER 499');
  });
});

describe('workbooks', () => {
  it('tells hidden sheets and the 1904 system', () => {
    using file = openBook({
      sheet: '',
      workbookProperties: '<workbookPr date1904="1"/>',
      moreSheets: [
        { name: 'Oculta &amp; más', sheet: row('<c><v>1</v></c>'), state: 'hidden' },
        { name: 'Muy', sheet: '', state: 'veryHidden' },
      ],
    });
    expect(file.date1904).toBe(true);
    expect(file.sheets.map(({ name, hidden }) => [name, hidden])).toEqual([
      ['Hoja1', false],
      ['Oculta & más', true],
      ['Muy', true],
    ]);
    expect(rowsOf(file, 1)).toHaveLength(1);
    expect(rowsOf(file, 0)).toEqual([]);
  });

  it('reads prefixed namespaces', () => {
    const sheet = `<?xml version="1.0"?><x:worksheet xmlns:x="${MAIN}"><x:sheetData><x:row r="2"><x:c r="B2" t="s"><x:v>0</x:v></x:c><x:c r="C2" t="inlineStr"><x:is><x:t>dos</x:t></x:is></x:c><x:c r="D2"><x:f>1</x:f><x:v>3</x:v></x:c></x:row></x:sheetData></x:worksheet>`;
    const strings = `<?xml version="1.0"?><x:sst xmlns:x="${MAIN}"><x:si><x:t>uno</x:t></x:si></x:sst>`;
    expect(read({ sheet, strings })).toEqual([
      { number: 2, cells: ['B TEXT uno', 'C TEXT dos', 'D NUMBER 3'] },
    ]);
  });

  it('with two sheets in one part, or more sheets than parts, are BROKEN_CONTENT', () => {
    const again = (times: number) => (part: PartToZip) => ({
      ...part,
      content: String(part.content).replace(
        '</sheets>',
        `${'<sheet name="b" r:id="rId1"/>'.repeat(times)}</sheets>`,
      ),
    });
    expect(failure(() => read({ sheet: '' }, again(1))).text.en).toContain('are the same part');
    expect(failure(() => read({ sheet: '' }, again(9))).text.en).toContain('more sheets than');
  });

  it('reads strict OOXML', () => {
    const strict = (part: PartToZip): PartToZip => ({
      ...part,
      content: String(part.content)
        .replaceAll(
          'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
          'http://purl.oclc.org/ooxml/spreadsheetml/main',
        )
        .replaceAll(
          'http://schemas.openxmlformats.org/officeDocument/2006/',
          'http://purl.oclc.org/ooxml/officeDocument/',
        ),
    });
    const sheet = row('<c t="s"><v>0</v></c>');
    expect(read({ sheet, strings: '<si><t>x</t></si>' }, strict)).toEqual([
      { number: 1, cells: ['A TEXT x'] },
    ]);
  });

  it.each([
    ['utf-16le', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['utf-16be', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['utf-8 with a byte order mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    [
      'iso-8859-1',
      (text: string) => Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${text}`, 'latin1'),
    ],
  ])('reads parts written in %s', (_, encode) => {
    const encoded = (part: PartToZip): PartToZip => ({
      ...part,
      content: encode(String(part.content).replace(/^<\?xml[^>]*\?>/, '')),
    });
    const rows = Array.from({ length: 3_000 }, (_, i) => `<row r="${i + 1}"><c t="s"><v>0</v></c></row>`);
    const found = read({ sheet: rows.join(''), strings: '<si><t>Línea ñ</t></si>' }, encoded);
    expect(found).toHaveLength(3_000);
    expect(found[2_999]).toEqual({ number: 3_000, cells: ['A TEXT Línea ñ'] });
  });

  it('reads rows however the pieces of the file fall', () => {
    const text = 'x'.repeat(997);
    const sheet = Array.from(
      { length: 2_000 },
      (_, i) => `<row r="${i + 1}"><c t="str"><v>${text}${i}</v></c></row><!-- ${'</row>'.repeat(i % 3)} -->`,
    ).join('');
    const found = read({ sheet });
    expect(found.map(({ number }) => number)).toEqual(Array.from({ length: 2_000 }, (_, i) => i + 1));
    expect(found[1_999]?.cells).toEqual([`A TEXT ${text}1999`]);
  });

  it('stops when it is told to, and reads again from the start', () => {
    const sheet = '<row><c><v>1</v></c></row><row><c><v>2</v></c></row><row><c><v>3</v></c></row>';
    using file = openBook({ sheet });
    let seen = 0;
    file.read(0, () => ++seen < 2);
    expect(seen).toBe(2);
    expect(rowsOf(file)).toHaveLength(3);
  });

  it('counts the bytes it has read, never above the size of the file', () => {
    const sheet = Array.from(
      { length: 20_000 },
      (_, i) => `<row><c><v>${(i * 7919) % 10_007}</v></c></row>`,
    ).join('');
    const bytes = zipOf(workbookParts({ sheet }));
    using file = openXlsx(folder.write(bytes), DEFAULT_READ_LIMITS);
    const counts: number[] = [];
    file.read(0, () => {
      counts.push(file.bytesRead());
      return true;
    });
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(counts[0]).toBeGreaterThan(0);
    expect(counts.at(-1)).toBeLessThanOrEqual(bytes.length);
    expect(file.bytesRead()).toBe(bytes.length);
  });
});

describe('zips', () => {
  const book: Book = { sheet: row('<c t="s"><v>0</v></c>'), strings: '<si><t>x</t></si>' };
  const expected = [{ number: 1, cells: ['A TEXT x'] }];

  it.each<[string, Book, (part: PartToZip) => PartToZip]>([
    ['stored parts', book, (part) => ({ ...part, stored: true })],
    ['data descriptors', book, (part) => ({ ...part, descriptor: true })],
    ['zip64 sizes', book, (part) => ({ ...part, zip64: true })],
    ['a zip64 end', { ...book, zip: { zip64End: true } }, (part) => part],
    [
      'a comment that looks like an end',
      { ...book, zip: { comment: 'PK\x05\x06 and more than that' } },
      (part) => part,
    ],
    ['backslashes in names', book, (part) => ({ ...part, name: part.name.replaceAll('/', '\\') })],
    ['a slash in front of names', book, (part) => ({ ...part, name: `/${part.name}` })],
    ['names in another case', book, (part) => ({ ...part, name: part.name.toUpperCase() })],
  ])('with %s are read', (_, each, spoil) => {
    expect(read(each, spoil)).toEqual(expected);
  });

  it.each([
    '../../../../tmp/importador-evil',
    'xl/../../evil',
    '..\\evil',
    'C:\\evil.exe',
    'xl/evil\0.xml',
    'xl/..',
  ])('with the name %j are refused: it leads out of the zip', (name) => {
    const path = folder.write(zipOf([...workbookParts(book), { name, content: 'x' }]));
    const error = failure(() => openXlsx(path, DEFAULT_READ_LIMITS));
    expect(error.code).toBe('BROKEN_CONTENT');
    expect(error.text.en).toContain('leads out of the zip');
  });

  it('with parts that lie upon each other are refused', () => {
    const bytes = zipOf(workbookParts(book));
    const second = bytes.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1'));
    const first = bytes.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1'), second - 1);
    bytes.writeUInt32LE(bytes.readUInt32LE(first + 42) + 5, second + 42);
    const error = failure(() => openXlsx(folder.write(bytes), DEFAULT_READ_LIMITS));
    expect(error.code).toBe('BROKEN_CONTENT');
    expect(error.text.en).toContain('take up the same bytes');
  });

  it.each<[string, (part: PartToZip) => PartToZip]>([
    ['a wrong checksum', (part) => ({ ...part, crc: 1 })],
    ['a size that is too small', (part) => ({ ...part, unpacked: 10 })],
    ['a size that is too large', (part) => ({ ...part, unpacked: 100_000 })],
    ['an unknown method', (part) => ({ ...part, method: 12 })],
    ['encryption', (part) => ({ ...part, encrypted: true })],
    [
      'another name in the local header',
      (part) => ({ ...part, localName: part.name.replace('sheet', 'shoot') }),
    ],
  ])('with %s are refused', (_, spoil) => {
    const onlySheet = (part: PartToZip) => (part.name.includes('worksheets') ? spoil(part) : part);
    expect(failure(() => read(book, onlySheet)).code).toBe('BROKEN_CONTENT');
  });

  it('with a part that is there twice are refused', () => {
    const parts = workbookParts(book);
    const path = folder.write(
      zipOf([...parts, { name: 'xl/worksheets/SHEET1.xml', content: '<worksheet/>' }]),
    );
    expect(failure(() => rowsOf(openXlsx(path, DEFAULT_READ_LIMITS))).code).toBe('BROKEN_CONTENT');
  });

  it('are read through the public zlib as well', () => {
    const sheet = Array.from({ length: 5_000 }, (_, i) => `<row><c><v>${i}</v></c></row>`).join('');
    const plain = read({ sheet }, undefined, { inflateInPlace: false });
    expect(plain).toEqual(read({ sheet }, undefined, { inflateInPlace: true }));
    expect(plain).toHaveLength(5_000);
  });
});

describe('damage', () => {
  it.each<[string, string]>([
    ['a shared string that is not there', row('<c t="s"><v>1</v></c>')],
    ['a shared string without a number', row('<c t="s"><v>x</v></c>')],
    [
      'a DOCTYPE',
      `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData>${row('<c><v>1</v></c>')}</sheetData></worksheet>`,
    ],
    ['an entity of a DTD', inline('<t>&evil;</t>')],
    ['a character that XML does not have', inline('<t>&#0;</t>')],
    ['a NUL byte', inline('<t>a\0b</t>')],
    ['a cell that does not end', row('<c><v>1</v>')],
    ['a row that does not end', '<row r="1"><c><v>1</v></c>'],
    ['a tag that does not end', row('<c r="A1"><v>1</v></c><c')],
    ['a value that does not end', row('<c r="A1"><v>1</c>')],
    ['text where cells are wanted', row('hello<c><v>1</v></c>')],
    ['two cells in one place', row('<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>')],
    ['a row that is there twice', `${row('<c><v>1</v></c>')}${row('<c><v>2</v></c>')}`],
    ['rows that go back', '<row r="9"><c><v>1</v></c></row><row r="8"><c><v>2</v></c></row>'],
    ['an unknown type of cell', row('<c t="zz"><v>1</v></c>')],
    ['a reference that is none', row('<c r="1A"><v>1</v></c>')],
    ['a row number that is none', '<row r="x"><c><v>1</v></c></row>'],
    ['a row with a prefix that its sheet has not', '<x:row r="1"><c><v>1</v></c></x:row>'],
    ['a cell with a prefix that its sheet has not', row('<x:c><v>1</v></x:c>')],
    ['an attribute without quotes', row('<c r=A1><v>1</v></c>')],
    ['no sheet data', '<?xml version="1.0"?><worksheet></worksheet>'],
    ['another root', '<?xml version="1.0"?><chartsheet><sheetData/></chartsheet>'],
    [
      'a sheet cut behind its rows',
      `<?xml version="1.0"?><worksheet><sheetData>${row('<c><v>1</v></c>')}</sheetData>`,
    ],
    [
      'a sheet cut within what follows its rows',
      `<?xml version="1.0"?><worksheet><sheetData>${row('<c><v>1</v></c>')}</sheetData><mergeCells><merge`,
    ],
    ['something behind the sheet', `<?xml version="1.0"?><worksheet><sheetData/></worksheet></worksheet>`],
    [
      'an encoding that is not read',
      '<?xml version="1.0" encoding="EBCDIC-CP-ES"?><worksheet><sheetData/></worksheet>',
    ],
  ])('%s is BROKEN_CONTENT', (_, sheet) => {
    expect(failure(() => read({ sheet, strings: '<si><t>x</t></si>' })).code).toBe('BROKEN_CONTENT');
  });

  it('bytes that are not UTF-8 are BROKEN_CONTENT', () => {
    const sheet = Buffer.from(
      `<worksheet><sheetData>${inline('<t>a\xf1o</t>')}</sheetData></worksheet>`,
      'latin1',
    );
    expect(failure(() => read({ sheet })).code).toBe('BROKEN_CONTENT');
  });

  it.each([
    ['cut', '<?xml version="1.0"?><sst><si><t>x</t></si>'],
    ['cut within an item', '<?xml version="1.0"?><sst><si><t>x</t>'],
    ['another root', '<?xml version="1.0"?><worksheet><si><t>x</t></si></worksheet>'],
    ['a DOCTYPE', '<?xml version="1.0"?><!DOCTYPE sst><sst><si><t>x</t></si></sst>'],
  ])('shared strings with %s are BROKEN_CONTENT', (_, strings) => {
    expect(failure(() => read({ sheet: row('<c><v>1</v></c>'), strings })).code).toBe('BROKEN_CONTENT');
  });

  it('names the sheet, the row and the column where it knows them', () => {
    const { details } = failure(() => read({ sheet: '<row r="7"><c r="AB7" t="s"><v>5</v></c></row>' }));
    expect(details).toMatchObject({ sheet: 'Hoja1', row: 7, column: 'AB' });
  });

  it.each(['xl/workbook.xml', 'xl/worksheets/sheet1.xml', 'xl/sharedStrings.xml'])(
    'a lacking %s is BROKEN_CONTENT',
    (name) => {
      const parts = workbookParts({ sheet: '', strings: '' }).filter((part) => part.name !== name);
      const path = folder.write(zipOf(parts));
      expect(failure(() => openXlsx(path, DEFAULT_READ_LIMITS)).code).toBe('BROKEN_CONTENT');
    },
  );
});

describe('limits', () => {
  const many = Array.from({ length: 200 }, (_, i) => `<row r="${i + 1}"><c><v>${i}</v></c></row>`).join('');
  it.each<[keyof ReadLimits, number, Book]>([
    ['zipEntries', 3, { sheet: '' }],
    ['unpackedBytes', 3_000, { sheet: many }],
    ['rows', 199, { sheet: many }],
    ['rows', 199, { sheet: '<row/>'.repeat(200) }],
    ['columns', 3, { sheet: row('<c r="D1"><v>1</v></c>') }],
    ['cellBytes', 10, { sheet: inline('<t>12345678901</t>') }],
    ['cellBytes', 10, { sheet: row(`<c><v>${'1'.repeat(11)}</v></c>`) }],
    ['cellBytes', 10, { sheet: '', strings: '<si><t>12345678901</t></si>' }],
    ['sharedStrings', 2, { sheet: '', strings: '<si><t>1</t></si>'.repeat(3) }],
    ['sharedStrings', 2, { sheet: '', strings: '<si><r><t>1</t></r></si>'.repeat(3) }],
    ['sharedStrings', 99_999, { sheet: '', strings: '<si><t>1</t></si>'.repeat(100_000) }],
    ['sharedStrings', 99_999, { sheet: '', strings: '<si ><t/></si><si/>'.repeat(50_000) }],
    ['sharedStringBytes', 120, { sheet: '', strings: '<si><t>1234567890</t></si>'.repeat(3) }],
    ['rowBytes', 300_000, { sheet: row(`<c r="A1"><v>1</v></c>${'<c/>'.repeat(100_000)}`) }],
  ])('%s (%d) ends reading with LIMIT_EXCEEDED that names it', (limit, value, book) => {
    const error = failure(() => read({ ...book, limits: { [limit]: value } }));
    expect(error.code).toBe('LIMIT_EXCEEDED');
    expect(error.text.en).toContain(`limit ${limit}`);
    expect(error.text.es).toContain(`límite ${limit}`);
  });

  it('reads what is just within them', () => {
    const limits = { rows: 200, columns: 1, cellBytes: 3, zipEntries: 5 };
    expect(read({ sheet: many, limits })).toHaveLength(200);
  });

  it('stops a bomb by what its directory declares, and a lying one by what it really unpacks to', () => {
    const blanks = Buffer.alloc(101 * 2 ** 20, ' ');
    const declared = failure(() => read({ sheet: blanks }));
    expect(declared.text.en).toContain('limit ratio');
    const lying = failure(() => read({ sheet: blanks }, (part) => ({ ...part, unpacked: 1_000 })));
    expect(lying.code).toBe('BROKEN_CONTENT');
  });
});
