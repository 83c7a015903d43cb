import { afterAll, describe, expect, it } from 'vitest';
import { ImportFailedError } from '../../domain/errors.ts';
import { DEFAULT_READ_LIMITS, type ReadLimits } from '../../domain/row.ts';
import { rowsOf, type ShownRow } from '../rows-of.test-data.ts';
import { TemporaryFolder } from '../temporary-file.test-data.ts';
import { type CsvOptions, openCsv } from './open-csv.ts';

const folder = new TemporaryFolder();
afterAll(() => folder[Symbol.dispose]());

function read(text: Buffer | string, options: CsvOptions = {}, limits: Partial<ReadLimits> = {}): ShownRow[] {
  using file = openCsv(folder.write(text), { ...DEFAULT_READ_LIMITS, ...limits }, options);
  return rowsOf(file);
}

/** The texts of each row, with its number. */
function texts(text: Buffer | string, options?: CsvOptions): string[] {
  return read(text, options).map(
    ({ number, cells }) => `${number}: ${cells.map((cell) => cell.replace(' TEXT ', '=')).join(' | ')}`,
  );
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

describe('records', () => {
  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('end at %s, the last one at the end of the file', (_, newline) => {
    const expected = ['1: A=a | B=b', '2: A=1 | B=2', '4: A=3 | B=4'];
    expect(texts(['a,b', '1,2', '', '3,4'].join(newline))).toEqual(expected);
    expect(texts(['a,b', '1,2', '', '3,4', ''].join(newline))).toEqual(expected);
  });

  it('may have any number of fields; blank ones are no cells', () => {
    expect(texts('a,b,c\n1\n,,3,4\n , \u00a0,\n,,\n"",x')).toEqual([
      '1: A=a | B=b | C=c',
      '2: A=1',
      '3: C=3 | D=4',
      '6: B=x',
    ]);
  });

  it('keep quotes, doubled quotes, delimiters and newlines within quotes', () => {
    expect(texts('a,b\n"x, ""y""","l1\nl2\r\nl3"\n"""",z\n')).toEqual([
      '1: A=a | B=b',
      '2: A=x, "y" | B=l1\nl2\r\nl3',
      '5: A=" | B=z',
    ]);
  });

  it('take a quote within a field, and text behind a closing quote, as Excel does', () => {
    expect(texts('a,b\n5" disk,"abc"def\n"q"" "x"y",2')).toEqual([
      '1: A=a | B=b',
      '2: A=5" disk | B=abcdef',
      '3: A=q" x"y" | B=2',
    ]);
  });

  it('are numbered by their first physical line', () => {
    expect(read('h\n"1\n2\n3"\n\nlast\n').map(({ number }) => number)).toEqual([1, 2, 6]);
  });

  it('come out whole however the pieces of the file fall', () => {
    const rows = Array.from(
      { length: 9_000 },
      (_, i) => `${i},"línea ""${'ñ'.repeat(i % 90)}""\r\n",${i * 3}`,
    );
    const found = read(`a,b,c\r\n${rows.join('\r\n')}`);
    expect(found).toHaveLength(9_001);
    for (const [i, { number, cells }] of found.slice(1).entries()) {
      expect(number).toBe(2 + 2 * i);
      expect(cells).toEqual([
        `A TEXT ${i}`,
        `B TEXT línea "${'ñ'.repeat(i % 90)}"\r\n`.trim(),
        `C TEXT ${i * 3}`,
      ]);
    }
  });

  it('are read again from the start, and no further than wanted', () => {
    using file = openCsv(folder.write('a\nb\nc'), DEFAULT_READ_LIMITS);
    let seen = 0;
    file.read(0, () => ++seen < 2);
    expect(seen).toBe(2);
    expect(rowsOf(file)).toHaveLength(3);
    expect(file.bytesRead()).toBe(5);
  });

  it('of more fields than most come out whole', () => {
    const [first] = read(Array.from({ length: 300 }, (_, i) => i).join(';'));
    expect(first?.cells).toHaveLength(300);
    expect(first?.cells[299]).toBe('KN TEXT 299');
  });
});

describe('the delimiter', () => {
  it.each([
    [';', 'linea;importe\n5551234567;1,50\n5551234568;12,75\n'],
    [',', 'linea,importe\n5551234567,"1,50"\n5551234568,12.75\n'],
    ['\t', 'linea\timporte, total\n5551234567\t1,50\n5551234568\t2,50\n'],
    ['|', 'linea|importe\n5551234567|1,50\n5551234568|1;50\n'],
    [';', 'Reporte de septiembre, 2026\n\nlinea;plan;importe\n1;Select, 300;1.234,56\n2;Select, 600;1,00\n'],
    [';', '"a;b, c";d\n"e, f, g";h\n'],
  ])('%j is found', (delimiter, text) => {
    const last = read(text).at(-1)?.cells ?? [];
    expect(last.length).toBeGreaterThan(1);
    expect(read(text, { delimiter: delimiter as ';' })).toEqual(read(text));
  });

  it('is what the file says in a line sep=, which is no row', () => {
    expect(texts('sep=|\na|b;c;d\n1|2;3;4\n')).toEqual(['2: A=a | B=b;c;d', '3: A=1 | B=2;3;4']);
    expect(texts('\ufeffsep=;\r\na;b\r\n')).toEqual(['2: A=a | B=b']);
  });

  it('is what the plantilla says', () => {
    expect(texts('a;b,c\n1;2,3\n', { delimiter: ',' })).toEqual(['1: A=a;b | B=c', '2: A=1;2 | B=3']);
  });
});

describe('the encoding', () => {
  const text = 'Línea;Año;€\nÑandú;“x”;1\n';
  const expected = ['1: A=Línea | B=Año | C=€', '2: A=Ñandú | B=“x” | C=1'];
  const windows1252 = Buffer.from('L\xednea;A\xf1o;\x80\n\xd1and\xfa;\x93x\x94;1\n', 'latin1');

  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16LE with a byte order mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16BE with a byte order mark', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['UTF-16LE', Buffer.from(text, 'utf16le')],
    ['UTF-16BE', Buffer.from(text, 'utf16le').swap16()],
    ['Windows-1252', windows1252],
  ])('%s is found', (_, bytes) => {
    expect(texts(bytes)).toEqual(expected);
  });

  it('is Windows-1252 for the whole file although its first such character comes late', () => {
    const late = Buffer.concat([Buffer.from('a;b\n1;2\n'.repeat(50_000)), windows1252]);
    expect(read(late).at(-1)?.cells).toEqual(['A TEXT Ñandú', 'B TEXT “x”', 'C TEXT 1']);
  });

  it('is UTF-8 although a character falls between two chunks', () => {
    const bytes = Buffer.from(`a;b\n${'ñ'.repeat(700_000)};€\n`);
    expect(read(bytes, {}, { cellBytes: 2 ** 21 }).at(-1)?.cells[1]).toBe('B TEXT €');
  });

  it('is what the plantilla says, but a byte order mark is believed before', () => {
    expect(texts(Buffer.from('ñ;1\n'), { encoding: 'windows-1252' })).toEqual(['1: A=Ã± | B=1']);
    expect(texts(Buffer.from('\ufeffñ;1\n'), { encoding: 'windows-1252' })).toEqual(['1: A=ñ | B=1']);
    expect(texts(Buffer.from('ñ;1\n', 'utf16le'), { encoding: 'utf-16le' })).toEqual(['1: A=ñ | B=1']);
  });

  it('that is said to be UTF-8 and is not, is BROKEN_CONTENT', () => {
    expect(failure(() => read(windows1252, { encoding: 'utf-8' })).code).toBe('BROKEN_CONTENT');
    expect(failure(() => read(Buffer.concat([Buffer.from('\ufeff'), windows1252]))).code).toBe(
      'BROKEN_CONTENT',
    );
  });

  it('that breaks off within a UTF-16 character is BROKEN_CONTENT', () => {
    const half = Buffer.from(`\ufeff${text}`, 'utf16le').subarray(0, -1);
    expect(failure(() => read(half)).code).toBe('BROKEN_CONTENT');
  });
});

