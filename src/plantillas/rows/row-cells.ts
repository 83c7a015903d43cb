import { CELL, type Row } from '../../domain/row.ts';
import { trimEnd, trimStart } from '../cells/cell-text.ts';

/** No cell of the row stands in this place. */
export const NO_CELL = -1;

/**
 * Where the cells that matter stand in the present row. Each column of interest has a place, given out before the first
 * row; blank cells count as not there.
 */
export class RowCells {
  /** By place: the index of the row's cell, or NO_CELL. */
  cell = new Int32Array(0);
  /** By place: the cell's bytes; a text's are trimmed. */
  start = new Int32Array(0);
  end = new Int32Array(0);
  #placeOf = new Int32Array(0);
  readonly #columns: number[] = [];

  /** The place of a column, the same whenever asked. */
  placeOf(column: number): number {
    const known = this.#columns.indexOf(column);
    if (known >= 0) return known;
    const place = this.#columns.push(column) - 1;
    this.cell = new Int32Array(this.#columns.length);
    this.start = new Int32Array(this.#columns.length);
    this.end = new Int32Array(this.#columns.length);
    this.#placeOf = new Int32Array(Math.max(...this.#columns) + 1).fill(NO_CELL);
    this.#columns.forEach((each, i) => {
      this.#placeOf[each] = i;
    });
    return place;
  }

  /** The place given to a column, NO_CELL if none was. */
  known(column: number): number {
    return column < this.#placeOf.length ? (this.#placeOf[column] ?? NO_CELL) : NO_CELL;
  }

  /** False for a row of blank cells only, which is no row. */
  locate(row: Row): boolean {
    const { cells, column, kind, source, start, end } = row;
    this.cell.fill(NO_CELL);
    let filled = false;
    for (let i = 0; i < cells; i++) {
      const place = this.known(column[i] ?? 0);
      if (place === NO_CELL && filled) continue;
      let from = start[i] ?? 0;
      let to = end[i] ?? 0;
      if (kind[i] === CELL.TEXT) {
        const bytes = source[i];
        if (bytes === undefined) continue;
        from = trimStart(bytes, from, to);
        if (from === to) continue;
        to = trimEnd(bytes, from, to);
      }
      filled = true;
      if (place === NO_CELL) continue;
      this.cell[place] = i;
      this.start[place] = from;
      this.end[place] = to;
    }
    return filled;
  }
}
