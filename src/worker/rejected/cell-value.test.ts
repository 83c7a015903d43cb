import { describe, expect, it } from 'vitest';
import { CELL, type CellKind } from '../../domain/row.ts';
import { cellValue } from './cell-value.ts';

const written = (kind: CellKind, text: string, date1904 = false) => cellValue([0, kind, text], date1904);

describe('a cell of a rejected row is written', () => {
  it.each([
    ['39.90', 39.9],
    ['-0.5', -0.5],
    ['5.35E+09', 5_350_000_000],
    ['123456789012345', 123_456_789_012_345],
  ])('as the number %s', (text, value) => {
    expect(written(CELL.NUMBER, text)).toEqual({ value });
  });

  it.each(['0987', '1.234,56', ' x ', '-12,50', '+51987654321', ''])('as the text %j', (text) => {
    expect(written(CELL.TEXT, text)).toEqual({ value: text });
  });

  it.each(['=1+1', '+A1', '-1+cmd|x', '@SUM(A1)', '\tx', '\rx', '=HYPERLINK("http://x")'])(
    'as a text that stays one when it is entered again: %j',
    (text) => {
      const { value, style } = written(CELL.TEXT, text);
      expect([typeof value, style]).toEqual(['string', { numFmt: '@' }]);
    },
  );

  it.each([
    ['a\r\nb', 'a_x000D_\nb'],
    ['_x0041_', '_x005F_x0041_'],
    ['\u0000\u001f\ufffe', '_x0000__x001F__xFFFE_'],
  ])('as Excel writes what XML cannot hold: %j', (text, value) => {
    expect(written(CELL.TEXT, text)).toEqual({ value });
  });

  it('as no more text than Excel takes', () => {
    expect(String(written(CELL.TEXT, '\r'.repeat(40_000)).value)).toHaveLength(32_767);
  });

  it.each([
    ['46266', false, 46_266, 'dd/mm/yyyy'],
    ['46266.5', false, 46_266.5, 'dd/mm/yyyy hh:mm:ss'],
    ['0.25', false, 0.25, '[h]:mm:ss'],
    ['44804', true, 46_266, 'dd/mm/yyyy'],
    ['1.5', true, 1.5, '[h]:mm:ss'],
  ])('as the date or time %s (from 1904: %s)', (text, date1904, value, numFmt) => {
    expect(written(CELL.DATE, text, date1904)).toEqual({ value, style: { numFmt } });
  });

  it('as a date, an error, a truth or nothing', () => {
    expect(written(CELL.ISO_DATE, '2026-09-01').value).toEqual(new Date('2026-09-01T00:00:00Z'));
    expect(written(CELL.ISO_DATE, 'soon')).toEqual({ value: 'soon' });
    expect(written(CELL.ERROR, '#N/A')).toEqual({ value: { error: '#N/A' } });
    expect(written(CELL.ERROR, '#SPILL!')).toEqual({ value: '#SPILL!' });
    expect(written(CELL.BOOLEAN, '1')).toEqual({ value: true });
    expect(written(CELL.NO_VALUE, '')).toEqual({ value: null });
  });
});
