import { describe, expect, it } from 'vitest';
import { exampleDefinition } from '../../../test/example-definition.ts';
import { mapSheet, type TestCell } from '../../../test/map-sheet.ts';
import { parsePeriodo } from '../../domain/periodo.ts';
import { parseDefinition } from '../definition.ts';
import type { SampleCell } from './sample-cell.ts';
import { sampleFileName } from './sample-file-name.ts';
import { sampleSheet } from './sample-sheet.ts';

const PERIODO = '2026-09';

/** The days are written as text here: what a workbook makes of them is for the whole-server test. */
function written(cell: SampleCell): TestCell {
  if (cell === null || typeof cell === 'string') return cell;
  if ('number' in cell) return { n: String(cell.number) };
  if ('cents' in cell) return { n: String(cell.cents / 100) };
  const day = String(cell.day);
  return `${day.slice(6)}/${day.slice(4, 6)}/${day.slice(0, 4)}`;
}

function imported(json: unknown) {
  const definition = parseDefinition(json);
  const periodo = parsePeriodo(PERIODO);
  const sheet = sampleSheet(definition, definition.tiposArchivo[0]?.code ?? '', periodo);
  const name = sampleFileName(definition, periodo);
  const header = sheet.columns.map((column) => column.header);
  const blank = Array.from({ length: sheet.headerRows - 1 }, () => []);
  const mapped = mapSheet(json, [header, ...blank, ...sheet.rows.map((row) => row.map(written))], {
    periodo: PERIODO,
    ...(name === undefined ? {} : { fileName: `${name}.xlsx` }),
  });
  return { ...mapped, name, header, total: sheet.total };
}

function withTipo(tipo: object, more: object = {}) {
  const base = exampleDefinition();
  return { ...base, ...more, tiposArchivo: [{ ...base.tiposArchivo[0], ...tipo }] };
}
const columns = () => exampleDefinition().tiposArchivo.flatMap((tipo) => tipo.columns);

describe('a sample', () => {
  it.each<[string, object]>([
    ['the example of the guide', exampleDefinition()],
    [
      'a month and a day that must be there, in a cycle of its own, and no new column',
      withTipo(
        {
          columns: [
            ...columns().map((column) =>
              column.field === 'periodo' ? { ...column, required: true } : column,
            ),
            { header: 'Fecha', field: 'occurredOn', required: true },
            { header: 'Hora', field: 'occurredAt', format: 'HHmmss', required: true },
          ],
        },
        { cycleDay: 18, columnContract: 'STRICT' },
      ),
    ],
    [
      'the account in the name of the file',
      withTipo({
        header: { cells: ['Línea', 'Importe'] },
        columns: columns().filter(({ field }) => field !== 'account'),
        fileName: 'Factura {account} {MM-YYYY}',
      }),
    ],
    [
      'two header rows, one of them with a cell of no column',
      withTipo({ header: { cells: ['Línea', 'Zona *'], rows: 2 } }),
    ],
    [
      'net and total, tax between them',
      withTipo({ columns: [...columns(), { header: 'Neto', field: 'net' }] }),
    ],
    [
      'a concept that another column decides, and rows that look like totals',
      withTipo(
        {
          columns: [...columns(), { header: 'Grupo', decidesConcept: true }],
          rows: [{ when: { '*': 'renta*' }, is: 'TOTAL' }],
        },
        {
          concepts: [
            { match: ['Renta'], is: 'FIXED_CHARGE' },
            { match: ['*cuota*'], is: 'DEVICE' },
          ],
        },
      ),
    ],
    [
      'a wide file with taxes, quantities and usage',
      withTipo(
        {
          header: { cells: ['Línea', 'Monto Renta'] },
          columns: [
            { header: 'Línea', field: 'lineaNumber', required: true },
            { header: 'Neto', check: 'net' },
            { header: 'IVA', check: 'tax' },
            { header: 'Total', check: 'sum' },
          ],
          variableColumns: {
            match: ['Monto *'],
            taxHeader: 'IVA *',
            quantity: [{ header: 'Uso *', type: 'DURATION', format: 'hh:mm' }, { header: 'Uso * (MB)' }],
          },
          usageColumns: [{ match: ['Minutos *'], unit: 'MINUTE' }],
        },
        {
          concepts: [
            { match: ['*Renta'], is: 'FIXED_CHARGE' },
            { match: ['*Datos*'], is: 'DATA' },
            { match: ['Minutos*'], is: 'VOICE' },
          ],
        },
      ),
    ],
  ])('of %s is imported without an issue, to the cent', (_, json) => {
    const { issues, result, error, total } = imported(json);
    expect(error).toBeUndefined();
    expect(issues).toEqual([]);
    expect(result?.counters).toMatchObject({ rowsRead: 3, rowsAccepted: 3 });
    expect(result?.totals.total).toBe((total / 100).toFixed(2));
    expect(total).toBeGreaterThan(0);
  });

  it('says no month where it need not, and so goes with any periodo', () => {
    const json = exampleDefinition();
    const sheet = sampleSheet(parseDefinition(json), 'conceptos', parsePeriodo('2020-01'));
    const rows = [sheet.columns.map(({ header }) => header), ...sheet.rows.map((row) => row.map(written))];
    expect(mapSheet(json, rows, { periodo: '2031-12' }).issues).toEqual([]);
  });

  it('without any rule for concepts shows no more than that', () => {
    const { issues, result } = imported({ ...exampleDefinition(), concepts: [] });
    expect(new Set(issues.map(({ code }) => code))).toEqual(new Set(['UNKNOWN_CONCEPT']));
    expect(result?.counters.rowsAccepted).toBe(3);
  });
});
