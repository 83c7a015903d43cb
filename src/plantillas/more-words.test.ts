import { describe, expect, it } from 'vitest';
import { exampleDefinition } from '../../test/example-definition.ts';
import { mapSheet, type TestCell } from '../../test/map-sheet.ts';
import { ImportFailedError } from '../domain/errors.ts';

function n(text: string): TestCell {
  return { n: text };
}

function picked(rows: readonly Readonly<Record<string, string | null>>[], ...columns: string[]) {
  return rows.map((row) => columns.map((column) => row[column]));
}

/** The first example of docs/plantillas.md with other columns, or other words beside them. */
function definitionWith(tipo: object, more: object = {}) {
  const base = exampleDefinition();
  return { ...base, ...more, tiposArchivo: [{ ...base.tiposArchivo[0], ...tipo }] };
}

const HEADER = ['Ciclo Fact.', 'Cuenta Maestra', 'Línea', 'Cod. Concepto', 'Importe'];
const ROW = ['202609', 'CM-1', '5535637298', 'RENTA', '514.28'];

describe('an apostrophe before a text', () => {
  it('is none of it, whatever the text is', () => {
    const json = definitionWith({
      columns: [
        ...exampleDefinition().tiposArchivo.flatMap(({ columns }) => columns),
        { header: 'Fecha', field: 'occurredOn' },
        { header: 'Minutos', field: 'quantity', type: 'DURATION', unit: 'SECOND' },
        { header: 'Destino', field: 'destination' },
      ],
      rows: [{ when: { Línea: 'TOTAL' }, is: 'TOTAL', declaredTotal: 'Importe' }],
    });
    const cells = [...ROW, '01/09/2026', '00:03:25', '3311112222'];
    const sheet = (mark: string) => [
      [...HEADER, 'Fecha', 'Minutos', 'Destino'],
      cells.map((cell) => mark + cell),
      cells.map((cell, i) => (i === 7 ? mark : mark + cell)),
      [null, null, 'TOTAL', null, `${mark}1028.56`],
    ];
    const plain = mapSheet(json, sheet(''));
    expect(plain.result?.totals).toMatchObject({ charges: 2, total: '1028.56', declaredTotal: '1028.56' });
    for (const sharedIndex of [undefined, (text: string) => text.length]) {
      const marked = mapSheet(json, sheet("'"), sharedIndex ? { sharedIndex } : {});
      expect(marked.charges).toEqual(plain.charges);
      expect(marked.hashes.equals(plain.hashes)).toBe(true);
      expect(marked.accounts).toEqual(['CM-1']);
    }
  });

  it('is all there is of a blank cell', () => {
    const { issues, result } = mapSheet(exampleDefinition(), [HEADER, ROW, ["'", "'", "'", 'RENTA', '1']]);
    expect(picked(issues, 'code', 'column')).toEqual([['MISSING_VALUE', '2']]);
    expect(result?.counters).toMatchObject({ rowsAccepted: 1, rowsRejected: 1 });
  });

  it('stays in what an issue shows', () => {
    const bad = ROW.map((cell, i) => (i === 2 ? "'5535" : cell));
    const { issues } = mapSheet(exampleDefinition(), [HEADER, ROW, bad]);
    expect(picked(issues, 'code', 'raw_value')).toEqual([['INVALID_LINEA', "'5535"]]);
  });
});

describe('decidesConcept', () => {
  const columns = exampleDefinition().tiposArchivo.flatMap((tipo) => tipo.columns);
  const json = definitionWith(
    { columns: [...columns, { header: 'Grupo', decidesConcept: true }] },
    {
      concepts: [
        { match: ['CARGO FIJO'], is: 'FIXED_CHARGE' },
        { match: ['R*'], is: 'ROAMING' },
      ],
    },
  );

  it('lets another column decide before the code does, and the code where it does not know', () => {
    const { charges, issues } = mapSheet(json, [
      [...HEADER, 'Grupo'],
      [...ROW, 'Cargo fijo'],
      [...ROW, 'Grupo nuevo'],
      ROW,
      [...ROW.map((cell) => (cell === 'RENTA' ? 'X1' : cell)), 'Grupo nuevo'],
    ]);
    expect(picked(charges, 'operador_concept', 'concept')).toEqual([
      ['RENTA', 'FIXED_CHARGE'],
      ['RENTA', 'ROAMING'],
      ['RENTA', 'ROAMING'],
      ['X1', 'OTHER'],
    ]);
    expect(picked(issues, 'code', 'row', 'column', 'raw_value')).toEqual([
      ['UNKNOWN_CONCEPT', '5', '5', 'Grupo nuevo'],
    ]);
  });

  it('on a column that feeds a field reads it once', () => {
    const decider = columns.map((column) =>
      column.field === 'account' ? { ...column, decidesConcept: true } : column,
    );
    const { charges } = mapSheet(
      definitionWith({ columns: decider }, { concepts: [{ match: ['CM*'], is: 'BONUS' }] }),
      [HEADER, ROW],
    );
    expect(picked(charges, 'account', 'concept')).toEqual([['CM-1', 'BONUS']]);
  });

  it('tells of a column that is not there', () => {
    const { issues } = mapSheet(json, [HEADER, ROW]);
    expect(picked(issues, 'code', 'header')).toEqual([['MISSING_COLUMN', 'Grupo']]);
  });
});

