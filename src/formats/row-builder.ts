import { CELL, type CellKind, type ReadLimits, type Row } from '../domain/row.ts';
import { isBlank } from './is-blank.ts';
import { limitExceeded } from './limit-exceeded.ts';

const FIRST_CAPACITY = 64;
const SCRATCH_BYTES = 64 * 1024;
/** A UTF-16 unit takes at most three bytes in UTF-8. */
const MAX_GROWTH = 3;

/**
 * Fills the one reused Row from cells that a reader has as JavaScript strings. Cells come in the order of their
 * columns.
 */
export class RowBuilder {
  readonly row: Row = {
    number: 0,
    cells: 0,
    column: new Int32Array(FIRST_CAPACITY),
    kind: new Uint8Array(FIRST_CAPACITY),
    source: [],
    start: new Int32Array(FIRST_CAPACITY),
    end: new Int32Array(FIRST_CAPACITY),
    shared: new Int32Array(FIRST_CAPACITY).fill(-1),
  };
  readonly #limits: ReadLimits;
  readonly #sheet: string;
  #scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  #used = 0;
  #rowBytes = 0;
  #rows = 0;

  constructor(limits: ReadLimits, sheet: string) {
    this.#limits = limits;
    this.#sheet = sheet;
  }

  /** Begins a row of the sheet, 1-based; rows without a cell count against the limit too. */
  begin(number: number): void {
    if (++this.#rows > this.#limits.rows) throw this.#tooMuch('rows');
    this.row.number = number;
    this.row.cells = 0;
    this.#used = 0;
    this.#rowBytes = 0;
  }

  /** A blank text is no cell. A cell of a column that the row has already replaces the one before it. */
  add(column: number, kind: CellKind, text: string): void {
    const start = this.#write(text);
    this.addBytes(column, kind, this.#scratch, start, this.#used);
  }

  /** The same for bytes that stay as they are until the row has been handed over: UTF-8. */
  addBytes(column: number, kind: CellKind, source: Buffer, start: number, end: number): void {
    if (column >= this.#limits.columns) throw this.#tooMuch('columns');
    if (end - start > this.#limits.cellBytes) throw this.#tooMuch('cellBytes');
    this.#rowBytes += end - start;
    if (this.#rowBytes > this.#limits.rowBytes) throw this.#tooMuch('rowBytes');
    if (kind === CELL.TEXT && isBlank(source, start, end)) return;
    const { row } = this;
    if (row.cells > 0 && row.column[row.cells - 1] === column) row.cells--;
    if (row.cells === row.column.length) grow(row);
    const i = row.cells++;
    row.column[i] = column;
    row.kind[i] = kind;
    row.source[i] = source;
    row.start[i] = start;
    row.end[i] = end;
  }

  #write(text: string): number {
    const room = MAX_GROWTH * text.length;
    if (this.#used + room > this.#scratch.length) {
      this.#scratch = Buffer.allocUnsafeSlow(Math.max(SCRATCH_BYTES, 2 * room));
      this.#used = 0;
    }
    const start = this.#used;
    this.#used += this.#scratch.write(text, start, 'utf8');
    return start;
  }

  #tooMuch(limit: keyof ReadLimits): Error {
    return limitExceeded(this.#limits, limit, { sheet: this.#sheet, row: this.row.number });
  }
}

function grow(row: Row): void {
  const longer = (from: Int32Array): Int32Array => {
    const to = new Int32Array(2 * from.length);
    to.set(from);
    return to;
  };
  const kind = new Uint8Array(2 * row.kind.length);
  kind.set(row.kind);
  row.column = longer(row.column);
  row.kind = kind;
  row.start = longer(row.start);
  row.end = longer(row.end);
  row.shared = new Int32Array(row.column.length).fill(-1);
}
