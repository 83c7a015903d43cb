import { describe, expect, it } from 'vitest';
import { CELL } from '../../domain/row.ts';
import { DateValue, LineaValue, MonthValue } from './cell-values.ts';
import { dateReader } from './parse-date.ts';
import { lineaReader } from './parse-linea.ts';
import { periodoReader } from './parse-periodo.ts';
import { timeReader } from './parse-time.ts';

/** A string is a text cell; [kind, text] any other. */
type Cell = string | readonly [number, string];

function bytesOf(cell: Cell): [kind: number, bytes: Buffer, start: number, end: number] {
  const [kind, text] = typeof cell === 'string' ? [CELL.TEXT, cell] : cell;
  const bytes = Buffer.from(`1${text}1`);
  return [kind, bytes, 1, bytes.length - 1];
}

describe('the number of a line', () => {
  const mx = lineaReader({ digits: [10], strip: ['+52', '+52 1'], accountLevel: ['Cargo*'] });
  const ar = lineaReader({ digits: [10], strip: ['+54 9', '+54'], accountLevel: [] });
  const pe = lineaReader({ digits: [9], strip: ['+51', '(', ')'], accountLevel: [] });
  const read = (reader: typeof mx, cell: Cell): string => {
    const out = new LineaValue();
    const reading = reader(...bytesOf(cell), out);
    if (reading !== 'READ') return out.has ? 'must have no value' : reading;
    return out.accountLevel ? 'ACCOUNT_LEVEL' : Buffer.from(out.digits.subarray(0, out.length)).toString();
  };

  it.each<[string, typeof mx, Cell, string]>([
    ['digits', mx, '5535637298', '5535637298'],
    ['a number cell', mx, [CELL.NUMBER, '5539939435'], '5539939435'],
    ['E-notation of a number cell', mx, [CELL.NUMBER, '5.535637298E+09'], '5535637298'],
    ['E-notation of few digits: a number cell is exact', mx, [CELL.NUMBER, '5.35E+09'], '5350000000'],
    ['a number cell with .0', mx, [CELL.NUMBER, '5535637298.0'], '5535637298'],
    ['text with .0', mx, '5535637298.0', '5535637298'],
    ['text in E-notation with all its digits', mx, '5.535637298E+09', '5535637298'],
    ['the country', mx, '+52 55 3563 7298', '5535637298'],
    ['the country and the old 1', mx, '+52 1 55 3563 7298', '5535637298'],
    ['the country without +', mx, '525535637298', '5535637298'],
    ['a number cell with the country', pe, [CELL.NUMBER, '51983115233'], '983115233'],
    ['dashes', ar, '11-4911-9771', '1149119771'],
    ['the country with 9', ar, '+54 9 11 4911-9771', '1149119771'],
    ['an apostrophe', ar, "'1149119771", '1149119771'],
    ['no-break blanks and long dashes', ar, '11\u00a04911\u20139771', '1149119771'],
    ['signs that the definition strips', pe, '(983) 115233', '983115233'],
    ['a number that begins like the country', mx, '5255123456', '5255123456'],
    ['a text of the account level', mx, 'CARGO de la cuenta', 'ACCOUNT_LEVEL'],
  ])('is read from %s', (_, reader, cell, expected) => {
    expect(read(reader, cell)).toBe(expected);
  });

  it.each<[string, Cell]>([
    ['text that shows fewer digits than its value', '5.35E+09'],
    ['the same with a decimal comma', '5,52E+09'],
    ['the same with zeros', '5.5200000E+09'],
  ])('has lost digits in %s', (_, cell) => {
    expect(read(mx, cell)).toBe('LINEA_LOST_DIGITS');
  });

  it.each<[string, Cell]>([
    ['too few digits', '553563729'],
    ['too many', '55356372981'],
    ['letters', 'SIN LINEA'],
    ['another country', '+1 5535637298'],
    ['a + and no country', '+5535637298'],
    ['a fraction', [CELL.NUMBER, '5535637298.5']],
    ['a negative number', [CELL.NUMBER, '-5535637298']],
    ['a truth value', [CELL.BOOLEAN, '1']],
    ['dashes alone', '---'],
    ['a text of a thousand digits', '5'.repeat(1_000)],
  ])('is not read from %s', (_, cell) => {
    expect(read(mx, cell)).toBe('INVALID_LINEA');
  });
});

