import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { FileFormat } from '../domain/codes.ts';
import { FileError, type FileProblemCode } from '../domain/errors.ts';
import { checkBillingFile } from './check-billing-file.ts';
import { detectFormat } from './detect-format.ts';
import { TemporaryFolder } from './temporary-file.test-data.ts';
import { workbookParts } from './xlsx/workbook-parts.test-data.ts';
import { type PartToZip, zipOf } from './xlsx/zip-of.test-data.ts';

const SAMPLES = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'samples');
const folder = new TemporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const parts = workbookParts({ sheet: '' });
const xlsm = workbookParts({
  sheet: '',
  contentType: 'application/vnd.ms-excel.sheet.macroEnabled.main+xml',
});
const xlsb = workbookParts({
  sheet: '',
  contentType: 'application/vnd.ms-excel.sheet.binary.macroEnabled.main',
});
const utf16Types = (part: PartToZip): PartToZip =>
  part.name === '[Content_Types].xml'
    ? { ...part, content: Buffer.from(`\ufeff${part.content}`, 'utf16le') }
    : part;

const readable: [what: string, format: FileFormat, bytes: Buffer | string][] = [
  ['a workbook', 'XLSX', zipOf(parts)],
  ['a workbook whose content types are UTF-16', 'XLSX', zipOf(parts.map(utf16Types))],
  ['a workbook with macros', 'XLSM', zipOf(xlsm)],
  ['a workbook with bytes stuck to its end', 'XLSX', Buffer.concat([zipOf(parts), Buffer.from('\r\n\r\n')])],
  ['an old workbook', 'XLS', compound(['Root Entry', 'Workbook'])],
  ['a bare sheet as simple writers make it', 'XLS', Buffer.from('0908080000001000000000000a000000', 'hex')],
  ['a web page', 'HTML', '\ufeff\r\n<!-- x -->\n<HTML><body><table><tr><td>1'],
  ['a bare table', 'HTML', '<table border="1"><tr><td>1'],
  ['a web page in UTF-16', 'HTML', Buffer.from('\ufeff<html><table>', 'utf16le')],
  ['a zipped CSV', 'CSV', zipOf([{ name: 'x.txt', content: 'a;b\n1;2\n' }])],
  ['a zipped workbook', 'XLSX', zipOf([{ name: 'x.xlsx', content: zipOf(parts) }])],
  ['a zipped workbook with macros', 'XLSM', zipOf([{ name: 'x', content: zipOf(xlsm), stored: true }])],
  ['a zipped old workbook', 'XLS', zipOf([{ name: 'x', content: compound(['Root Entry', 'Workbook']) }])],
  ['a zipped page', 'HTML', zipOf([{ name: 'x', content: '<table><tr><td>1</table>' }])],
  [
    'a zip whose other files are junk or no sheets',
    'CSV',
    zipOf([
      { name: '__MACOSX/._a.csv', content: 'a;b' },
      { name: 'datos/', content: '' },
      { name: 'datos/.DS_Store', content: 'a;b' },
      { name: 'datos/a.csv', content: 'a;b' },
      { name: 'datos/recibo.pdf', content: '%PDF-1.7' },
    ]),
  ],
  ['a CSV', 'CSV', 'a;b\n1;2\n'],
  ['one line without a newline', 'CSV', 'linea,importe'],
  ['a TSV', 'CSV', 'a\tb\n1\t2\n'],
  ['a CSV in Windows-1252', 'CSV', Buffer.from('l\xednea;a\xf1o\n', 'latin1')],
  ['a CSV in UTF-16', 'CSV', Buffer.from('a;b\n1;2\n', 'utf16le')],
  ['a CSV in UTF-16 with a byte order mark', 'CSV', Buffer.from('\ufefflínea;año\n', 'utf16le').swap16()],
];

