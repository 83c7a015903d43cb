import { CFB, utils, write } from '@e965/xlsx';
import { zipOf } from '../../src/formats/xlsx/zip-of.test-data.ts';
import { type Case, refused } from './case.ts';
import { producersGive } from './cell-rows.ts';
import {
  csv,
  dataRow,
  fixture,
  good,
  headerRow,
  parts,
  row,
  sheet,
  text,
  textRow,
  valuesOf,
} from './files.ts';
import { HEADER } from './plantilla.ts';

const ONE = { charges: ['987654321 39.90'] };
const reads = (
  name: string,
  file: () => Buffer,
  gives: Case['gives'] = ONE,
  more: Partial<Case> = {},
): Case => ({
  name,
  file,
  gives,
  ...more,
});
const fails = (name: string, file: () => Buffer, code: string): Case => ({
  name,
  file,
  gives: { fails: code },
});
const page = (body = '') =>
  `<html><table><tr><th>${HEADER.join('<th>')}</tr><tr><td>${valuesOf({}).join('<td>')}</tr></table>${body}</html>`;
const encrypted = (): Buffer => {
  const file = CFB.utils.cfb_new();
  for (const name of ['EncryptionInfo', 'EncryptedPackage'])
    CFB.utils.cfb_add(file, `/${name}`, Buffer.alloc(5_000));
  return Buffer.from(CFB.write(file, { type: 'buffer' }) as Uint8Array);
};
const xls = (bookType: 'biff8' | 'biff5'): Buffer =>
  write(
    { SheetNames: ['Hoja1'], Sheets: { Hoja1: utils.aoa_to_sheet([HEADER, valuesOf({})]) } },
    { type: 'buffer', bookType },
  );
const sheets = (...names: string[]) =>
  sheet(headerRow() + dataRow(2), {
    moreSheets: names.map((name) => ({
      name,
      sheet: headerRow() + dataRow(2),
      ...(name.startsWith('Oculta') && { state: 'hidden' }),
    })),
  });