describe('a date', () => {
  const read = (order: 'dmy' | 'mdy' | 'ymd', cell: Cell, format?: string, date1904 = false): string => {
    const out = new DateValue();
    const reading = dateReader(order, format, date1904)(...bytesOf(cell), out);
    if (reading !== 'READ') return reading;
    return out.seconds < 0 ? String(out.ymd) : `${out.ymd} ${out.seconds}`;
  };

  it.each<[Cell, string, string]>([
    ['08/09/2026', 'dmy', '20260908'],
    ['08/09/2026', 'mdy', '20260809'],
    ['8/9/26', 'dmy', '20260908'],
    ['31/12/99', 'dmy', '19991231'],
    ['08-09-2026', 'dmy', '20260908'],
    ['08.09.2026 13:50', 'dmy', '20260908 49800'],
    ['2026-09-08', 'dmy', '20260908'],
    ['2026-09-08T13:50:43Z', 'dmy', '20260908 49843'],
    ['2026/9/8', 'mdy', '20260908'],
    ['26-09-08', 'ymd', '20260908'],
    ['20260908', 'dmy', '20260908'],
    ['8-sep-2026', 'dmy', '20260908'],
    ['8 de septiembre de 2026', 'dmy', '20260908'],
    ['29/02/2024', 'dmy', '20240229'],
    [[CELL.DATE, '46267'], 'dmy', '20260902 0'],
    [[CELL.DATE, '46267.5'], 'mdy', '20260902 43200'],
    [[CELL.DATE, '46267.999999999'], 'dmy', '20260903 0'],
    [[CELL.NUMBER, '46267'], 'dmy', '20260902 0'],
    [[CELL.ISO_DATE, '2026-09-08T00:00:00'], 'dmy', '20260908 0'],
    [[CELL.DATE, '1'], 'dmy', '19000101 0'],
    [[CELL.DATE, '59'], 'dmy', '19000228 0'],
    [[CELL.DATE, '61'], 'dmy', '19000301 0'],
  ])('%j is read in the order %s', (cell, order, expected) => {
    expect(read(order === 'mdy' || order === 'ymd' ? order : 'dmy', cell)).toBe(expected);
  });

  it('is counted from 1904 where the workbook does', () => {
    expect(read('dmy', [CELL.DATE, '44805'], undefined, true)).toBe('20260902 0');
    expect(read('dmy', [CELL.DATE, '0'], undefined, true)).toBe('19040101 0');
  });

  it('follows the format of its column before the order of the file', () => {
    expect(read('dmy', '09/08/2026', 'mm/dd/yyyy')).toBe('20260908');
    expect(read('dmy', '20260908', 'YYYYMMDD')).toBe('20260908');
    expect(read('dmy', [CELL.NUMBER, '20260908'], 'YYYYMMDD')).toBe('20260908');
    expect(read('dmy', '08092026', 'DDMMYYYY')).toBe('20260908');
  });

  it.each<[Cell, string]>([
    ['09/13/2026', 'dmy'],
    ['13/09/2026', 'mdy'],
    ['13/09/26', 'mdy'],
    ['08092026', 'dmy'],
  ])('%s in the order %s could only be read in another one', (cell, order) => {
    expect(read(order === 'mdy' ? 'mdy' : 'dmy', cell)).toBe('AMBIGUOUS_DATE');
  });

  it.each<[Cell]>([
    ['31/02/2026'],
    ['29/02/2026'],
    ['00/09/2026'],
    ['1/9/0026'],
    ['mañana'],
    ['46267'],
    ['08/09/2026 25:00'],
    ['2026-02-31'],
    ['9'.repeat(500)],
    [[CELL.DATE, '60']],
    [[CELL.DATE, '0.5']],
    [[CELL.DATE, '-3']],
    [[CELL.NUMBER, '20260908']],
    [[CELL.BOOLEAN, '1']],
  ])('%j is none', (cell) => {
    expect(read('dmy', cell)).toBe('INVALID_DATE');
  });
});

describe('a time of day', () => {
  const read = (cell: Cell, format?: string): number => {
    const out = new DateValue();
    return timeReader(format)(...bytesOf(cell), out) ? out.seconds : -1;
  };
  it.each<[Cell, string | undefined, number]>([
    ['13:50:43', undefined, 49_843],
    ['3:02', undefined, 10_920],
    ['1:50:43 p. m.', undefined, 49_843],
    ['12:00 AM', undefined, 0],
    ['08/09/2026 13:50:43', undefined, 49_843],
    ['135043', 'HHmmss', 49_843],
    [[CELL.NUMBER, '30229'], 'HHmmss', 10_949],
    [[CELL.DATE, '0.5'], undefined, 43_200],
    [[CELL.NUMBER, '0.576886574074074'], undefined, 49_843],
    [[CELL.DATE, '46267.25'], undefined, 21_600],
    ['25:00:00', undefined, -1],
    ['12:60', undefined, -1],
    ['13:00 pm', undefined, -1],
    ['mediodía', undefined, -1],
    ['256060', 'HHmmss', -1],
  ])('%j with the format %s: %i s', (cell, format, seconds) => {
    expect(read(cell, format)).toBe(seconds);
  });
});

describe('a month', () => {
  const read = (cell: Cell, format?: string): number => {
    const out = new MonthValue();
    return periodoReader(format, false)(...bytesOf(cell), out) ? out.month : 0;
  };
  it.each<[Cell, string | undefined, number]>([
    ['202609', 'YYYYMM', 202609],
    [[CELL.NUMBER, '202609'], 'YYYYMM', 202609],
    ['2026-09', undefined, 202609],
    ['09/2026', undefined, 202609],
    ['092026', 'MMYYYY', 202609],
    [[CELL.NUMBER, '92026'], 'MMYYYY', 202609],
    ['20260918', 'YYYYMMDD', 202609],
    ['18/09/2026', undefined, 202609],
    ['2026-09-18', undefined, 202609],
    ['Septiembre 2026', undefined, 202609],
    ['sep-26', undefined, 202609],
    [[CELL.DATE, '46267'], undefined, 202609],
    ['202613', 'YYYYMM', 0],
    ['2026', undefined, 0],
    ['N/D', undefined, 0],
    [[CELL.BOOLEAN, '1'], undefined, 0],
  ])('%j with the format %s: %i', (cell, format, month) => {
    expect(read(cell, format)).toBe(month);
  });
});
