import { CELL, type Row } from '../domain/row.ts';
import { trimEnd, trimStart } from './cell-text.ts';
import type { HeaderMatch } from './find-header.ts';
import { HeldRows } from './held-rows.ts';
import { NO_CELL, type RowCells } from './row-cells.ts';
import { columnKey, LANES, type Lanes, RowHash } from './row-hash.ts';
import { RowOccurrences } from './row-occurrences.ts';
import type { RowStep } from './row-step.ts';

/** Shared strings of a column whose contribution is remembered, by the low bits of their index. */
const KEPT_TEXTS = 256;
/** A sheet may have 16,384 columns; the memory for this does not grow with them. */
const KEPT_COLUMNS = 256;

interface Kept {
  /** 1 + index of the shared string; 0: free. */
  readonly indexes: Int32Array;
  readonly lanes: Int32Array;
}

/**
 * What makes a row this row: its canonical cells under their headers, whatever the order of the columns, and which of
 * several identical ones it is.
 */
export class RowIdentity {
  readonly #hash = new RowHash();
  readonly #occurrences = new RowOccurrences();
  readonly #keys: Lanes[];
  readonly #noHeader = columnKey('', 0);
  readonly #kept: (Kept | undefined)[] = [];
  readonly #stepAt: (RowStep | undefined)[] = [];
  readonly #cells: RowCells;
  readonly #held: HeldRows | undefined;

  constructor(header: HeaderMatch, steps: readonly RowStep[], cells: RowCells, held: Uint8Array | undefined) {
    this.#keys = columnKeys(header);
    this.#cells = cells;
    this.#held = held && new HeldRows(held);
    for (const step of steps) this.#stepAt[step.place] = step;
  }

  /** The hash of a row whose cells have been read; the array is filled again for the next row. */
  next(row: Row): Lanes {
    const hash = this.#hash;
    hash.startRow();
    for (let i = 0; i < row.cells; i++) this.#addCell(row, i);
    const lanes = hash.endRow();
    hash.foldIn(this.#occurrences.next(lanes));
    return lanes;
  }

  isHeld(lanes: Lanes): boolean {
    return this.#held?.has(lanes) ?? false;
  }

  #addCell(row: Row, i: number): void {
    const column = row.column[i] ?? 0;
    const shared = row.shared[i] ?? -1;
    const key = this.#keys[column] ?? this.#noHeader;
    const hash = this.#hash;
    if (shared < 0 || column >= KEPT_COLUMNS) {
      if (this.#addValue(row, i, column)) hash.endCell(key);
      return;
    }
    const { indexes, lanes } = this.#keptOf(column);
    const slot = shared & (KEPT_TEXTS - 1);
    if (indexes[slot] === shared + 1) {
      hash.addKept(lanes, slot * LANES);
      return;
    }
    if (!this.#addValue(row, i, column)) return;
    hash.endCellKeeping(key, lanes, slot * LANES);
    indexes[slot] = shared + 1;
  }

  /** The cell's canonical value: as read where it is read, else its text. False for a blank cell. */
  #addValue(row: Row, i: number, column: number): boolean {
    const place = this.#cells.known(column);
    const step = place === NO_CELL ? undefined : this.#stepAt[place];
    this.#hash.startCell();
    if (step?.value.has !== true) return this.#addAsWritten(row, i);
    step.value.hashInto(this.#hash);
    return true;
  }

  #keptOf(column: number): Kept {
    const known = this.#kept[column];
    if (known) return known;
    const kept = { indexes: new Int32Array(KEPT_TEXTS), lanes: new Int32Array(KEPT_TEXTS * LANES) };
    this.#kept[column] = kept;
    return kept;
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
