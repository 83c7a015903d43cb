/** The most that browsers honour; Excel's own pages stay far below. */
const MAX_COLSPAN = 1_000;
const MAX_ROWSPAN = 65_534;

/** Which columns the cells of a table take, those that reach down from the rows above included. */
export class OccupiedColumns {
  readonly #maxColumns: number;
  /** For each column the last row that a cell from above takes of it. */
  readonly #until: Int32Array;
  /** For each taken column how far it is to the end of the cell that takes it. */
  readonly #width: Int32Array;
  #row = 0;
  #next = 0;

  constructor(maxColumns: number) {
    this.#maxColumns = maxColumns;
    this.#until = new Int32Array(maxColumns);
    this.#width = new Int32Array(maxColumns);
  }

  beginRow(row: number): void {
    this.#row = row;
    this.#next = 0;
  }

  /** The column of the row's next cell; it is maxColumns or more where there is no room for it. */
  take(colspan: string | undefined, rowspan: string | undefined): number {
    let column = this.#next;
    while (column < this.#maxColumns && (this.#until[column] ?? 0) >= this.#row) {
      column += this.#width[column] ?? 1;
    }
    const width = span(colspan, MAX_COLSPAN);
    this.#next = column + width;
    const height = span(rowspan, MAX_ROWSPAN);
    if (height > 1) {
      for (let i = 0; i < width && column + i < this.#maxColumns; i++) {
        this.#until[column + i] = this.#row + height - 1;
        this.#width[column + i] = width - i;
      }
    }
    return column;
  }
}

function span(attribute: string | undefined, most: number): number {
  const value = Number.parseInt(attribute ?? '1', 10);
  return value >= 1 ? Math.min(value, most) : 1;
}
