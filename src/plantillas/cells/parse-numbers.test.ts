import { describe, expect, it } from 'vitest';
import { formatMoney } from '../../domain/decimal.ts';
import { Amount } from './amount.ts';
import { numberStyle } from './number-style.ts';
import { parseNumberCell } from './parse-number-cell.ts';
import { parseTextNumber } from './parse-text-number.ts';

function cell(text: string): string | undefined {
  const bytes = Buffer.from(`x${text}x`);
  const amount = new Amount();
  return parseNumberCell(bytes, 1, bytes.length - 1, amount) ? formatMoney(amount.toDecimal()) : undefined;
}

describe('a number cell', () => {
  it.each([
    ['514.28', '514.28'],
    ['-63.06', '-63.06'],
    ['0', '0.00'],
    ['-0', '0.00'],
    ['-0.0', '0.00'],
    ['1.4396', '1.4396'],
    ['.5', '0.50'],
    ['447901.18', '447901.18'],
    ['123456789012345', '123456789012345.00'],
    ['1009.2200000000001', '1009.22'],
    ['0.30000000000000004', '0.30'],
    ['-48.449999999999996', '-48.45'],
    ['99.999999999999999', '100.00'],
    ['0.12345678901234549', '0.123456789012345'],
    ['0.1234567890123445', '0.123456789012344'],
    ['0.1234567890123455', '0.123456789012346'],
    ['0.12345678901234451', '0.123456789012345'],
    ['12345678901234567', '12345678901234600.00'],
    ['1.5E+3', '1500.00'],
    ['1.2E-05', '0.000012'],
    ['5.535637298E+09', '5535637298.00'],
    ['-2.5e2', '-250.00'],
    ['1E+20', '100000000000000000000.00'],
    ['1.0000000000000001E-2', '0.01'],
    ['0.00000000000000000001', '0.00000000000000000001'],
  ])('%s is %s', (written, expected) => {
    expect(cell(written)).toBe(expected);
  });

  it.each(['', '-', '.', 'x', '1.2.3', '1e', 'NaN', 'Infinity', '1E+999', '1,5', '--1'])(
    '"%s" is none',
    (written) => {
      expect(cell(written)).toBeUndefined();
    },
  );
});

const mx = numberStyle({ decimal: '.', thousands: ',', signs: ['$', 'MXN'], blanks: ['-'] });
const ar = numberStyle({ decimal: ',', thousands: '.', signs: ['$'], blanks: [] });
const plain = numberStyle({ decimal: ',', signs: [], blanks: [] });
const pe = numberStyle({ decimal: '.', thousands: ',', signs: ['S/', 'S/.'], blanks: [] });
const swiss = numberStyle({ decimal: '.', thousands: "'", signs: [], blanks: [] });
const spaced = numberStyle({ decimal: ',', thousands: ' ', signs: [], blanks: [] });

function text(written: string, style: typeof mx): string {
  const bytes = Buffer.from(`9${written}9`);
  const amount = new Amount();
  const reading = parseTextNumber(bytes, 1, bytes.length - 1, style, amount);
  return reading === 'READ' ? formatMoney(amount.toDecimal()) : reading;
}

describe('a number written as text', () => {
  it.each([
    ['1,234.56', mx, '1234.56'],
    ['1234.56', mx, '1234.56'],
    ['1,234', mx, '1234.00'],
    ['12,345,678.9', mx, '12345678.90'],
    ['$ 1,234.56', mx, '1234.56'],
    ['-$39.90', mx, '-39.90'],
    ['$-39.90', mx, '-39.90'],
    ['($39.90)', mx, '-39.90'],
    ['$(39.90)', mx, '-39.90'],
    ['39.90 MXN', mx, '39.90'],
    ['39.90-', mx, '-39.90'],
    ['\u221239.90', mx, '-39.90'],
    ['+39.90', mx, '39.90'],
    ['.50', mx, '0.50'],
    ['-', mx, 'BLANK'],
    ['S/ 39.90', pe, '39.90'],
    ['s/.39.90', pe, '39.90'],
    ['(39.90)', pe, '-39.90'],
    ['7.664,96', ar, '7664.96'],
    ['95.766,28', ar, '95766.28'],
    ['1.234', ar, '1234.00'],
    ['$ -1.234,5', ar, '-1234.50'],
    ['5902,82', plain, '5902.82'],
    ["1'234.50", swiss, '1234.50'],
    ['1\u00a0234,50', spaced, '1234.50'],
    ['12345678901234567890.12', mx, '12345678901234567890.12'],
    ['0.123456789012345678', mx, '0.123456789012345678'],
    ['1.2E-05', mx, '0.000012'],
    ['-0.00', mx, '0.00'],
  ])('"%s" is read in its style', (written, style, expected) => {
    expect(text(written, style)).toBe(expected);
  });

  it.each([
    ['1.234,56', mx],
    ['39,90', mx],
    ['1,23', mx],
    ['39.90', ar],
    ['1,234.56', ar],
    ['1.234,56', plain],
    ['5902.82', plain],
    ['1.234', plain],
    ['$ 39,90', mx],
  ])('"%s" contradicts its style but could be read in another', (written, style) => {
    expect(text(written, style)).toBe('AMBIGUOUS_NUMBER');
  });

  it.each([
    'N/D',
    'sin dato',
    '12a',
    '1,234,56',
    '1,2345.00',
    '1..2',
    '--5',
    '(5',
    '-(5)',
    '$',
    '5 %',
    '1.39E+06',
    '12.05.2026',
    '9'.repeat(200),
  ])('"%s" is no number in any style', (written) => {
    expect(text(written, mx)).toBe('INVALID_NUMBER');
  });
});