describe('damage and limits', () => {
  it('a quote that is never closed is BROKEN_CONTENT, at the line where it opens', () => {
    const error = failure(() => read('a,b\n1,2\n3,"4\n5,6\n'));
    expect(error.code).toBe('BROKEN_CONTENT');
    expect(error.details.row).toBe(3);
    const long = failure(() => read(`a,b\n1,"${'x,y\n'.repeat(400_000)}`));
    expect(long.code).toBe('BROKEN_CONTENT');
  });

  it('a NUL byte far down is BROKEN_CONTENT', () => {
    const error = failure(() => read(`${'a,b\n'.repeat(50_000)}1,\0\n`));
    expect(error.code).toBe('BROKEN_CONTENT');
    expect(error.details.row).toBe(50_001);
    expect(failure(() => read('a,b\n"1\0",2\n')).code).toBe('BROKEN_CONTENT');
  });

  it.each<[string, string, Partial<ReadLimits>]>([
    ['cellBytes', 'x'.repeat(3_000_000), {}],
    ['columns', `${';'.repeat(3_000_000)}x`, {}],
    ['rowBytes', 'x;'.repeat(600_000), { columns: 10_000_000, rowBytes: 2 ** 20 }],
    ['rows', 'a\n'.repeat(11), { rows: 10 }],
    ['rows', '\n'.repeat(11), { rows: 10 }],
    ['cellBytes', `a;b\n"${'x'.repeat(20)}";1`, { cellBytes: 10 }],
  ])('%s ends reading with LIMIT_EXCEEDED that names it', (limit, text, limits) => {
    const error = failure(() => read(text, {}, limits));
    expect(error.code).toBe('LIMIT_EXCEEDED');
    expect(error.text.en).toContain(`limit ${limit}`);
  });

  it('an endless line costs no more memory than its limit', () => {
    const path = folder.write(Buffer.alloc(64 * 2 ** 20, 'x'));
    using file = openCsv(path, DEFAULT_READ_LIMITS);
    const before = process.memoryUsage();
    expect(failure(() => rowsOf(file)).code).toBe('LIMIT_EXCEEDED');
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(8 * 2 ** 20);
  });
});
