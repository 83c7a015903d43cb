import { describe, expect, it } from 'vitest';
import type { Decimal } from './decimal.ts';
import {
  addDecimals,
  compareDecimals,
  formatMoney,
  formatQuantity,
  parseDecimal,
  roundDecimal,
  subtractDecimals,
} from './decimal.ts';

function decimal(text: string): Decimal {
  const value = parseDecimal(text);
  if (!value) throw new Error(`not a decimal: ${text}`);
  return value;
}

describe('a decimal', () => {
  it.each(['', '1.', '.5', '1e5', '1,5', '--1', 'NaN', ' 1'])('is not read from "%s"', (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  });

  it.each([
    ['5', '5.00'],
    ['-0', '0.00'],
    ['-0.000', '0.00'],
    ['8028.8434', '8028.8434'],
    ['1.5000', '1.50'],
    ['-0.05', '-0.05'],
    ['99999999999999999999.999', '99999999999999999999.999'],
  ])('%s as money is %s', (text, money) => {
    expect(formatMoney(decimal(text))).toBe(money);
  });

  it.each([
    ['205.000', '205'],
    ['69.1190', '69.119'],
    ['-0.0', '0'],
    ['100', '100'],
  ])('%s as a quantity is %s', (text, quantity) => {
    expect(formatQuantity(decimal(text))).toBe(quantity);
  });

  it('adds and subtracts exactly over different scales', () => {
    expect(formatMoney(addDecimals(decimal('0.1'), decimal('0.20')))).toBe('0.30');
    expect(formatMoney(subtractDecimals(decimal('1'), decimal('0.0001')))).toBe('0.9999');
    expect(compareDecimals(decimal('1.50'), decimal('1.5'))).toBe(0);
    expect(compareDecimals(decimal('-2'), decimal('1.5'))).toBe(-1);
  });

  it.each([
    ['0.125', 2, '0.12'],
    ['0.135', 2, '0.14'],
    ['-0.125', 2, '-0.12'],
    ['0.1251', 2, '0.13'],
    ['0.1', 2, '0.10'],
  ])('%s rounded half-even to %i digits is %s', (text, scale, expected) => {
    expect(formatMoney(roundDecimal(decimal(text), scale))).toBe(expected);
  });
});
