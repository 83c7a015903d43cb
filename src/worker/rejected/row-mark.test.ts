import { describe, expect, it } from 'vitest';
import { type MarkKey, markHeader, ownColumns, readMark, rowMark } from './row-mark.ts';

const key: MarkKey = { secret: Buffer.alloc(32, 1), importId: 7, number: 3, sha256: 'ab' };
const mark = rowMark(key, 12);

describe('the mark of a row', () => {
  it('tells the row, of that import and file alone', () => {
    expect(readMark(key, ` ${mark} `)).toEqual({ is: 'ROW', row: 12 });
    expect(readMark({ ...key, number: 4 }, mark)).toEqual({ is: 'OTHER_IMPORT', number: 3 });
    for (const other of [{ importId: 8 }, { sha256: 'cd' }, { secret: Buffer.alloc(32, 2) }]) {
      expect(readMark({ ...key, ...other }, mark)).toEqual({ is: 'CHANGED' });
    }
  });

  it.each(['', '12', mark.slice(0, -1), mark.replace(':12:', ':13:'), mark.toUpperCase(), `${mark}0`])(
    'is none of %j',
    (text) => {
      expect(readMark(key, text)).toEqual({ is: 'CHANGED' });
    },
  );
});

describe('the two columns of a file of rejected rows', () => {
  const cells = ['Línea', '2026.0', 'Total'].map((text, column) => ({ column, text, names: [] }));
  const whole = (own = cells) => [
    ...own,
    { column: 3, text: 'Motivo del rechazo', names: [] },
    { column: 4, text: `Grupo ${markHeader(cells)}`, names: [] },
  ];

  it('are found beside those of the operador, below a heading of two rows too', () => {
    expect(ownColumns(whole())).toEqual({ mark: 4, reasons: [3], cells, areUnchanged: true });
    expect(ownColumns(cells)).toBeUndefined();
  });

  it('show that a column was renamed, moved or taken out; digits of a number may change', () => {
    const isUnchanged = (own: typeof cells) => ownColumns(whole(own))?.areUnchanged;
    expect(isUnchanged(cells.map((cell) => ({ ...cell, text: cell.text.replace('.0', '') })))).toBe(true);
    expect(isUnchanged(cells.map((cell) => ({ ...cell, text: cell.text.replace('Total', 'total') })))).toBe(
      false,
    );
    expect(isUnchanged(cells.map((cell) => ({ ...cell, column: cell.column + 1 })))).toBe(false);
    expect(isUnchanged(cells.slice(1))).toBe(false);
  });
});
