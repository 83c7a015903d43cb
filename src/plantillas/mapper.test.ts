import { describe, expect, it } from 'vitest';
import { exampleDefinition } from '../../test/example-definition.ts';
import { mapSheet, type TestCell } from '../../test/map-sheet.ts';
import { ImportFailedError } from '../domain/errors.ts';
import { CELL } from '../domain/row.ts';

const HEADER = ['Ciclo Fact.', 'Cuenta Maestra', 'Línea', 'Cod. Concepto', 'Importe'];

/** A good row of the example, with some of its cells exchanged. */
function dataRow(change: Partial<Record<number, TestCell>> = {}): TestCell[] {
  const row: TestCell[] = ['202609', 'CM-1', '5535637298', 'RENTA', { n: '514.28' }];
  for (const [column, cell] of Object.entries(change)) if (cell !== undefined) row[Number(column)] = cell;
  return row;
}

function codesOf(issues: readonly Readonly<Record<string, string | null>>[]): (string | null | undefined)[] {
  return issues.map((issue) => issue.code);
}

function failureOf(error: unknown): ImportFailedError {
  if (!(error instanceof ImportFailedError)) throw error;
  return error;
}

describe('a row of a long layout', () => {
  it('becomes one charge, every column in its place', () => {
    const { charges, result } = mapSheet(exampleDefinition(), [HEADER, dataRow()]);
    expect(charges).toEqual([
      {
        empresa_id: '7',
        import_id: '42',
        n: '1',
        row: '2',
        column: null,
        linea_number: '5535637298',
        account: 'CM-1',
        plan: null,
        concept: 'FIXED_CHARGE',
        operador_concept: 'RENTA',
        description: null,
        occurred_on: null,
        occurred_at: null,
        period_from: null,
        period_to: null,
        destination: null,
        quantity: null,
        unit: null,
        net: '514.28',
        tax: '0.00',
        total: '514.28',
      },
    ]);
    expect(result?.totals).toEqual({
      lineas: 1,
      charges: 1,
      net: '514.28',
      tax: '0.00',
      total: '514.28',
      declaredTotal: null,
    });
  });

  it('becomes a charge with an amount of zero as well', () => {
    const { charges } = mapSheet(exampleDefinition(), [HEADER, dataRow({ 4: { n: '0' } })]);
    expect(charges).toMatchObject([{ net: '0.00', tax: '0.00', total: '0.00' }]);
  });

  it('is read with blanks around its cells and text that COPY would take for its own', () => {
    const json = { ...exampleDefinition(), numbers: { thousands: ',' } };
    const row = dataRow({ 1: ' C\\M\t1\n\u0000x\u00a0', 3: ' renta ', 4: ' 1,514.28 ' });
    const { charges } = mapSheet(json, [HEADER, row]);
    expect(charges).toMatchObject([
      { account: 'C\\M\t1\nx', operador_concept: 'renta', concept: 'FIXED_CHARGE', total: '1514.28' },
    ]);
  });

  it('counts only if one of its cells is more than blanks', () => {
    const { result } = mapSheet(exampleDefinition(), [
      HEADER,
      dataRow(),
      ['', ' ', '\u00a0', null],
      dataRow(),
      [],
    ]);
    expect(result?.counters).toEqual({ rowsRead: 2, rowsAccepted: 2, rowsRejected: 0, rowsSkipped: 0 });
  });

  it('of the account level becomes a charge without a line', () => {
    const { charges, result } = mapSheet(exampleDefinition(), [HEADER, dataRow({ 2: 'Cargo de cuenta' })]);
    expect(charges).toMatchObject([{ linea_number: null, total: '514.28' }]);
    expect(result?.totals.lineas).toBe(0);
  });

  it('without a known concept is OTHER, and doubtful', () => {
    const { charges, issues, result } = mapSheet(exampleDefinition(), [HEADER, dataRow({ 3: 'XYZ' })]);
    expect(charges).toMatchObject([{ concept: 'OTHER', operador_concept: 'XYZ' }]);
    expect(issues).toMatchObject([
      { code: 'UNKNOWN_CONCEPT', severity: 'WARNING', row: '2', column: '3', raw_value: 'XYZ' },
    ]);
    expect(result?.counters.rowsAccepted).toBe(1);
  });
});

