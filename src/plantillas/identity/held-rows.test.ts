import { describe, expect, it } from 'vitest';
import { exampleDefinition } from '../../../test/example-definition.ts';
import { mapSheet, type TestCell } from '../../../test/map-sheet.ts';
import { HashBatches } from './hash-batches.ts';
import { HeldRows } from './held-rows.ts';
import { columnKey, RowHash } from './row-hash.ts';

const HEADER = ['Ciclo Fact.', 'Cuenta Maestra', 'Línea', 'Cod. Concepto', 'Importe'];

/** A good row of the example, with some of its cells exchanged. */
function dataRow(change: Partial<Record<number, TestCell>> = {}): TestCell[] {
  const row: TestCell[] = ['202609', 'CM-1', '5535637298', 'RENTA', { n: '514.28' }];
  for (const [column, cell] of Object.entries(change)) if (cell !== undefined) row[Number(column)] = cell;
  return row;
}

describe('a set of held rows', () => {
  it('finds each row as often as it is held', () => {
    const hash = new RowHash();
    const key = columnKey('importe', 0);
    const lanesOf = (value: number) => {
      hash.startRow();
      hash.startCell();
      hash.addNumber(value, 0);
      hash.endCell(key);
      return hash.endRow();
    };
    const hashes: Uint8Array[] = [];
    const batches = new HashBatches(1_000, (bytes) => void hashes.push(bytes));
    for (let i = 0; i < 50_000; i++) batches.add(lanesOf(i % 40_000));
    batches.flush();
    const held = new HeldRows(Buffer.concat(hashes));
    for (let i = 0; i < 60_000; i++) expect(held.take(lanesOf(i))).toBe(i < 40_000);
    for (let i = 0; i < 60_000; i++) expect(held.take(lanesOf(i))).toBe(i < 10_000);
    expect(held.take(lanesOf(7))).toBe(false);
  });
});

describe('rows held already', () => {
  const rows = [dataRow(), dataRow(), dataRow({ 3: 'OTRO' }), dataRow({ 4: { n: '1' } })];
  const first = mapSheet(exampleDefinition(), [HEADER, ...rows]);

  it('are known by their cells, identical ones by how many they are', () => {
    expect(first.hashes).toHaveLength(4 * 16);
    const hashes = [0, 1, 2, 3].map((i) => first.hashes.toString('hex', i * 16, i * 16 + 16));
    expect(hashes[1]).toBe(hashes[0]);
    expect(new Set(hashes).size).toBe(3);
  });

  it('are skipped, and nothing else is said of them', () => {
    const again = mapSheet(exampleDefinition(), [HEADER, ...rows], { held: first.hashes });
    expect(again.result?.counters).toEqual({ rowsRead: 4, rowsAccepted: 0, rowsRejected: 0, rowsSkipped: 4 });
    expect(again.result?.issueCounts).toEqual({ DUPLICATE_ROW: 4 });
    expect(again.result?.totals).toMatchObject({ charges: 0, total: '0.00', lineas: 0 });
    expect(again.issues.map(({ n }) => n)).toEqual(['1', '2', '3', '4']);
  });

  it('are the same rows in another order of columns and another spelling of values', () => {
    const [ciclo, cuenta, linea, concepto, importe] = HEADER.map((_, i) => i) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const order = [importe, linea, ciclo, concepto, cuenta];
    const moved = [HEADER, ...rows].map((row) => order.map((i) => row[i] ?? null));
    moved[1] = ['$514.280', '+52 55-3563-7298', { n: '202609' }, ' RENTA', 'CM-1'];
    const json = { ...exampleDefinition(), numbers: { signs: ['$'] } };
    const again = mapSheet(json, moved, { held: first.hashes });
    expect(again.result?.counters).toMatchObject({ rowsSkipped: 4 });
  });

  it('come in once more than they are held', () => {
    const again = mapSheet(exampleDefinition(), [HEADER, dataRow(), dataRow(), dataRow()], {
      held: first.hashes,
    });
    expect(again.result?.counters).toMatchObject({ rowsAccepted: 1, rowsSkipped: 2 });
    expect(again.hashes).toHaveLength(16);
  });

  it('are those of all files before, whichever of them brought them', () => {
    const second = mapSheet(exampleDefinition(), [HEADER, dataRow(), dataRow(), dataRow(), dataRow()], {
      held: first.hashes,
    });
    const held = Buffer.concat([first.hashes, second.hashes]);
    const third = mapSheet(exampleDefinition(), [HEADER, ...Array.from({ length: 5 }, () => dataRow())], {
      held,
    });
    expect(third.result?.counters).toMatchObject({ rowsAccepted: 1, rowsSkipped: 4 });
  });

  it('keep no hashes where nothing is stored', () => {
    const check = mapSheet(exampleDefinition(), [HEADER, ...rows], { store: false });
    expect([check.hashes.length, check.charges.length]).toEqual([0, 0]);
    expect(check.result?.totals).toEqual(first.result?.totals);
  });
});
