import { describe, expect, it } from 'vitest';
import { exampleDefinition } from '../../../test/example-definition.ts';
import { type Mapped, mapSheet, type TestCell } from '../../../test/map-sheet.ts';
import { randomFrom } from '../../../test/random.ts';
import { CELL } from '../../domain/row.ts';

const HEADER = [
  'Ciclo Fact.',
  'Cuenta Maestra',
  'Línea',
  'Cod. Concepto',
  'Plan',
  'Fecha',
  'Destino',
  'Minutos',
  'Extra',
  'Otra',
  'Importe',
];
const ROWS = 3_000;

/** What a column may hold: mostly good texts that come again, now and then one of each awkward kind. */
const GOOD: readonly (readonly TestCell[])[] = [
  ['202609', '2026-09', ' 202609', { n: '202609' }, ''],
  ['CM-1', 'CM-2', 'C\\M\t1', 'Cuenta con ñ', ' CM-1 ', "'CM-1", { n: '77' }],
  [
    '5535637298',
    '+52 55 3563 7299',
    '55-3563-7300',
    { n: '5535637298' },
    'Cargo de la cuenta',
    '5535637301',
    "'5535637298",
  ],
  ['RENTA', 'DATOS', 'SMS\u0000', "'RENTA", 'x'.repeat(70), 'y'.repeat(1_500), '\\'.repeat(32), 'RENTA '],
  ['Plan 300', null, 'Plan\r\n2', '', 'z'.repeat(3_000), { kind: CELL.BOOLEAN, text: '1' }],
  [
    '01/09/2026',
    '15/09/2026 10:20:30',
    null,
    { kind: CELL.DATE, text: '46280.5' },
    '2026-09-30',
    "'01/09/2026",
  ],
  ['México', null, 'Perú', '\u00a0', "'", 'y'.repeat(63)],
  ['00:03:25', '00:01:00', null, { kind: CELL.DATE, text: '0.25' }],
  [null],
  ['lleno', 'otro', 'SMS'],
  [{ n: '514.28' }, { n: '-1' }, { n: '1E+3' }, { n: '0' }, '39.90', { n: '123456789.125' }, ' 7 ', "'8"],
];
const BAD: readonly (readonly TestCell[])[] = [
  ['202608', 'mayo', ''],
  [{ kind: CELL.ERROR, text: '#N/A' }],
  ['5.35E+09', 'nada', '', 'TOTAL GENERAL'],
  ['FacturaciÃ³n', null],
  ['SUMA', 'N\u00c2\u00b0'],
  ['32/13/2026', '01/08/2026'],
  [{ kind: CELL.NO_VALUE, text: '' }],
  ['mucho'],
  ['x'],
  ["'y"],
  ['S/ N', { kind: CELL.ERROR, text: '#REF!' }, null],
];

function definitionWith(change: { rules?: readonly unknown[]; fillDown?: boolean } = {}) {
  const base = exampleDefinition();
  const [tipo] = base.tiposArchivo;
  const { fillDown = false } = change;
  return {
    ...base,
    tiposArchivo: [
      {
        ...tipo,
        columns: [
          { header: 'Ciclo Fact.', field: 'periodo', format: 'YYYYMM', fillDown },
          { header: 'Cuenta Maestra', field: 'account', fillDown },
          { header: 'Línea', field: 'lineaNumber', required: true, fillDown },
          { header: 'Cod. Concepto', field: 'operadorConcept', required: true },
          { header: 'Plan', field: 'plan', fillDown },
          { header: 'Fecha', field: 'occurredOn', type: 'DATE_TIME' },
          { header: 'Destino', field: 'destination' },
          { header: 'Minutos', field: 'quantity', type: 'DURATION', unit: 'SECOND' },
          { header: 'Extra' },
          { header: 'Otra', decidesConcept: true },
          { header: 'Importe', field: 'total', required: true },
        ],
        rows: [{ when: { Línea: 'total*' }, is: 'TOTAL', declaredTotal: 'Importe' }, ...(change.rules ?? [])],
      },
    ],
  };
}