/** The rows of the table that are about whole files. */
export const FILE_ROWS: Readonly<Record<string, readonly Case[]>> = {
  'title rows, logos, merged cells above the header; two header rows; header moved to another row or column':
    [
      reads('a title, and the header further down', () =>
        sheet(textRow(1, ['REPORTE']) + headerRow(8) + dataRow(9)),
      ),
      reads('columns in another order', () =>
        Buffer.from(
          'Importe;Grupo;Duración;Fecha;Concepto;Plan;Línea;Cuenta\n39.90;;;;Renta;;987654321;C-1\n',
        ),
      ),
      reads(
        'two header rows',
        () => sheet(textRow(1, ['Datos', '', '', 'Cargos']) + headerRow(2) + dataRow(3)),
        ONE,
        { tipo: 'dos-filas' },
      ),
      reads('of openpyxl', () => fixture('openpyxl.xlsx'), producersGive('XLSX')),
      reads('of LibreOffice', () => fixture('libreoffice.xlsx'), producersGive('XLSX')),
    ],
  'duplicate or blank headers, trailing blanks, typos known as aliases': [
    reads('blanks and a known typo', () =>
      csv([{}], { header: HEADER.map((name) => (name === 'Línea' ? 'Lnea  ' : `${name} `)) }),
    ),
    reads(
      'a second Importe',
      () => Buffer.from(`${HEADER.join(';')};Importe;\n${valuesOf({}).join(';')};1;\n`),
      {
        ...ONE,
        issues: ['DUPLICATE_COLUMN Importe'],
      },
    ),
    reads('an unknown one', () => Buffer.from(`${HEADER.join(';')};Bono\n${valuesOf({}).join(';')};1\n`), {
      ...ONE,
      issues: ['NEW_COLUMN Bono'],
    }),
  ],
  'shared strings, inline strings, rich text, phonetic runs, `_x000D_`, xml:space, strict OOXML namespace, prefixed XML namespaces':
    [
      reads('rich text, phonetic runs and escapes', () =>
        sheet(
          headerRow() +
            row(2, [
              text('C-1'),
              '<c t="s"><v>0</v></c>',
              '',
              text('Ren_x000D_ta'),
              '',
              '',
              '<c><v>39.9</v></c>',
              '',
            ]),
          {
            strings:
              '<si><r><t>9876</t></r><r><t xml:space="preserve">54321 </t></r><rPh sb="0" eb="1"><t>x</t></rPh></si>',
          },
        ),
      ),
      reads('prefixed and strict', () =>
        sheet(
          `<?xml version="1.0"?><x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>${(headerRow() + dataRow(2)).replace(/<(\/?)(row|c|is|t)\b/g, '<$1x:$2')}</x:sheetData></x:worksheet>`,
        ),
      ),
    ],
  'sharedStrings after the sheet in the zip, zip data descriptors, zip64': [
    reads('all of them', () =>
      zipOf(
        parts(headerRow() + dataRow(2)).map((part, i) => ({
          ...part,
          descriptor: i % 2 === 0,
          zip64: i % 2 === 1,
        })),
        {
          zip64End: true,
        },
      ),
    ),
  ],
  'several sheets, hidden sheets': [
    reads('a hidden one too', () => sheets('Oculta')),
    reads('the hidden one named', () => sheets('Oculta'), ONE, { sheet: 'Oculta' }),
    {
      name: 'several',
      file: () => sheets('Otra'),
      gives: { fails: 'SEVERAL_SHEETS', sheets: ['Hoja1', 'Otra'] },
    },
    { name: 'none', file: () => sheet(textRow(1, ['x'])), gives: { fails: 'NO_HEADER', sheets: ['Hoja1'] } },
  ],
  'CSV: `,` `;` tab, quotes, newline inside quotes, UTF-8 with or without BOM, UTF-16, Windows-1252': [
    ...[',', ';', '\t'].map((separator) =>
      reads(JSON.stringify(separator), () => csv([{ Plan: 'a"b\nc;d' }], { separator })),
    ),
    reads('UTF-8 with a mark', () => Buffer.concat([Buffer.from('\ufeff'), csv([{}])])),
    reads('UTF-16', () => Buffer.from(`\ufeff${csv([{}])}`, 'utf16le')),
    reads('Windows-1252', () => Buffer.from(csv([{}]).toString(), 'latin1')),
  ],
  '`.xls` (BIFF), HTML named .xls, CSV named .xlsx, password-protected workbook, PDF, image, zero bytes': [
    reads('.xls of LibreOffice', () => fixture('libreoffice.xls'), producersGive('XLS'), {
      as: 'detalle.xls',
    }),
    reads('.xls of SheetJS', () => xls('biff8'), { ...ONE, format: 'XLS' }, { as: 'a.xls' }),
    reads('HTML of LibreOffice named .xls', () => fixture('libreoffice.html'), producersGive('HTML'), {
      as: 'a.xls',
    }),
    reads('HTML written by hand', () => Buffer.from(page()), { ...ONE, format: 'HTML' }, { as: 'a.xls' }),
    {
      name: 'two tables',
      file: () => Buffer.from(page(page())),
      gives: { fails: 'SEVERAL_SHEETS', sheets: ['Tabla 1', 'Tabla 2'] },
    },
    reads('CSV named .xlsx', () => csv([{}]), { ...ONE, format: 'CSV' }, { as: 'detalle.xlsx' }),
    reads(
      'a workbook with macros',
      () =>
        sheet(headerRow() + dataRow(2), {
          contentType: 'application/vnd.ms-excel.sheet.macroEnabled.main+xml',
        }),
      { ...ONE, format: 'XLSM' },
    ),
    reads('a workbook with external links', () =>
      zipOf([
        ...parts(headerRow() + dataRow(2)),
        { name: 'xl/externalLinks/externalLink1.xml', content: '<externalLink/>' },
      ]),
    ),
    refused('an encrypted workbook', encrypted, 'ENCRYPTED', 'ENCRYPTED'),
    refused('an .xls with a password', () => fixture('encrypted.xls'), 'ENCRYPTED', 'ENCRYPTED'),
    refused('ODS', () => fixture('libreoffice.ods'), 'UNREADABLE_FORMAT', 'ODS'),
    refused(
      'XLSB',
      () => sheet('', { contentType: 'application/vnd.ms-excel.sheet.binary.macroEnabled.main' }),
      'UNREADABLE_FORMAT',
      'XLSB',
    ),
    refused('a PDF', () => Buffer.from('%PDF-1.7\n'), 'UNREADABLE_FORMAT', 'PDF'),
    refused(
      'an image',
      () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
      'UNREADABLE_FORMAT',
      'IMAGE',
    ),
    refused('zero bytes', () => Buffer.alloc(0), 'EMPTY_FILE', 'EMPTY'),
    refused(
      'a log-in screen',
      () => Buffer.from('<html><form>Clave</form></html>'),
      'UNREADABLE_FORMAT',
      'HTML',
    ),
  ],
  'a zip with one workbook or CSV in it': [
    reads('a workbook', () => zipOf([{ name: 'a.xlsx', content: good() }]), { ...ONE, format: 'XLSX' }),
    reads(
      'an old workbook',
      () => zipOf([{ name: 'a', content: fixture('libreoffice.xls') }]),
      producersGive('XLS'),
    ),
    reads(
      'a CSV beside junk',
      () =>
        zipOf([
          { name: '__MACOSX/._a', content: 'x' },
          { name: 'a.csv', content: csv([{}]) },
        ]),
      { ...ONE, format: 'CSV' },
    ),
    refused(
      'two',
      () =>
        zipOf([
          { name: 'a.csv', content: csv([{}]) },
          { name: 'b.csv', content: csv([]) },
        ]),
      'UNREADABLE_FORMAT',
      'ZIP',
    ),
    refused('none', () => zipOf([{ name: 'a.pdf', content: '%PDF-' }]), 'UNREADABLE_FORMAT', 'ZIP'),
  ],
  'truncated zip, broken XML, wrong CRC': [
    refused('truncated', () => good().subarray(0, 700), 'BROKEN_ZIP', 'XLSX'),
    fails('broken XML', () => sheet(`${headerRow()}<row r="2"><c`), 'BROKEN_CONTENT'),
    fails(
      'wrong CRC',
      () =>
        zipOf(
          parts(headerRow() + dataRow(2)).map((part) =>
            part.name.includes('sheet1') ? { ...part, crc: 1 } : part,
          ),
        ),
      'BROKEN_CONTENT',
    ),
  ],
  'zip bomb, XML entities or DTD, 100 MB of shared strings, deep nesting, path tricks in names': [
    fails('a bomb', () => sheet(`${headerRow()}${' '.repeat(120 * 2 ** 20)}`), 'LIMIT_EXCEEDED'),
    fails(
      'a DTD',
      () => sheet(`<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "b">]><worksheet><sheetData/></worksheet>`),
      'BROKEN_CONTENT',
    ),
    refused('path tricks', () => zipOf([{ name: '../a.csv', content: csv([{}]) }]), 'BROKEN_ZIP', 'ZIP'),
  ],
  'no data rows; header only; wrong plantilla; another periodo; two accounts': [
    fails('header only', () => csv([]), 'NO_DATA_ROWS'),
    fails('wrong plantilla', () => Buffer.from('a;b\n1;2\n'), 'NO_HEADER'),
    {
      ...fails(
        'another periodo',
        () => Buffer.from(`Ciclo;${HEADER.join(';')}\n202608;${valuesOf({}).join(';')}\n`),
        'OTHER_PERIODO',
      ),
      tipo: 'periodo',
    },
    fails('two accounts', () => csv([{}, { Cuenta: 'C-2' }]), 'TWO_ACCOUNTS'),
  ],
  '200 000 bad rows': [
    {
      name: 'are all counted',
      file: () => csv(Array.from({ length: 200_000 }, () => ({ Importe: 'x' }))),
      gives: { fails: 'ALL_ROWS_REJECTED', rejected: 200_000 },
    },
  ],
};
