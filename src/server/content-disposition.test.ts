import { describe, expect, it } from 'vitest';
import { contentDisposition } from './content-disposition.ts';

describe('content-disposition', () => {
  it.each([
    ['factura.xlsx', 'attachment; filename="factura.xlsx"'],
    ['año 2026.xlsx', `attachment; filename="a_o 2026.xlsx"; filename*=UTF-8''a%C3%B1o%202026.xlsx`],
    [
      `"x" (1)*'\\.csv`,
      `attachment; filename="_x_ (1)*'_.csv"; filename*=UTF-8''%22x%22%20%281%29%2A%27%5C.csv`,
    ],
    [
      'a\r\nset-cookie: x',
      `attachment; filename="a__set-cookie: x"; filename*=UTF-8''a%0D%0Aset-cookie%3A%20x`,
    ],
    ['a\ud800b', `attachment; filename="a_b"; filename*=UTF-8''a%EF%BF%BDb`],
  ])('of %j', (name, header) => {
    expect(contentDisposition(name)).toBe(header);
  });
});
