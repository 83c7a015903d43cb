import { describe, expect, it } from 'vitest';
import { mapSheet, type TestCell } from '../../test/map-sheet.ts';

/** The shapes of operators' files (docs/plantillas.md), each said as data; the sheets are made up. */

function n(text: string): TestCell {
  return { n: text };
}

function picked(rows: readonly Readonly<Record<string, string | null>>[], ...columns: string[]) {
  return rows.map((row) => columns.map((column) => row[column]));
}

describe('long layouts', () => {
  it('1: total and net give the tax; a group stays out; the same charge twice is legal; mojibake is told', () => {
    const json = {
      header: { cells: ['SUBSCRIBER_KEY', 'CHARGE_TOTAL_AMOUNT'] },
      linea: { digits: [9] },
      tiposArchivo: [
        {
          code: 'extracto',
          name: 'Extracto',
          kind: 'CHARGES',
          columns: [
            { header: 'FINANCIAL_ACCOUNT_KEY', field: 'account' },
            { header: 'SUBSCRIBER_KEY', field: 'lineaNumber', required: true },
            { header: 'ciclo', field: 'periodo', format: 'YYYYMMDD' },
            { header: 'CHARGE_CODE_ID', field: 'operadorConcept', required: true },
            { header: 'CHARGE_CODE_DESC', field: 'description' },
            { header: 'GRUPO' },
            { header: 'PERIOD_END_DATE', field: 'periodTo', format: 'YYYYMMDD' },
            { header: 'CHARGE_TOTAL_AMOUNT', field: 'total', required: true },
            { header: 'CHARGE_NET_AMOUNT', field: 'net', required: true },
          ],
          rows: [{ when: { GRUPO: 'NO CONSIDERAR' }, is: 'EXCLUDED' }],
        },
      ],
      concepts: [
        { match: ['CF*'], is: 'FIXED_CHARGE' },
        { match: ['Bono*'], is: 'BONUS' },
      ],
    };
    const header = [
      'CUSTOMER_KEY',
      'FINANCIAL_ACCOUNT_KEY',
      'SUBSCRIBER_KEY',
      'ciclo',
      'CHARGE_CODE_ID',
      'CHARGE_CODE_DESC',
      'GRUPO',
      'PERIOD_END_DATE',
      'CHARGE_TOTAL_AMOUNT',
      'CHARGE_NET_AMOUNT',
    ];
    const row = (...change: [number, TestCell][]) => {
      const cells: TestCell[] = [
        'C1',
        n('77001'),
        n('987654321'),
        n('20260918'),
        'CF01',
        'Cargo fijo',
        'CARGO FIJO',
        '20260930',
        n('118'),
        n('100'),
      ];
      for (const [column, cell] of change) cells[column] = cell;
      return cells;
    };
    const { charges, issues, result } = mapSheet(json, [
      header,
      row(),
      row(),
      row([4, 'X9'], [5, 'Bono'], [8, n('-11.8')], [9, n('-10')]),
      row([6, 'NO CONSIDERAR'], [8, n('5000')]),
      row([5, 'Facturaci¾n']),
    ]);
    expect(picked(charges, 'account', 'concept', 'period_to', 'net', 'tax', 'total')).toEqual([
      ['77001', 'FIXED_CHARGE', '2026-09-30', '100.00', '18.00', '118.00'],
      ['77001', 'FIXED_CHARGE', '2026-09-30', '100.00', '18.00', '118.00'],
      ['77001', 'BONUS', '2026-09-30', '-10.00', '-1.80', '-11.80'],
      ['77001', 'FIXED_CHARGE', '2026-09-30', '100.00', '18.00', '118.00'],
    ]);
    expect(picked(issues, 'code', 'row', 'column', 'header', 'raw_value')).toEqual([
      ['EXCLUDED_ROW', '5', null, 'GRUPO', 'NO CONSIDERAR'],
      ['GARBLED_TEXT', '6', '5', 'CHARGE_CODE_DESC', 'Facturaci¾n'],
    ]);
    expect(result?.totals.total).toBe('342.20');
  });

  it('2: several files of one bill, each with a header of its own; apostrophes, two-digit years', () => {
    const json = {
      numbers: { thousands: ',' },
      linea: { digits: [10] },
      tiposArchivo: [
        {
          code: 'f1',
          name: 'Líneas',
          kind: 'LINEA_SUMMARY',
          header: { cells: ['Teléfono', 'Renta'] },
          columns: [
            { header: 'Fecha facturación' },
            { header: 'Periodo', field: 'periodo' },
            { header: 'Teléfono', field: 'lineaNumber', required: true },
            { header: 'Cuenta maestra', field: 'account' },
            { header: 'Minutos libres' },
          ],
          variableColumns: {
            match: ['Ajustes', 'Renta', 'Servicios*', '* nacional', 'Descuentos', 'Roaming', 'IVA'],
          },
        },
        {
          code: 'f4',
          name: 'Llamadas',
          kind: 'DETALLE_CONSUMO',
          header: { cells: ['Fecha y hora inicio', 'Tel. destino'] },
          columns: [
            { header: 'Fecha y hora inicio', field: 'occurredAt', format: 'dd/mm/yy' },
            { header: 'Línea', field: 'lineaNumber' },
            { header: 'Tipo', field: 'operadorConcept' },
            { header: 'Tel. destino', field: 'destination' },
            { header: 'Duración', field: 'quantity', type: 'DURATION', format: 'minutes', unit: 'MINUTE' },
            { header: 'Importe', field: 'total' },
          ],
        },
      ],
      concepts: [{ match: ['IVA'], is: 'TAX' }],
    };
    const f1 = mapSheet(json, [
      [
        'Fecha facturación',
        'Periodo',
        'Teléfono',
        'Renta',
        'LD nacional',
        'IVA',
        'Población',
        'Cuenta maestra',
      ],
      ["'01/10/26", 'sep-26', "'5535637298", '1,100.50', '0', '176.08', 'CDMX', '90'],
    ]);
    expect(picked(f1.charges, 'operador_concept', 'concept', 'column', 'net', 'tax', 'total')).toEqual([
      ['Renta', 'OTHER', '3', '1100.50', '0.00', '1100.50'],
      ['IVA', 'TAX', '5', '0.00', '176.08', '176.08'],
    ]);
    const f4 = mapSheet(
      json,
      [
        ['Fecha y hora inicio', 'Línea', 'Tipo', 'Tel. destino', 'Duración', 'Importe'],
        ['18/09/26 13:50:43', '5535637298', 'LOCAL', '5511112222', '3', '1.5'],
        ['18/08/26 23:59', '5535637298', 'LOCAL', '5511112222', '0.5', null],
      ],
      { tipoArchivo: 'f4' },
    );
    expect(
      picked(f4.charges, 'occurred_on', 'occurred_at', 'destination', 'quantity', 'unit', 'total'),
    ).toEqual([
      ['2026-09-18', '2026-09-18 13:50:43', '5511112222', '3', 'MINUTE', '1.50'],
      ['2026-08-18', '2026-08-18 23:59:00', '5511112222', '0.5', 'MINUTE', '0.00'],
    ]);
    expect(f4.result?.issueCounts).toEqual({ DATE_OUTSIDE_PERIODO: 1, UNKNOWN_CONCEPT: 2 });
  });

  it('7 and 8: net, tax and total as written; a difference is told and kept', () => {
    const json = {
      header: { cells: ['TELEFONO', 'TOTAL'] },
      numbers: { decimal: ',', thousands: '.' },
      tolerance: '0.01',
      tiposArchivo: [
        {
          code: 'detalle',
          name: 'Detalle',
          kind: 'CHARGES',
          columns: [
            { header: 'TELEFONO', field: 'lineaNumber' },
            { header: 'CONCEPTO', field: 'operadorConcept' },
            { header: 'CANTIDAD', field: 'quantity', type: 'INTEGER' },
            { header: 'MONTO NETO', field: 'net' },
            { header: 'IMPUESTOS', field: 'tax' },
            { header: 'TOTAL', field: 'total' },
          ],
        },
      ],
      concepts: [{ match: ['*'], is: 'FIXED_CHARGE' }],
    };
    const line = '1107816491';
    const { charges, issues } = mapSheet(json, [
      ['TELEFONO', 'CONCEPTO', 'CANTIDAD', 'MONTO NETO', 'IMPUESTOS', 'TOTAL'],
      [line, 'Abono', '1', '1.000,00', '210,00', '1.210,00'],
      [line, 'Abono', '2', '1.000,00', '210,00', '1.210,01'],
      [line, 'Abono', '3', '1.000,00', '210,00', '1.210,02'],
      [line, 'Abono', '1,0', '1.000,00', null, '1.210,00'],
      [line, 'Abono', '1,5', null, null, '1,00'],
      [line, 'Abono', null, '1.000,005', '210,00', null],
    ]);
    expect(picked(charges, 'quantity', 'net', 'tax', 'total')).toEqual([
      ['1', '1000.00', '210.00', '1210.00'],
      ['2', '1000.00', '210.00', '1210.01'],
      ['3', '1000.00', '210.00', '1210.02'],
      ['1', '1000.00', '210.00', '1210.00'],
      [null, '1000.005', '210.00', '1210.005'],
    ]);
    expect(picked(issues, 'code', 'row', 'raw_value', 'detail')).toEqual([
      ['TOTAL_MISMATCH', '4', '1.210,02', '1210.00'],
      ['INVALID_NUMBER', '6', '1,5', '1.234,56'],
    ]);
  });

  it('12: the number on the first row of each line only; nothing valid above is nothing', () => {
    const json = {
      header: { cells: ['Número', 'Importe'] },
      linea: { digits: [9], accountLevel: ['Cuenta'] },
      tiposArchivo: [
        {
          code: 'lineas',
          name: 'Líneas',
          kind: 'CHARGES',
          columns: [
            { header: 'Número', field: 'lineaNumber', required: true, fillDown: true },
            { header: 'Plan', field: 'plan', fillDown: true },
            { header: 'Concepto', field: 'operadorConcept' },
            { header: 'Importe', field: 'total' },
          ],
          rows: [{ when: { Número: 'Total*' }, is: 'TOTAL', declaredTotal: 'Importe' }],
        },
      ],
      concepts: [{ match: ['*'], is: 'OTHER' }],
    };
    const { charges, issues, result } = mapSheet(json, [
      ['Número', 'Plan', 'Concepto', 'Importe'],
      [null, null, 'Renta', '1'],
      ['987654321', 'Max', 'Renta', '2'],
      [null, null, 'SMS', '3'],
      ['Total línea', null, null, '5'],
      [null, 'Mini', 'Datos', '4'],
      ['12', null, 'Renta', '5'],
      [null, null, 'SMS', '6'],
      ['Cuenta', null, 'Mora', '7'],
      [null, null, 'Mora', '8'],
      ['TOTAL GENERAL', null, null, '32'],
    ]);
    expect(picked(charges, 'row', 'linea_number', 'plan', 'total')).toEqual([
      ['3', '987654321', 'Max', '2.00'],
      ['4', '987654321', 'Max', '3.00'],
      ['6', '987654321', 'Mini', '4.00'],
      ['9', null, 'Mini', '7.00'],
      ['10', null, 'Mini', '8.00'],
    ]);
    expect(picked(issues, 'code', 'row')).toEqual([
      ['MISSING_VALUE', '2'],
      ['TOTAL_ROW', '5'],
      ['INVALID_LINEA', '7'],
      ['MISSING_VALUE', '8'],
      ['TOTAL_ROW', '11'],
    ]);
    expect(result?.totals.declaredTotal).toBe('32.00');
  });
});