const refused: [what: string, code: FileProblemCode, format: FileFormat, bytes: Buffer | string][] = [
  ['nothing', 'EMPTY_FILE', 'EMPTY', ''],
  ['blanks only', 'EMPTY_FILE', 'EMPTY', ' \r\n\r\n\t'],
  ['a byte order mark only', 'EMPTY_FILE', 'EMPTY', '\ufeff'],
  ['a binary workbook', 'UNREADABLE_FORMAT', 'XLSB', zipOf(xlsb)],
  [
    'an OpenDocument sheet',
    'UNREADABLE_FORMAT',
    'ODS',
    zipOf([
      { name: 'mimetype', stored: true, content: 'application/vnd.oasis.opendocument.spreadsheet' },
      { name: 'content.xml', content: '<x/>' },
    ]),
  ],
  ['a zip with a PDF', 'UNREADABLE_FORMAT', 'ZIP', zipOf([{ name: 'recibo.pdf', content: '%PDF-1.7' }])],
  [
    'a zip in a zip in a zip',
    'UNREADABLE_FORMAT',
    'ZIP',
    zipOf([{ name: 'a.zip', content: zipOf([{ name: 'b.csv', content: 'a;b' }]) }]),
  ],
  [
    'a zipped binary workbook',
    'UNREADABLE_FORMAT',
    'XLSB',
    zipOf([{ name: 'a.xlsb', content: zipOf(xlsb) }]),
  ],
  [
    'a zip with a password',
    'ENCRYPTED',
    'ENCRYPTED',
    zipOf([{ name: 'a.csv', content: 'a;b', encrypted: true }]),
  ],
  [
    'a Word document',
    'UNREADABLE_FORMAT',
    'ZIP',
    zipOf([
      { name: '[Content_Types].xml', content: '<Types>wordprocessingml</Types>' },
      { name: 'word/document.xml', content: '<x/>' },
    ]),
  ],
  ['an empty zip', 'UNREADABLE_FORMAT', 'ZIP', zipOf([])],
  [
    'a zip with encrypted parts',
    'ENCRYPTED',
    'ENCRYPTED',
    zipOf(parts.map((part) => ({ ...part, encrypted: true }))),
  ],
  [
    'a password-protected workbook',
    'ENCRYPTED',
    'ENCRYPTED',
    compound(['Root Entry', 'EncryptionInfo', 'DataSpaces', 'Version', 'DataSpaceMap', 'EncryptedPackage']),
  ],
  ['a very old workbook', 'UNREADABLE_FORMAT', 'XLS', Buffer.from([9, 4, 6, 0, 0, 0, 16, 0, 0, 0])],
  ['an old Word document', 'UNREADABLE_FORMAT', 'UNKNOWN', compound(['Root Entry', 'WordDocument'])],
  ['a damaged compound file', 'UNREADABLE_FORMAT', 'UNKNOWN', compound(['Root Entry']).subarray(0, 600)],
  ['a web page without a table', 'UNREADABLE_FORMAT', 'HTML', '<html><body><form>Ingrese su clave'],
  ['a web archive', 'UNREADABLE_FORMAT', 'HTML', 'MIME-Version: 1.0\r\nContent-Type: multipart/related'],
  ['a PDF', 'UNREADABLE_FORMAT', 'PDF', '%PDF-1.7\n%\xe2\xe3'],
  ['a PNG', 'UNREADABLE_FORMAT', 'IMAGE', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1')],
  ['a JPEG', 'UNREADABLE_FORMAT', 'IMAGE', Buffer.from('\xff\xd8\xff\xe0\0\x10JFIF\0', 'latin1')],
  [
    'a photo of a telephone',
    'UNREADABLE_FORMAT',
    'IMAGE',
    Buffer.from('\0\0\0\x24ftypheic\0\0\0\0', 'latin1'),
  ],
  ['an XML that is no workbook', 'UNREADABLE_FORMAT', 'UNKNOWN', '<?xml version="1.0"?><Workbook/>'],
  ['text with a NUL byte', 'UNREADABLE_FORMAT', 'UNKNOWN', 'a;b\n1;\0\n'],
  ['something packed', 'UNREADABLE_FORMAT', 'UNKNOWN', Buffer.from('\x1f\x8b\x08\0\0\0\0\0\0\x03', 'latin1')],
  ['a zip without its directory', 'BROKEN_ZIP', 'XLSX', zipOf(parts).subarray(0, 900)],
  ['a zip whose directory lies outside of it', 'BROKEN_ZIP', 'XLSX', spoiledDirectory()],
  [
    'another zip without its directory',
    'BROKEN_ZIP',
    'ZIP',
    zipOf([{ name: 'detalle.csv', content: 'a;b' }]).subarray(0, 50),
  ],
];

describe('a file that can be read', () => {
  it.each(readable)('%s is told by its bytes: %s', async (_, format, bytes) => {
    expect(await checkBillingFile(folder.write(bytes))).toEqual({ format });
  });

  it.each(['claro-pe-detalle.xlsx', 'personal-ar-detalle.xlsx', 'bitel-pe-consumo.xlsx'])(
    '%s is XLSX',
    async (name) => {
      expect(await detectFormat(join(SAMPLES, name))).toEqual({ format: 'XLSX' });
    },
  );
});

describe('a zip of several files', () => {
  it('is refused with their names, in both languages, as far as they fit', async () => {
    const files = Array.from({ length: 12 }, (_, i) => ({ name: `F${i + 1}\n.csv`, content: 'a;b' }));
    const error = await checkBillingFile(folder.write(zipOf(files))).catch((each: unknown) => each);
    expect(error).toMatchObject({ code: 'UNREADABLE_FORMAT', detectedFormat: 'ZIP' });
    const { text } = error as FileError;
    expect(text.es).toContain('12 archivos que se pueden leer');
    expect(text.es).toMatch(/"F1\?\.csv", "F2\?\.csv".*"F10\?\.csv" y 2 más$/);
    expect(text.en).toMatch(/12 files.*"F10\?\.csv" and 2 more$/);
  });

  it('leaves no file behind in any case', async () => {
    const path = folder.write(zipOf([{ name: 'x.xlsx', content: zipOf(parts) }]));
    const before = readdirSync(dirname(path));
    await checkBillingFile(path);
    expect(readdirSync(dirname(path))).toEqual(before);
  });
});

describe('a file that is refused', () => {
  it.each(refused)('%s: %s, %s, with what to do', async (_, code, format, bytes) => {
    const error = await checkBillingFile(folder.write(bytes)).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(FileError);
    expect(error).toMatchObject({ code, detectedFormat: format });
    expect((error as FileError).hint?.es.length).toBeGreaterThan(20);
    expect((error as FileError).hint?.en.length).toBeGreaterThan(20);
  });

  it('every sample cut in half is a broken zip', async () => {
    const half = readFileSync(join(SAMPLES, 'movistar-mx-conceptos.xlsx')).subarray(0, 90_000);
    const error = await checkBillingFile(folder.write(half)).catch((each: unknown) => each);
    expect(error).toMatchObject({ code: 'BROKEN_ZIP', detectedFormat: 'XLSX' });
  });
});

/** An OLE compound file with these names in its directory, four to a sector, the sectors out of order. */
function compound(names: readonly string[]): Buffer {
  const sectors = Math.ceil(names.length / 4);
  const file = Buffer.alloc(512 * (2 + sectors), 0);
  file.write('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 0, 'latin1');
  file.writeUInt16LE(9, 30);
  // Sector 0 is the allocation table; the directory runs through the others backwards.
  file.writeUInt32LE(sectors, 48);
  file.writeUInt32LE(0, 76);
  for (let i = 1; i <= sectors; i++) file.writeUInt32LE(i > 1 ? i - 1 : 0xfffffffe, 512 + 4 * i);
  for (const [i, name] of names.entries()) {
    const sector = sectors - Math.floor(i / 4);
    const at = 512 * (1 + sector) + 128 * (i % 4);
    file.write(name, at, 'utf16le');
    file.writeUInt16LE(2 * name.length + 2, at + 64);
  }
  return file;
}

function spoiledDirectory(): Buffer {
  const bytes = zipOf(parts);
  bytes.writeUInt32LE(0x7fffffff, bytes.length - 6);
  return bytes;
}
