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

describe('wide layouts', () => {
  const wide = (tipo: object, more: object = {}) => ({
    header: { cells: ['Línea'] },
    ...more,
    tiposArchivo: [
      {
        code: 'ancho',
        name: 'Ancho',
        kind: 'LINEA_SUMMARY',
        columns: [
          { header: 'Línea', field: 'lineaNumber', required: true },
          { header: 'Plan', field: 'plan' },
        ],
        ...tipo,
      },
    ],
  });

  it('5 and 13: one charge a cell that is neither blank nor zero; TAX columns; checks; a declared total', () => {
    const json = wide(
      {
        columns: [
          { header: 'Línea', field: 'lineaNumber', required: true },
          { header: 'Plan', field: 'plan' },
          { header: 'Subtotal', check: 'net' },
          { header: 'Total general', check: 'sum' },
        ],
        variableColumns: { match: ['*'] },
        rows: [{ when: { Plan: 'SUMA' }, is: 'TOTAL', declaredTotal: 'Total general' }],
      },
      {
        concepts: [
          { match: ['Renta*'], is: 'FIXED_CHARGE' },
          { match: ['IVA'], is: 'TAX' },
        ],
      },
    );
    const { charges, issues, result } = mapSheet(json, [
      ['Línea', 'Plan', 'Renta 300', 'Producto nuevo', 'Subtotal', 'IVA', 'Total general'],
      ['987654321', 'A', n('10.1'), n('0.00'), n('10.1'), n('1.6160000000000001'), n('11.716')],
      ['987654322', 'SUMATORIA', null, n('-2'), '-2.00', null, n('-2')],
      ['987654323', 'A', null, null, null, null, null],
      ['987654324', 'A', n('1'), n('1'), n('2.01'), null, 'N/D'],
      ['987654325', 'A', n('1'), null, n('1'), null, { kind: CELL.NO_VALUE, text: '' }],
      ['987654326', 'A', 'x', null, n('7'), null, n('7')],
      [null, 'SUMA', null, null, null, null, n('447901.18')],
    ]);
    expect(
      picked(charges, 'n', 'row', 'column', 'operador_concept', 'concept', 'net', 'tax', 'total'),
    ).toEqual([
      ['1', '2', '2', 'Renta 300', 'FIXED_CHARGE', '10.10', '0.00', '10.10'],
      ['2', '2', '5', 'IVA', 'TAX', '0.00', '1.616', '1.616'],
      ['3', '3', '3', 'Producto nuevo', 'OTHER', '-2.00', '0.00', '-2.00'],
      ['4', '5', '2', 'Renta 300', 'FIXED_CHARGE', '1.00', '0.00', '1.00'],
      ['5', '5', '3', 'Producto nuevo', 'OTHER', '1.00', '0.00', '1.00'],
      ['6', '6', '2', 'Renta 300', 'FIXED_CHARGE', '1.00', '0.00', '1.00'],
    ]);
    expect(picked(issues, 'code', 'row', 'column', 'raw_value', 'detail')).toEqual([
      ['UNKNOWN_CONCEPT', '1', '3', 'Producto nuevo', null],
      ['TOTAL_MISMATCH', '5', '4', '2.01', '2.00'],
      ['TOTAL_MISMATCH', '5', '6', 'N/D', '2.00'],
      ['INVALID_NUMBER', '7', '2', 'x', '1234.56'],
      ['TOTAL_ROW', '8', null, 'SUMA', null],
    ]);
    expect(result?.totals).toEqual({
      lineas: 5,
      charges: 6,
      net: '11.10',
      tax: '1.616',
      total: '12.716',
      declaredTotal: '447901.18',
    });
  });

  it('6: header far below, footers known by a word anywhere in the row', () => {
    const json = wide({
      header: { cells: ['FechaCorte', 'Telefono'], withinRows: 12 },
      columns: [
        { header: 'FechaCorte' },
        { header: 'Cuenta', field: 'account' },
        { header: 'Cliente' },
        { header: 'Telefono', field: 'lineaNumber', required: true },
        { header: 'PlanTarifario', field: 'plan' },
      ],
      variableColumns: { match: ['*'] },
      rows: [{ when: { '*': 'tot*' }, is: 'TOTAL' }],
    });
    const title = Array.from({ length: 9 }, (): TestCell[] => ['AT&T', 'Telefono de contacto', '555']);
    const { charges, result } = mapSheet(json, [
      ...title,
      ['FechaCorte', 'Cuenta', 'Cliente', 'Telefono', 'PlanTarifario', 'Renta'],
      ['2026-09-30', '77', 'ACME', '5535637298', 'Azul', n('10')],
      [null, 'Tot. cuenta', null, null, null, n('10')],
    ]);
    expect(result?.counters).toMatchObject({ rowsAccepted: 1, rowsSkipped: 1 });
    expect(picked(charges, 'row', 'operador_concept', 'plan')).toEqual([['11', 'Renta', 'Azul']]);
  });

  it('9: values and taxes in pairs of columns, also for products that nobody knew', () => {
    const json = wide({ variableColumns: { match: ['*'], taxHeader: '* Impuesto' } });
    const { charges } = mapSheet(json, [
      ['Línea', 'Plan', 'Equipo X', 'Equipo X Impuesto', 'IMPUESTO', 'Voz', 'voz impuesto'],
      ['3001234567', 'A', n('100'), n('19'), n('5'), null, n('0.19')],
      ['3001234567', 'A', n('0'), n('0'), null, n('7'), null],
    ]);
    expect(picked(charges, 'operador_concept', 'column', 'net', 'tax', 'total')).toEqual([
      ['Equipo X', '2', '100.00', '19.00', '119.00'],
      ['IMPUESTO', '4', '5.00', '0.00', '5.00'],
      ['Voz', '5', '0.00', '0.19', '0.19'],
      ['Voz', '5', '7.00', '0.00', '7.00'],
    ]);
  });

  it('10: quantity and amount in pairs, minutes as fractions of a day', () => {
    const json = wide({
      header: { cells: ['Telefono:', 'Tot. Monto'] },
      columns: [
        { header: 'Telefono:', field: 'lineaNumber', required: true },
        { header: 'Periodo', field: 'periodo' },
        { header: 'Tot. Monto', check: 'sum' },
      ],
      variableColumns: {
        match: ['Monto *'],
        quantity: { header: 'Consumo * (Min)', type: 'DURATION', format: 'days', unit: 'MINUTE' },
      },
    });
    const { charges, issues } = mapSheet(json, [
      [
        'Telefono:',
        'Periodo',
        'Tot. Monto',
        'Consumo On Net (Min)',
        'Monto On Net',
        'Consumo LDI (Min)',
        'Monto LDI',
      ],
      ['70012345', '09/2026', n('3.5'), n('0.0625'), n('1.5'), { kind: CELL.DATE, text: '1.5' }, n('2')],
    ]);
    expect(picked(charges, 'operador_concept', 'quantity', 'unit', 'total')).toEqual([
      ['Monto On Net', '90', 'MINUTE', '1.50'],
      ['Monto LDI', '2160', 'MINUTE', '2.00'],
    ]);
    expect(issues.map(({ code }) => code)).toEqual(['UNKNOWN_CONCEPT', 'UNKNOWN_CONCEPT']);
  });

  it('11 and 14: named columns among others, typos as aliases, trailing blanks', () => {
    const json = wide({
      columns: [
        { header: 'Nro Linea', aliases: ['Línea'], field: 'lineaNumber', required: true },
        { header: 'Legajo' },
        { header: 'Usuario' },
        { header: 'Plan', field: 'plan' },
        { header: 'Monto total linea', check: 'sum' },
      ],
      variableColumns: { match: ['Monto *'] },
    });
    const { charges, result } = mapSheet(json, [
      [
        'Línea ',
        'Legajo',
        'Plan',
        'Monto llamdas internacionales',
        'Monto otros cargos ',
        'Monto total linea',
        'Centro',
      ],
      ['1155554444', '7', 'P', n('1'), n('2'), n('3'), 'ventas'],
    ]);
    expect(picked(charges, 'operador_concept')).toEqual([
      ['Monto llamdas internacionales'],
      ['Monto otros cargos'],
    ]);
    expect(result?.issueCounts).toEqual({ UNKNOWN_CONCEPT: 2 });
  });

  it('have two header rows where the definition says so, the upper one over several columns', () => {
    const json = wide({
      header: { cells: ['Línea', 'Voz Importe'], rows: 2 },
      variableColumns: { match: ['* Importe'] },
    });
    const { charges, result } = mapSheet(json, [
      ['Detalle de líneas', null, null, null, null],
      ['Línea', 'Plan', 'Voz', null, 'Datos', null],
      [null, null, 'Minutos', 'Importe', 'MB', 'Importe'],
      ['3001234567', 'A', n('5'), n('1.5'), n('20'), n('2.5')],
    ]);
    expect(picked(charges, 'row', 'operador_concept', 'plan', 'total')).toEqual([
      ['4', 'Voz Importe', 'A', '1.50'],
      ['4', 'Datos Importe', 'A', '2.50'],
    ]);
    expect(result?.counters.rowsRead).toBe(1);
  });
});

describe('an inventory of lines', () => {
  it('is checked and counted without charges', () => {
    const json = {
      header: { cells: ['Línea', 'Plan'] },
      tiposArchivo: [
        {
          code: 'lineas',
          name: 'Líneas contratadas',
          kind: 'LINEA_INVENTORY',
          columns: [
            { header: 'Línea', field: 'number', required: true },
            { header: 'Plan', field: 'plan' },
            { header: 'Cargo', field: 'fixedCharge' },
            { header: 'Alta', field: 'activeFrom' },
          ],
        },
      ],
    };
    const { charges, result } = mapSheet(json, [
      ['Línea', 'Plan', 'Cargo', 'Alta'],
      ['987654321', 'A', '10', '01/02/2020'],
      ['987654322', 'A', 'x', '31/02/2020'],
    ]);
    expect(charges).toEqual([]);
    expect(result?.totals).toMatchObject({ lineas: 1, charges: 0, total: '0.00' });
    expect(result?.issueCounts).toEqual({ INVALID_NUMBER: 1, INVALID_DATE: 1 });
  });
});