describe('concepts of a tipo de archivo', () => {
  it('come before those of the whole definition', () => {
    const json = definitionWith({ concepts: [{ match: ['RENTA'], is: 'DEVICE' }] });
    const dcto = ROW.map((cell) => (cell === 'RENTA' ? 'DCTO' : cell));
    const whole = { ...json, concepts: [...json.concepts, { match: ['DCTO'], is: 'DISCOUNT' }] };
    expect(picked(mapSheet(whole, [HEADER, ROW, dcto]).charges, 'concept')).toEqual([
      ['DEVICE'],
      ['DISCOUNT'],
    ]);
  });
});

describe('a detail without amounts', () => {
  it('gives charges of 0.00 with what was used', () => {
    const json = definitionWith({
      kind: 'DETALLE_CONSUMO',
      columns: [
        { header: 'Línea', field: 'lineaNumber', required: true },
        { header: 'Tipo', field: 'operadorConcept' },
        { header: 'Duración', field: 'quantity', type: 'DURATION', format: 'mm:ss' },
      ],
      header: { cells: ['Línea', 'Duración'] },
      concepts: [{ match: ['Local'], is: 'VOICE' }],
    });
    const { charges, result } = mapSheet(json, [
      ['Línea', 'Tipo', 'Duración'],
      ['5535637298', 'Local', '3:25'],
    ]);
    expect(picked(charges, 'concept', 'quantity', 'unit', 'net', 'tax', 'total')).toEqual([
      ['VOICE', '205', 'SECOND', '0.00', '0.00', '0.00'],
    ]);
    expect(result?.totals).toMatchObject({ charges: 1, total: '0.00' });
  });
});

describe('an optional column', () => {
  it('is not missed, and is used where it is there', () => {
    const columns = exampleDefinition().tiposArchivo.flatMap((tipo) => tipo.columns);
    const json = definitionWith({ columns: [...columns, { header: 'Suma', check: 'sum', optional: true }] });
    expect(mapSheet(json, [HEADER, ROW]).issues).toEqual([]);
    const { issues } = mapSheet(json, [
      [...HEADER, 'Suma'],
      [...ROW, '1'],
    ]);
    expect(picked(issues, 'code')).toEqual([['TOTAL_MISMATCH']]);
  });
});

describe('fileName', () => {
  const columns = exampleDefinition().tiposArchivo.flatMap((tipo) => tipo.columns);
  const json = definitionWith({
    fileName: '{account}_detalle_{YYYYMM}',
    columns: columns.filter(({ field }) => field !== 'account' && field !== 'periodo'),
    header: { cells: ['Línea', 'Importe'] },
  });
  const sheet = [HEADER.slice(2), ROW.slice(2), ROW.slice(2)];

  it('gives the account of every charge', () => {
    const { charges, accounts, issues } = mapSheet(json, sheet, { fileName: 'CM-77_Detalle_202609.xlsx' });
    expect(picked(charges, 'account')).toEqual([['CM-77'], ['CM-77']]);
    expect(accounts).toEqual(['CM-77']);
    expect(issues).toEqual([]);
  });

  it('refuses the file of another month', () => {
    expect(() => mapSheet(json, sheet, { fileName: 'CM-77_Detalle_202608.xlsx' }).error).not.toThrow();
    const { error, charges } = mapSheet(json, sheet, { fileName: 'CM-77_Detalle_202608.xlsx' });
    expect(charges).toEqual([]);
    if (!(error instanceof ImportFailedError)) throw new Error('not refused');
    expect(error.code).toBe('OTHER_PERIODO');
    expect(error.text.en).toContain('2026-08');
  });

  it('tells of a name that is written otherwise, and reads the rest', () => {
    const { charges, issues, accounts } = mapSheet(json, sheet, { fileName: 'final FINAL.xlsx' });
    expect(picked(issues, 'code', 'row', 'header', 'raw_value')).toEqual([
      ['MISSING_COLUMN', '1', '{account}_detalle_{YYYYMM}', 'final FINAL.xlsx'],
    ]);
    expect(picked(charges, 'account')).toEqual([[null], [null]]);
    expect(accounts).toEqual(['']);
  });

  it('gives way to a column of the file that says the same', () => {
    const own = definitionWith({ fileName: '{account}' });
    const { charges, issues } = mapSheet(own, [HEADER, ROW], { fileName: 'otra.xlsx' });
    expect(picked(charges, 'account')).toEqual([['CM-1']]);
    expect(issues).toEqual([]);
  });
});

