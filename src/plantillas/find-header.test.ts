import { describe, expect, it } from 'vitest';
import { exampleDefinition } from '../../test/example-definition.ts';
import { mapSheet } from '../../test/map-sheet.ts';
import { ImportFailedError } from '../domain/errors.ts';
import { parseDefinition } from './definition.ts';
import { findHeader, type HeadRow, noHeaderFailure, sheetMatches } from './find-header.ts';

const definition = parseDefinition(exampleDefinition());

function head(...rows: readonly (readonly string[])[]): HeadRow[] {
  return rows.map((texts, i) => ({ number: i + 1, cells: texts.map((text, column) => ({ column, text })) }));
}

function failureOf(error: unknown): ImportFailedError {
  if (!(error instanceof ImportFailedError)) throw error;
  return error;
}

describe('the header', () => {
  it('is the first row that holds all its cells, wherever they stand and however they are spelt', () => {
    const found = findHeader(
      definition,
      'conceptos',
      head(
        ['REPORTE'],
        ['Ciclo Fact.', '202609'],
        [],
        ['', 'IMPORTE ', 'linea', 'CICLO FACT'],
        ['x', '1', '2', '3'],
      ),
    );
    expect(found).toMatchObject({ found: true, row: 4, lastRow: 4 });
  });

  it('may name a column by its alias', () => {
    expect(findHeader(definition, 'conceptos', head(['Ciclo Fact.', 'Teléfono', 'Importe'])).found).toBe(
      true,
    );
  });

  it('is missed with the row that comes nearest and what it lacks', () => {
    const rows = head(['REPORTE'], ['Importe'], ['Ciclo Fact.', 'Monto', 'Línea'], ['Importe']);
    expect(findHeader(definition, 'conceptos', rows)).toMatchObject({
      found: false,
      row: 3,
      missing: ['Importe'],
    });
  });

  it('is not looked for beyond withinRows', () => {
    const rows = [
      ...head(),
      { number: 41, cells: head(['Ciclo Fact.', 'Línea', 'Importe'])[0]?.cells ?? [] },
    ];
    expect(findHeader(definition, 'conceptos', rows)).toMatchObject({ found: false, row: undefined });
  });

  it('that is on no sheet fails the import, naming what is missing and the sheets', () => {
    const miss = findHeader(definition, 'conceptos', head(['Ciclo Fact.', 'Línea']));
    const other = findHeader(definition, 'conceptos', head(['nada']));
    if (miss.found || other.found) throw new Error('found');
    const failure = noHeaderFailure(definition, 'conceptos', [
      { sheet: 'Notas', miss: other },
      { sheet: 'Datos', miss },
    ]);
    expect(failure.code).toBe('NO_HEADER');
    expect(failure.details).toMatchObject({
      sheet: 'Datos',
      row: 1,
      missingColumns: ['Importe'],
      sheets: ['Notas', 'Datos'],
    });
    expect(failure.text.en).toContain('Row 1 of sheet "Datos" comes nearest: it lacks "Importe"');
  });

  it('is looked for on the sheets that the definition names', () => {
    const named = parseDefinition({ ...exampleDefinition(), sheet: ['Conceptos*'] });
    expect(sheetMatches(named, 'conceptos', 'CONCEPTOS sep')).toBe(true);
    expect(sheetMatches(named, 'conceptos', 'Resumen')).toBe(false);
    expect(sheetMatches(named, 'conceptos', null)).toBe(true);
    expect(sheetMatches(definition, 'conceptos', 'Resumen')).toBe(true);
  });
});

describe('the column contract', () => {
  const header = ['Ciclo Fact.', 'Línea', 'Cod. Concepto', 'Importe'];
  const row = ['202609', '5535637298', 'RENTA', '1'];

  it('says nothing of columns in another order', () => {
    const { issues } = mapSheet(exampleDefinition(), [
      ['Cuenta Maestra', ...header.toReversed()],
      ['CM', ...row.toReversed()],
    ]);
    expect(issues).toEqual([]);
  });

  it('tells an optional column that is missing, at the header row', () => {
    const { issues, result } = mapSheet(exampleDefinition(), [['título'], header, row]);
    expect(issues).toMatchObject([
      { code: 'MISSING_COLUMN', row: '2', column: null, header: 'Cuenta Maestra', severity: 'WARNING' },
    ]);
    expect(result?.counters.rowsAccepted).toBe(1);
  });

  it('tells a column that is there twice; the first is read', () => {
    const { issues, charges } = mapSheet(exampleDefinition(), [
      ['Cuenta Maestra', ...header, 'IMPORTE'],
      ['CM', ...row, '999'],
    ]);
    expect(issues).toMatchObject([{ code: 'DUPLICATE_COLUMN', row: '1', column: '5', header: 'IMPORTE' }]);
    expect(charges).toMatchObject([{ total: '1.00' }]);
  });

  it.each([
    ['ALLOW_NEW', []],
    ['WARN', [{ code: 'NEW_COLUMN', row: '1', column: '5', header: 'Vendedor' }]],
  ])('%s lets a new column in', (columnContract, expected) => {
    const { issues, result } = mapSheet({ ...exampleDefinition(), columnContract }, [
      ['Cuenta Maestra', ...header, 'Vendedor'],
      ['CM', ...row, 'Ana'],
    ]);
    expect(issues).toMatchObject(expected);
    expect(result?.counters.rowsAccepted).toBe(1);
  });

  it('STRICT refuses a new column and a missing one, naming both', () => {
    const { error } = mapSheet({ ...exampleDefinition(), columnContract: 'STRICT' }, [
      [...header, 'Vendedor'],
      row,
    ]);
    expect(failureOf(error)).toMatchObject({
      code: 'COLUMN_CONTRACT',
      details: { row: 1, column: 'Vendedor', missingColumns: ['Cuenta Maestra'] },
    });
  });

  it('always refuses a missing column that is required', () => {
    const { error } = mapSheet(exampleDefinition(), [
      ['Ciclo Fact.', 'Línea', 'Importe'],
      ['202609', '5535637298', '1'],
    ]);
    expect(failureOf(error)).toMatchObject({
      code: 'COLUMN_CONTRACT',
      details: { missingColumns: ['Cod. Concepto'] },
    });
    expect(failureOf(error).text.es).toContain('"Cod. Concepto"');
  });

  it('passes over columns without a header', () => {
    const { issues } = mapSheet({ ...exampleDefinition(), columnContract: 'STRICT' }, [
      ['Cuenta Maestra', ...header, ' ', '-'],
      ['CM', ...row, 'x', 'y'],
    ]);
    expect(issues).toEqual([]);
  });
});
