import { describe, expect, it } from 'vitest';
import { NotFoundError } from '../domain/errors.ts';
import { decodeId, encodeId, importId, NO_ROW, rowId } from './global-id.ts';

describe('a global id', () => {
  it('is base64 of Type:key, and gives its parts back', () => {
    expect(encodeId('Import', 42)).toBe(Buffer.from('Import:42').toString('base64'));
    expect(decodeId(encodeId('RowIssue', 7, 1, 3))).toEqual({ type: 'RowIssue', key: [7n, 1n, 3n] });
    expect(decodeId(encodeId('ImportEvent', 12345678901234n))?.key).toEqual([12345678901234n]);
  });

  it.each([
    '',
    'x',
    '42',
    '%%%',
    'Import:42',
    Buffer.from('Import:').toString('base64'),
    Buffer.from('Import:-1').toString('base64'),
    Buffer.from('Import:1:2').toString('base64'),
    Buffer.from('Import:01').toString('base64'),
    Buffer.from('Import:1 ').toString('base64'),
    Buffer.from('Charge:1').toString('base64'),
    Buffer.from('constructor:1').toString('base64'),
    Buffer.from('Import:99999999999999999999').toString('base64'),
    `${Buffer.from('Import:42').toString('base64')}=`,
    'A'.repeat(10_000),
  ])('that the API has not written names nothing: %#', (id) => {
    expect(decodeId(id)).toBeUndefined();
    expect(rowId('Import', id)).toBe(NO_ROW);
    expect(() => importId(id)).toThrow(NotFoundError);
  });

  it('of another type, or beyond what a column holds, names nothing', () => {
    expect(rowId('Import', encodeId('Plantilla', 1))).toBe(NO_ROW);
    expect(rowId('Import', encodeId('Import', 2 ** 31))).toBe(NO_ROW);
    expect(rowId('Import', encodeId('Import', 2 ** 31 - 1))).toBe(2 ** 31 - 1);
  });
});
