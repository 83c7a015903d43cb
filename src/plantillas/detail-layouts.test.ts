import { describe, expect, it } from 'vitest';
import { mapSheet, type TestCell } from '../../test/map-sheet.ts';
import { CELL } from '../domain/row.ts';

/** The shapes of operators' files (docs/plantillas.md), each said as data; the sheets are made up. */

function n(text: string): TestCell {
  return { n: text };
}

function picked(rows: readonly Readonly<Record<string, string | null>>[], ...columns: string[]) {
  return rows.map((row) => columns.map((column) => row[column]));
}

describe('details of calls and consumption', () => {
  it('4: hour as HHmmss without its leading zeros, beside the date; the cycle of the operador', () => {
    const json = {
      header: { cells: ['Código Cuenta'] },
      cycleDay: 18,
      tiposArchivo: [
        {
          code: 'llamadas',
          name: 'Llamadas',
          kind: 'DETALLE_CONSUMO',
          columns: [
            { header: 'Código Cuenta', field: 'account' },
            { header: 'Tipo llamada', field: 'operadorConcept' },
            { header: 'Hora', field: 'occurredAt', format: 'HHmmss' },
            { header: 'Fecha', field: 'occurredOn' },
            { header: 'Línea', field: 'lineaNumber' },
            { header: 'Importe', field: 'total' },
          ],
        },
      ],
      concepts: [{ match: ['*'], is: 'VOICE' }],
    };
    const { charges, issues } = mapSheet(json, [
      ['Reporte de llamadas'],
      ['', 'Código Cuenta', 'Tipo llamada', 'Hora', 'Fecha', 'Línea', 'Importe'],
      [null, 'A', 'LOCAL', n('30229'), { kind: CELL.DATE, text: '46252' }, n('5535637298'), n('0.5')],
      [null, 'A', 'LOCAL', n('30229'), { kind: CELL.DATE, text: '46251' }, n('5535637298'), n('0.5')],
    ]);
    expect(picked(charges, 'occurred_at')).toEqual([['2026-08-18 03:02:29'], ['2026-08-17 03:02:29']]);
    expect(picked(issues, 'code', 'row', 'column', 'detail')).toEqual([
      ['DATE_OUTSIDE_PERIODO', '4', '4', '2026-08-18/2026-09-17'],
    ]);
  });

  it('15: the first quantity that is not blank counts, with its unit; date cells and text, time beside', () => {
    const json = {
      header: { cells: ['Número', 'Fecha'] },
      numbers: { blanks: ['-'] },
      tiposArchivo: [
        {
          code: 'consumo',
          name: 'Consumo',
          kind: 'DETALLE_CONSUMO',
          columns: [
            { header: 'Número', field: 'lineaNumber' },
            { header: 'Fecha', field: 'occurredOn' },
            { header: 'Hora', field: 'occurredAt' },
            { header: 'Tipo', field: 'operadorConcept' },
            { header: 'Duración', field: 'quantity', type: 'DURATION', format: 'mm:ss', unit: 'SECOND' },
            { header: 'MB', field: 'quantity', type: 'DATA_VOLUME', unit: 'MB' },
            { header: 'Importe', field: 'total' },
            { field: 'account', value: 'C-001' },
          ],
        },
      ],
      concepts: [
        { match: ['VOZ'], is: 'VOICE' },
        { match: ['*'], is: 'DATA' },
      ],
    };
    const { charges, issues } = mapSheet(json, [
      ['Número', 'Fecha', 'Hora', 'Tipo', 'Duración', 'MB', 'Importe'],
      ['947117029', { kind: CELL.DATE, text: '46267' }, '03:02:29', 'VOZ', '56:51', '-', n('1.4396')],
      ['947117029', '02/09/2026', { kind: CELL.DATE, text: '0.5' }, 'DATOS', '-', n('69.119'), n('1.8000')],
      ['947117029', '02/09/2026', null, 'SMS', null, null, n('0')],
      ['947117029', '31/02/2026', '99:00', 'SMS', 'x', 'y', n('0')],
    ]);
    expect(picked(charges, 'account', 'occurred_on', 'occurred_at', 'quantity', 'unit', 'total')).toEqual([
      ['C-001', '2026-09-02', '2026-09-02 03:02:29', '3411', 'SECOND', '1.4396'],
      ['C-001', '2026-09-02', '2026-09-02 12:00:00', '69.119', 'MB', '1.80'],
      ['C-001', '2026-09-02', null, null, null, '0.00'],
    ]);
    expect(issues.map(({ code }) => code)).toEqual([
      'INVALID_DATE',
      'INVALID_TIME',
      'INVALID_DURATION',
      'INVALID_DATA_VOLUME',
    ]);
  });
});
