import type { Case } from './case.ts';
import { cells, csv, dataRow, fixture, headerRow, number, row, sheet, textRow } from './files.ts';
import { HEADER } from './plantilla.ts';

const one = (
  name: string,
  words: Record<string, string>,
  charges: string[],
  issues: string[] = [],
  tipo?: string,
): Case => ({
  name,
  file: () =>
    csv([
      { Concepto: name.slice(0, 30), ...words },
      { Línea: '911111111', Importe: tipo === 'coma' ? '39,90' : '39.90' },
    ]),
  ...(tipo && { tipo }),
  gives: { charges: [...charges, '911111111 39.90'], issues },
});
const amount = (written: string, read: string, tipo?: string) =>
  one(`importe ${written}`, { Importe: written }, [`987654321 ${read}`], [], tipo);
const noAmount = (written: string, code: string, tipo?: string) =>
  one(`importe ${written}`, { Importe: written }, [], [`${code} ${written}`], tipo);
const linea = (written: string) => one(`línea ${written}`, { Línea: written }, ['987654321 39.90']);
const duration = (written: string, seconds: string, tipo?: string) =>
  one(`duración ${written}`, { Duración: written }, [`987654321 39.90 ${seconds}`], [], tipo);
const date = (written: string, read: string, tipo?: string) =>
  one(`fecha ${written}`, { Fecha: written }, [`987654321 39.90 ${read}`], [], tipo);
const xml = (
  name: string,
  changed: Record<string, string>,
  charges: string[],
  issues: string[] = [],
): Case => ({
  name,
  file: () =>
    sheet(headerRow() + row(2, cells(changed)) + dataRow(3, { Línea: '911111111' }), {
      formats: ['General', 'dd/mm/yyyy', '[h]:mm:ss'],
    }),
  gives: { charges: [...charges, '911111111 39.90'], issues },
});

/** The rows of the table that are about cells. */
export const CELL_ROWS: Readonly<Record<string, readonly Case[]>> = {
  'number as text, `1.234,56`, `1,234.56`, `S/ 39.90`, `(39.90)`, `39.90-`, blank': [
    amount('1.234,56', '1234.56', 'coma'),
    amount('1,234.56', '1234.56'),
    amount('S/ 39.90', '39.90'),
    amount('(39.90)', '-39.90'),
    amount('39.90-', '-39.90'),
    noAmount('1.234,56', 'AMBIGUOUS_NUMBER'),
    noAmount('1,234.56', 'AMBIGUOUS_NUMBER', 'coma'),
    noAmount('treinta', 'INVALID_NUMBER'),
    one('importe en blanco', { Importe: ' ' }, [], ['MISSING_VALUE null']),
    xml('a number cell with the noise of a double', { Importe: number('39.899999999999999') }, [
      '987654321 39.90',
    ]),
  ],
  "line as number, `5.35E+09`, +51, blanks, dashes, leading `'`": [
    linea('+51 987-654-321'),
    linea("'987654321"),
    linea('987 654 321'),
    xml('a number', { Línea: number('987654321') }, ['987654321 39.90']),
    xml('a number written with an exponent', { Línea: number('9.87654321E+08') }, ['987654321 39.90']),
    one('lost digits', { Línea: '9.88E+08' }, [], ['LINEA_LOST_DIGITS 9.88E+08']),
  ],
  'durations `00:03:25`, `56:51` (mm:ss, layout 15), `205`, `3.42 min`, a fraction of a day, over 24 h': [
    duration('00:03:25', '205'),
    duration('56:51', '3411'),
    duration('205', '205', 'segundos'),
    duration('3.42 min', '205.2'),
    duration('0.5', '43200', 'dias'),
    duration('30:00:00', '108000'),
    xml('a cell of 30 hours', { Duración: number('1.25', 's="2"') }, ['987654321 39.90 108000']),
  ],
  'dates: serial, text dd/MM/yy, ISO, 1904 system': [
    date('15/09/26', '2026-09-15'),
    date('2026-09-15', '2026-09-15'),
    date('09/15/2026', '2026-09-15', 'mdy'),
    xml('a serial', { Fecha: number('46280', 's="1"') }, ['987654321 39.90 2026-09-15']),
    one('no date', { Fecha: 'ayer' }, [], ['INVALID_DATE ayer']),
    { name: '1904', file: () => fixture('openpyxl-1904.xlsx'), gives: producersGive() },
  ],
  'KB, MB, GB; mojibake CP850/1252': [
    one('2048 KB', { Duración: '2048 KB' }, ['987654321 39.90 2'], [], 'datos'),
    one('1 GB', { Duración: '1 GB' }, ['987654321 39.90 1024'], [], 'datos'),
    one('Facturaci¾n', {}, ['987654321 39.90'], ['GARBLED_TEXT Facturaci¾n']),
  ],
  'formula with its cached value / without; `#N/A`': [
    xml('its value', { Importe: '<c><f>1+1</f><v>2</v></c>' }, ['987654321 2.00']),
    xml('without', { Importe: '<c><f>1+1</f></c>' }, [], ['FORMULA_WITHOUT_VALUE null']),
    xml('#N/A', { Importe: '<c t="e"><v>#N/A</v></c>' }, [], ['ERROR_CELL #N/A']),
  ],
  'account-level charge (text where the number goes)': [
    one('cargo', { Línea: 'Cargo de cuenta' }, ['null 39.90']),
  ],
  'cell without r=, rows with gaps, empty rows, used range up to row 1 048 576': [
    {
      name: 'all of them',
      file: () =>
        sheet(
          `<row>${textRow(1, HEADER).replace(/<row[^>]*>|<\/row>| r="[A-Z]\d+"/g, '')}</row>` +
            `<row r="7"/>${dataRow(9)}<row r="1048576"><c r="A1048576" s="1"/></row>`,
        ),
      gives: { charges: ['987654321 39.90'] },
    },
    {
      name: 'a cell at XFD1048576',
      file: () =>
        sheet(`${headerRow()}${dataRow(2)}<row r="1048576"><c r="XFD1048576" t="str"><v> </v></c></row>`),
      gives: { charges: ['987654321 39.90'] },
    },
  ],
  'totals, SUMA, "tot" rows; NO CONSIDERAR rows': [
    {
      name: 'all of them',
      file: () =>
        csv([{}, { Línea: 'SUMA' }, { Grupo: 'NO CONSIDERAR' }, { Cuenta: 'TOTAL', Importe: '39.90' }]),
      gives: {
        charges: ['987654321 39.90'],
        issues: ['TOTAL_ROW null', 'EXCLUDED_ROW null', 'TOTAL_ROW null'],
        declared: '39.90',
      },
    },
  ],
};

/** What all producers' files of the same workbook give. */
export function producersGive(format?: string): Case['gives'] {
  return {
    charges: ['987654321 39.90 205 2026-09-15', '987654322 -5.35 5 2026-09-16'],
    issues: ['TOTAL_ROW null'],
    declared: '34.55',
    ...(format && { format }),
  };
}
