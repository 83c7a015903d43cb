import { CELL, type Row } from '../../domain/row.ts';
import type { Amount } from '../cells/amount.ts';
import { skipApostrophe, trimEnd, trimStart } from '../cells/cell-text.ts';
import type { HeaderMatch } from '../find-header.ts';
import type { RowStep } from '../plan/row-step.ts';
import { NO_CELL, type RowCells } from '../rows/row-cells.ts';
import { columnKey, type Lanes, RowHash } from './row-hash.ts';

/** What makes a row this row: its canonical cells under their headers, whatever the order of the columns. */
export class RowIdentity {
  readonly #hash = new RowHash();
  readonly #keys: Lanes[];
  readonly #noHeader = columnKey('', 0);
  readonly #stepAt: (RowStep | undefined)[] = [];
  readonly #cells: RowCells;

  constructor(header: HeaderMatch, steps: readonly RowStep[], cells: RowCells) {
    this.#keys = columnKeys(header);
    this.#cells = cells;
    for (const step of steps) this.#stepAt[step.place] = step;
  }

  /** The hash of a row whose cells have been read; the array is filled again for the next row. */
  of(row: Row): Lanes {
    this.start();
    for (let i = 0; i < row.cells; i++) this.addCell(row, i);
    return this.end();
  }

  /** Or a cell at a time, each as soon as it is read, in any order. */
  start(): void {
    this.#hash.startRow();
  }

  addCell(row: Row, i: number): void {
    if (this.#addValue(row, i)) this.#hash.endCell(this.#keyOf(row, i));
  }

  /** addCell, keeping in four integers from `at` on what the cell contributes; that is nothing if it is blank. */
  addCellKeeping(row: Row, i: number, kept: Int32Array, at: number): void {
    if (this.#addValue(row, i)) this.#hash.endCellKeeping(this.#keyOf(row, i), kept, at);
    else kept.fill(0, at, at + 4);
  }

  /** addCell for a cell that has been read into this amount. */
  addAmount(column: number, amount: Amount): void {
    this.#hash.startCell();
    amount.hashInto(this.#hash);
    this.#hash.endCell(this.#keys[column] ?? this.#noHeader);
  }

  /** Sums, lane by lane, of what was kept. */
  addKept(lane0: number, lane1: number, lane2: number, lane3: number): void {
    this.#hash.addKept(lane0, lane1, lane2, lane3);
  }

  end(): Lanes {
    return this.#hash.endRow();
  }

  #keyOf(row: Row, i: number): Lanes {
    return this.#keys[row.column[i] ?? 0] ?? this.#noHeader;
  }

  /** The cell's canonical value: as read where it is read, else its text. False for a blank cell. */
  #addValue(row: Row, i: number): boolean {
    const place = this.#cells.known(row.column[i] ?? 0);
    const step = place === NO_CELL ? undefined : this.#stepAt[place];
    this.#hash.startCell();
    if (step?.value.has !== true) return this.#addAsWritten(row, i);
    step.value.hashInto(this.#hash);
    return true;
  }

  /** False for a blank cell. */
  #addAsWritten(row: Row, i: number): boolean {
    const bytes = row.source[i];
    if (bytes === undefined) return false;
    let start = row.start[i] ?? 0;
    let end = row.end[i] ?? 0;
    if (row.kind[i] === CELL.TEXT) {
      start = trimStart(bytes, start, end);
      end = trimEnd(bytes, start, end);
      start = skipApostrophe(bytes, start, end);
    }
    if (start === end) return false;
    this.#hash.addBytes(bytes, start, end);
    return true;
  }
}

function columnKeys(header: HeaderMatch): Lanes[] {
  const keys: Lanes[] = [];
  const seen = new Map<string, number>();
  for (const { column, names } of header.cells) {
    const name = names[0] ?? '';
    const ordinal = seen.get(name) ?? 0;
    seen.set(name, ordinal + 1);
    keys[column] = columnKey(name, ordinal);
  }
  return keys;
}
