import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_READ_LIMITS } from '../../domain/row.ts';
import type { BillingFormat } from '../billing-format.ts';
import { checkBillingFile } from '../check-billing-file.ts';
import { openBillingFile } from '../index.ts';
import { rowsOf } from '../rows-of.test-data.ts';
import { TemporaryFolder } from '../temporary-file.test-data.ts';
import { zipOf } from '../xlsx/zip-of.test-data.ts';

const PRODUCERS = join(import.meta.dirname, '..', '..', '..', 'test', 'fixtures', 'producers');
const folder = new TemporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const fixture = (name: string) => readFileSync(join(PRODUCERS, name));
const csv = `Línea;Importe\n${'987654321;1.5\n'.repeat(5_000)}`;
const inner: [what: string, format: BillingFormat, bytes: Buffer][] = [
  ['a CSV', 'CSV', Buffer.from(csv)],
  ['a CSV in Windows-1252', 'CSV', Buffer.from(csv, 'latin1')],
  ['a CSV in UTF-16', 'CSV', Buffer.from(`\ufeff${csv}`, 'utf16le')],
  ['a workbook', 'XLSX', fixture('openpyxl.xlsx')],
  ['an old workbook', 'XLS', fixture('libreoffice.xls')],
  ['a page', 'HTML', fixture('libreoffice.html')],
];

it('a CSV that begins with the letters PK is no zip', async () => {
  const path = folder.write(Buffer.from('PK;Importe\n1;2\n3;4\n'));
  const { format } = await checkBillingFile(path);
  expect(format).toBe('CSV');
  using file = openBillingFile(path, 'CSV', DEFAULT_READ_LIMITS);
  expect(rowsOf(file)).toHaveLength(3);
});

describe.each(inner)('a zip with %s', (_, format, bytes) => {
  it.each([false, true])(
    'is read as the file itself (stored: %s), and leaves none behind',
    async (stored) => {
      const path = folder.write(zipOf([{ name: 'datos/x', content: bytes, stored }]));
      const before = readdirSync(dirname(path));
      expect(await checkBillingFile(path)).toEqual({ format });
      using file = openBillingFile(path, format, DEFAULT_READ_LIMITS);
      using plain = openBillingFile(folder.write(bytes), format, DEFAULT_READ_LIMITS);
      expect(file.sheets.map(({ name }) => name)).toEqual(plain.sheets.map(({ name }) => name));
      expect(rowsOf(file)).toEqual(rowsOf(plain));
      expect(rowsOf(file)).toEqual(rowsOf(plain));
      const { length } = readFileSync(path);
      expect(file.bytesRead()).toBeLessThanOrEqual(length);
      expect(file.bytesRead()).toBeGreaterThan(length - 400);
      expect(readdirSync(dirname(path)).filter((name) => !/^file-\d+$/.test(name))).toEqual([]);
      expect(before.length).toBeGreaterThan(0);
    },
  );

  it('with a wrong checksum is BROKEN_CONTENT', () => {
    const path = folder.write(zipOf([{ name: 'x', content: bytes, crc: 1 }]));
    const read = () => {
      using file = openBillingFile(path, format, DEFAULT_READ_LIMITS);
      rowsOf(file);
    };
    expect(read).toThrow(/checksum/);
  });

  it('over the limit of unpacked bytes is LIMIT_EXCEEDED', () => {
    const path = folder.write(zipOf([{ name: 'x', content: bytes }]));
    const limits = { ...DEFAULT_READ_LIMITS, unpackedBytes: 1_000 };
    const read = () => {
      using file = openBillingFile(path, format, limits);
      rowsOf(file);
    };
    expect(read).toThrow(/unpackedBytes/);
  });
});