describe('bad cells', () => {
  it('are all told, each with where it stands, what it holds and what was expected; the row gives no charge', () => {
    const { charges, issues, result } = mapSheet(exampleDefinition(), [
      HEADER,
      dataRow(),
      dataRow({ 2: '12345', 4: 'N/D' }),
      dataRow({ 3: { kind: CELL.ERROR, text: '#N/A' }, 4: { kind: CELL.NO_VALUE, text: '' } }),
      dataRow({ 2: '5.52E+09', 4: null }),
    ]);
    expect(charges).toHaveLength(1);
    expect(result?.counters).toEqual({ rowsRead: 4, rowsAccepted: 1, rowsRejected: 3, rowsSkipped: 0 });
    expect(result?.issueCounts).toEqual({
      INVALID_LINEA: 1,
      INVALID_NUMBER: 1,
      ERROR_CELL: 1,
      FORMULA_WITHOUT_VALUE: 1,
      LINEA_LOST_DIGITS: 1,
      MISSING_VALUE: 1,
    });
    expect(issues[1]).toEqual({
      empresa_id: '7',
      import_id: '42',
      attempt: '1',
      n: '2',
      severity: 'ERROR',
      code: 'INVALID_NUMBER',
      row: '3',
      column: '4',
      header: 'Importe',
      raw_value: 'N/D',
      detail: '1234.56',
    });
    expect(issues.map(({ n }) => n)).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(issues[2]).toMatchObject({ code: 'ERROR_CELL', raw_value: '#N/A', column: '3' });
  });

  it('keep the first thousand characters of what they hold', () => {
    const { issues } = mapSheet(exampleDefinition(), [HEADER, dataRow(), dataRow({ 4: 'ñ'.repeat(5_000) })]);
    expect(issues[0]?.raw_value).toBe('ñ'.repeat(1_000));
  });

  it('of columns that feed nothing say nothing', () => {
    const json = exampleDefinition();
    json.tiposArchivo[0]?.columns.push({ header: 'Tasa', field: undefined as never });
    const { issues, result } = mapSheet(json, [
      [...HEADER, 'Tasa'],
      [...dataRow(), { kind: CELL.ERROR, text: '#REF!' }],
      [...dataRow(), 'FacturaciÃ³n'],
    ]);
    expect(issues).toEqual([]);
    expect(result?.counters.rowsAccepted).toBe(2);
  });

  it('with garbled text keep their row', () => {
    const { issues, charges } = mapSheet(exampleDefinition(), [HEADER, dataRow({ 3: 'RENTA Facturaci¾n' })]);
    expect(codesOf(issues)).toEqual(['GARBLED_TEXT', 'UNKNOWN_CONCEPT']);
    expect(charges).toHaveLength(1);
  });

  it('a hundred thousand of them fit into flat buffers, whole lines each', () => {
    const rows = Array.from({ length: 100_000 }, () => dataRow({ 4: 'N/D' }));
    const { batches, issues, result } = mapSheet(exampleDefinition(), [HEADER, dataRow(), ...rows]);
    expect(result?.issueCounts).toEqual({ INVALID_NUMBER: 100_000 });
    expect(issues).toHaveLength(100_000);
    expect(batches.length).toBeGreaterThan(50);
    for (const batch of batches) {
      expect(batch.byteOffset).toBe(0);
      expect(batch.byteLength).toBeLessThanOrEqual(64 * 1024);
      expect(batch.at(-1)).toBe(10);
    }
    expect(new Set(batches.map(({ buffer }) => buffer)).size).toBe(batches.length);
  });
});

describe('the periodo', () => {
  it('of some rows may be another: each of them is rejected', () => {
    const { issues, result } = mapSheet(exampleDefinition(), [
      HEADER,
      dataRow(),
      dataRow({ 0: '202608' }),
      dataRow({ 0: '2026' }),
    ]);
    expect(issues).toMatchObject([
      { code: 'OTHER_PERIODO', raw_value: '202608', detail: '2026-09', column: '0' },
      { code: 'INVALID_PERIODO', raw_value: '2026', detail: 'YYYYMM' },
    ]);
    expect(result?.counters).toMatchObject({ rowsAccepted: 1, rowsRejected: 2 });
  });

  it('of all rows another fails the import, naming it; the issues are handed over all the same', () => {
    const { error, issues } = mapSheet(exampleDefinition(), [
      HEADER,
      dataRow({ 0: '202608' }),
      dataRow({ 0: '202608' }),
    ]);
    expect(failureOf(error).code).toBe('OTHER_PERIODO');
    expect(failureOf(error).text.en).toContain('2026-08');
    expect(issues).toHaveLength(2);
  });
});

describe('a file without anything to import', () => {
  it('fails for want of data rows', () => {
    expect(failureOf(mapSheet(exampleDefinition(), [HEADER]).error).code).toBe('NO_DATA_ROWS');
    expect(failureOf(mapSheet(exampleDefinition(), [HEADER, [' ']]).error).code).toBe('NO_DATA_ROWS');
  });

  it('fails where all rows are rejected', () => {
    const { error, issues } = mapSheet(exampleDefinition(), [
      HEADER,
      dataRow({ 4: 'N/D' }),
      dataRow({ 0: '202608' }),
    ]);
    expect(failureOf(error).code).toBe('ALL_ROWS_REJECTED');
    expect(codesOf(issues)).toEqual(['INVALID_NUMBER', 'OTHER_PERIODO']);
  });
});

describe('accounts', () => {
  it('are told as they come, each once; a row without one counts as an account of its own', () => {
    const { accounts, result } = mapSheet(exampleDefinition(), [
      HEADER,
      dataRow(),
      dataRow({ 1: 'CM-2' }),
      dataRow(),
      dataRow({ 1: null }),
      dataRow({ 1: { n: '7.0E4' } }),
      dataRow({ 1: 'CM-9', 4: 'N/D' }),
    ]);
    expect(accounts).toEqual(['CM-1', 'CM-2', '', '70000']);
    expect(result?.accounts).toEqual(accounts);
  });

  it('may be two, unless the definition says singleAccount', () => {
    const json = { ...exampleDefinition(), singleAccount: true };
    const { error, issues } = mapSheet(json, [
      HEADER,
      dataRow(),
      dataRow({ 4: 'N/D' }),
      dataRow({ 1: 'CM-2' }),
      dataRow(),
    ]);
    expect(failureOf(error)).toMatchObject({ code: 'TWO_ACCOUNTS', details: { row: 4 } });
    expect(failureOf(error).text.en).toContain('"CM-1", "CM-2"');
    expect(codesOf(issues)).toEqual(['INVALID_NUMBER']);
  });
});
