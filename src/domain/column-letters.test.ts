import { expect, it } from 'vitest';
import { columnLetters } from './column-letters.ts';

it.each([
  [0, 'A'],
  [25, 'Z'],
  [26, 'AA'],
  [51, 'AZ'],
  [52, 'BA'],
  [701, 'ZZ'],
  [702, 'AAA'],
  [16_383, 'XFD'],
])('the column at %i is %s', (column, letters) => {
  expect(columnLetters(column)).toBe(letters);
});

it('no column stays none', () => {
  expect(columnLetters(null)).toBeNull();
});
