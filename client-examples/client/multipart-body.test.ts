import { describe, expect, it } from 'vitest';
import { multipartBody } from './multipart-body.ts';

describe('the body of an upload', () => {
  it('is not multipart where no variable holds a file', () => {
    expect(multipartBody('query Q { me { id } }', { a: [1, null, { b: 'x' }] })).toBeUndefined();
  });

  it('names the file by its path, leaves null in its place and sends operations and map before it', async () => {
    const file = new File(['Línea;Importe\n'], 'factura ñ.csv');
    const form = multipartBody('mutation M', { input: { id: 'a1', file, start: true } });
    expect([...(form?.keys() ?? [])]).toEqual(['operations', 'map', '0']);
    expect(JSON.parse(String(form?.get('operations')))).toEqual({
      query: 'mutation M',
      variables: { input: { id: 'a1', file: null, start: true } },
    });
    expect(JSON.parse(String(form?.get('map')))).toEqual({ 0: ['variables.input.file'] });
    const sent = form?.get('0');
    expect(sent).toBeInstanceOf(File);
    expect(sent instanceof File && sent.name).toBe('factura ñ.csv');
  });

  it('finds files in lists', () => {
    const form = multipartBody('mutation M', { files: [new File(['a'], 'a'), new File(['b'], 'b')] });
    expect(JSON.parse(String(form?.get('map')))).toEqual({
      0: ['variables.files.0'],
      1: ['variables.files.1'],
    });
  });
});