function randomSheet(seed: number): TestCell[][] {
  const random = randomFrom(seed);
  const pick = (cells: readonly TestCell[] = []): TestCell =>
    cells[Math.floor(random() * cells.length)] ?? null;
  const rows = Array.from({ length: ROWS }, (_, i) => {
    const row = GOOD.map((cells, column) => pick(random() < 0.01 ? BAD[column] : cells));
    // As many lines as a file has.
    if (random() < 0.5) row[2] = String(5_500_000_000 + Math.floor(i / 3));
    return random() < 0.01 ? HEADER.map(() => null) : row;
  });
  return [HEADER, ...rows];
}

/** Every text its own index, whether or not it has come before in this test. */
function indexes(step: number): (text: string) => number {
  const known = new Map<string, number>();
  return (text) => {
    const index = known.get(text) ?? known.size * step;
    known.set(text, index);
    return index;
  };
}

function expectSame(one: Mapped, other: Mapped): void {
  expect(one.error).toEqual(other.error);
  expect(one.result).toEqual(other.result);
  expect(one.accounts).toEqual(other.accounts);
  expect(one.issues).toEqual(other.issues);
  expect(one.charges).toEqual(other.charges);
  expect(one.hashes.equals(other.hashes)).toBe(true);
}

describe.each([
  ['as it is', definitionWith()],
  ['with cells filled down', definitionWith({ fillDown: true })],
  ['with a rule about any cell', definitionWith({ rules: [{ when: { '*': 'suma' }, is: 'EXCLUDED' }] })],
])('a layout %s', (_, definition) => {
  const sheet = randomSheet(1);
  const inline = mapSheet(definition, sheet);

  it('is read into most of the rows, and into issues of many kinds', () => {
    expect(inline.result?.counters.rowsAccepted).toBeGreaterThan(0.8 * ROWS);
    expect(Object.keys(inline.result?.issueCounts ?? {}).length).toBeGreaterThan(8);
    expect(inline.charges.some(({ operador_concept }) => operador_concept === '\\'.repeat(32))).toBe(true);
  });

  it('gives the same from shared strings as from texts in the cells', () => {
    expectSame(mapSheet(definition, sheet, { sharedIndex: indexes(1) }), inline);
  });

  it('gives the same where all shared strings compete for one place in memory', () => {
    expectSame(mapSheet(definition, sheet, { sharedIndex: indexes(1_024) }), inline);
  });

  it('skips all of its rows where they are held, read in either way', () => {
    const again = mapSheet(definition, sheet, { held: inline.hashes, sharedIndex: indexes(1) });
    expect(again.result?.counters.rowsAccepted).toBe(0);
    expect(again.result?.issueCounts.DUPLICATE_ROW).toBe(inline.result?.counters.rowsAccepted);
  });
});

describe('a month filled down', () => {
  it('is the one of the row above, also where the row before that was of another month', () => {
    const row = GOOD.map(([cell]) => cell ?? null);
    const of = (month: TestCell) => [month, ...row.slice(1)];
    const sheet = [HEADER, of('202609'), of('202608'), of('202609'), of('')];
    const definition = definitionWith({ fillDown: true });
    expectSame(mapSheet(definition, sheet, { sharedIndex: indexes(1) }), mapSheet(definition, sheet));
  });
});

describe('a rule that asks for a blank cell', () => {
  // Nothing can be said of a row before it is whole: all rows are read the other, careful way.
  const rules = [{ when: { Extra: '', Otra: '' }, is: 'EXCLUDED' }];

  it('and never holds changes nothing', () => {
    const sheet = randomSheet(2);
    expectSame(
      mapSheet(definitionWith({ rules }), sheet, { sharedIndex: indexes(1) }),
      mapSheet(definitionWith(), sheet, { sharedIndex: indexes(1) }),
    );
  });

  it('holds where the cell is blank', () => {
    const row = GOOD.map(([cell]) => cell ?? null);
    const blank = row.map((cell, column) => (column === 9 ? null : cell));
    const { result } = mapSheet(definitionWith({ rules }), [HEADER, row, row, blank, row], {
      sharedIndex: indexes(1),
    });
    expect(result?.counters).toMatchObject({ rowsAccepted: 3, rowsSkipped: 1 });
  });
});
