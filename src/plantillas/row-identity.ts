import { CELL, type Row } from '../domain/row.ts';
import { trimEnd, trimStart } from './cell-text.ts';
import type { HeaderMatch } from './find-header.ts';
import { HeldRows } from './held-rows.ts';
import { NO_CELL, type RowCells } from './row-cells.ts';
import { columnKey, type Lanes, RowHash } from './row-hash.ts';
import { RowOccurrences } from './row-occurrences.ts';
import type { RowStep } from './row-step.ts';

/**
 * What makes a row this row: its canonical cells under their headers, whatever the order of the columns, and which of
 * several identical ones it is.
 */
export class RowIdentity {
  readonly #hash = new RowHash();
  readonly #occurrences = new RowOccurrences();
  readonly #keys: Lanes[];
  readonly #noHeader = columnKey('', 0);
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
    for (let i = 0; i < row.cells; i++) {
      const column = row.column[i] ?? 0;
      const place = this.#cells.known(column);
      const step = place === NO_CELL ? undefined : this.#stepAt[place];
      hash.startCell();
      if (step?.value.has) step.value.hashInto(hash);
      else if (!this.#addAsWritten(row, i)) continue;
      hash.endCell(this.#keys[column] ?? this.#noHeader);
    }
    hash.foldIn(this.#occurrences.next(hash.lanes));
    return hash.lanes;
  }

  isHeld(lanes: Lanes): boolean {
    return this.#held?.has(lanes) ?? false;
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
