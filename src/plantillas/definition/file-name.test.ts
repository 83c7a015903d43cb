import { describe, expect, it } from 'vitest';
import { readFileName } from './file-name.ts';

const PATTERN = '{account}_detallefactura_{YYYYMM}';

describe('the name of a file', () => {
  it.each([
    ['40001234_detallefactura_202609.xlsx', '40001234', 202609],
    ['40001234_DetalleFactura_202609.XLSX', '40001234', 202609],
    ['0012345-6_detallefactura_202609 (2).xlsx', '0012345-6', 202609],
    ['a_b_detallefactura_202609', 'a_b', 202609],
  ])('%s tells the account and the month', (name, account, month) => {
    expect(readFileName(PATTERN, name)).toEqual({ account, month });
  });

  it.each([
    'detallefactura_202609.xlsx',
    '_detallefactura_202609.xlsx',
    '40001234_detallefactura_202613.xlsx',
    '40001234_detallefactura_2026091.xlsx',
    '40001234-detallefactura-202609.xlsx',
    undefined,
  ])('%s tells nothing', (name) => {
    expect(readFileName(PATTERN, name)).toBeUndefined();
  });

  it.each([
    ['* {MM-YYYY}', 'Factura septiembre 09-2026.csv', { account: undefined, month: 202609 }],
    ['Líneas {account}', 'LINEAS 77.zip', { account: '77', month: undefined }],
    ['{DDMMYYYY}-{account}.xlsx', '18092026-7.7.xlsx', { account: '7.7', month: 202609 }],
    ['{YYYYMMDD}{account}', '20260918C1.xls', { account: 'C1', month: 202609 }],
    ['Factura (x) {account}', 'factura (x) 1.xlsx', { account: '1', month: undefined }],
  ])('is read by the pattern %s', (pattern, name, facts) => {
    expect(readFileName(pattern, name)).toEqual(facts);
  });

  it('takes no time, however hostile', () => {
    const start = performance.now();
    expect(readFileName('*a*a{account}a_{YYYYMM}', 'a'.repeat(100_000))).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
