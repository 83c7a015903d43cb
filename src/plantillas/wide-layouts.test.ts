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
