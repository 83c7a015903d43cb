import { describe, expect, it } from 'vitest';
import { decimalBytes } from './decimal-bytes.ts';

const numberOf = (bytes: Uint8Array) => BigInt.asIntN(128, BigInt(`0x${Buffer.from(bytes).toString('hex')}`));

describe('decimalBytes', () => {
  it.each([
    ['0', 0n],
    ['1.00', 10n ** 18n],
    ['-0.01', -(10n ** 16n)],
    ['8028.8434', 80_288_434n * 10n ** 14n],
    ['0.333333333333333333', 333_333_333_333_333_333n],
    ['-18446744073709551616.5', -184_467_440_737_095_516_165n * 10n ** 17n],
    [`${'9'.repeat(20)}.${'9'.repeat(18)}`, 10n ** 38n - 1n],
  ])('holds %s exactly', (text, units) => {
    expect(numberOf(decimalBytes(text))).toBe(units);
  });

  it.each([`1${'0'.repeat(20)}`, `0.${'0'.repeat(18)}1`, '1e5'])('refuses %s, and rounds nothing', (text) => {
    expect(() => decimalBytes(text)).toThrow('DECIMAL(38, 18)');
  });
});