describe('quantities of wide files', () => {
  const wide = (tipo: object) => ({
    header: { cells: ['Línea'] },
    tiposArchivo: [
      {
        code: 'ancho',
        name: 'Ancho',
        kind: 'LINEA_SUMMARY',
        columns: [
          { header: 'Línea', field: 'lineaNumber', required: true },
          { header: 'Total', check: 'sum' },
        ],
        ...tipo,
      },
    ],
  });

  it('may stand in one of several columns, and make a charge of an amount of zero', () => {
    const json = wide({
      variableColumns: {
        match: ['Monto *'],
        quantity: [
          { header: 'Consumo * (Min)', unit: 'MINUTE' },
          { header: 'Consumo * (MB)', type: 'DATA_VOLUME', unit: 'MB' },
        ],
        whenZero: 'KEEP_QUANTITY',
      },
    });
    const header = ['Línea', 'Consumo Voz (Min)', 'Monto Voz', 'Consumo Datos (MB)', 'Monto Datos', 'Total'];
    const { charges, result, issues } = mapSheet(json, [
      header,
      ['5535637298', n('12'), n('0'), '1 GB', n('3.5'), n('3.5')],
      ['5535637298', n('0'), n('0'), null, n('2'), n('2')],
      ['5535637298', n('7'), null, null, null, n('0')],
    ]);
    expect(picked(charges, 'row', 'operador_concept', 'quantity', 'unit', 'net', 'total')).toEqual([
      ['2', 'Monto Voz', '12', 'MINUTE', '0.00', '0.00'],
      ['2', 'Monto Datos', '1024', 'MB', '3.50', '3.50'],
      ['3', 'Monto Datos', null, null, '2.00', '2.00'],
      ['4', 'Monto Voz', '7', 'MINUTE', '0.00', '0.00'],
    ]);
    expect(result?.totals).toMatchObject({ charges: 4, total: '5.50' });
    expect(issues.map(({ code }) => code)).toEqual(['UNKNOWN_CONCEPT', 'UNKNOWN_CONCEPT']);
  });

  it('may have no amount at all', () => {
    const json = {
      ...wide({
        variableColumns: { match: ['*'] },
        usageColumns: [{ match: ['Minutos*'], type: 'DURATION', format: 'minutes', unit: 'MINUTE' }],
      }),
      concepts: [
        { match: ['Minutos*'], is: 'VOICE' },
        { match: ['Renta'], is: 'FIXED_CHARGE' },
      ],
    };
    const { charges, issues } = mapSheet(json, [
      ['Línea', 'Renta', 'Minutos consumidos', 'Total'],
      ['5535637298', n('10'), n('90'), n('10')],
      ['5535637299', n('0'), n('0'), n('0')],
      ['5535637299', n('1'), 'muchos', n('1')],
    ]);
    expect(picked(charges, 'row', 'concept', 'quantity', 'unit', 'total')).toEqual([
      ['2', 'FIXED_CHARGE', null, null, '10.00'],
      ['2', 'VOICE', '90', 'MINUTE', '0.00'],
    ]);
    expect(picked(issues, 'code', 'column', 'raw_value')).toEqual([['INVALID_DURATION', '2', 'muchos']]);
  });

  it('give no charge where the file has none of the columns this month', () => {
    const { charges, result } = mapSheet(wide({ variableColumns: { match: ['Monto *'] } }), [
      ['Línea', 'Total'],
      ['5535637298', n('0')],
    ]);
    expect(charges).toEqual([]);
    expect(result?.totals).toMatchObject({ lineas: 1, charges: 0 });
  });
});
