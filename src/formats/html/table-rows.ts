import { CELL, type ReadLimits, type Row } from '../../domain/row.ts';
import { limitExceeded } from '../limit-exceeded.ts';
import { RowBuilder } from '../row-builder.ts';
import { CellText } from './cell-text.ts';
import type { HtmlHandler } from './html-events.ts';
import { OccupiedColumns } from './occupied-columns.ts';

export interface TableToRead {
  /** The how-manieth table of the page, from 0, by where tables begin. */
  readonly index: number;
  readonly name: string;
  readonly limits: ReadLimits;
  readonly onRow: (row: Row) => boolean;
}

/**
 * The rows of one table: each <tr> is a row, its cells stand where a browser shows them, with all spans, and the value of
 * a cell that spans several is in the first. A table within a cell is a table of its own and no part of the cell's text.
 */
export class TableRows implements HtmlHandler {
  readonly #table: TableToRead;
  readonly #builder: RowBuilder;
  readonly #columns: OccupiedColumns;
  readonly #text = new CellText();
  /** The tables that are open at the moment, by their numbers, the innermost last. */
  readonly #open: number[] = [];
  #tables = 0;
  #row = 0;
  #inRow = false;
  #column = -1;
  #stopped = false;

  constructor(table: TableToRead) {
    this.#table = table;
    this.#builder = new RowBuilder(table.limits, table.name);
    this.#columns = new OccupiedColumns(table.limits.columns);
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'table') this.#open.push(this.#tables++);
    else if (!this.#isInside()) return;
    else if (name === 'tr') this.#beginRow();
    else if (name === 'td' || name === 'th') this.#beginCell(attributes);
    else if (this.#column >= 0) this.#text.open(name);
  }

  close(name: string): void {
    if (name === 'table') this.#closeTable();
    else if (!this.#isInside()) return;
    else if (name === 'tr') this.#endRow();
    else if (name === 'td' || name === 'th') this.#endCell();
    else if (this.#column >= 0) this.#text.close(name);
  }

  text(piece: string): void {
    if (this.#column < 0 || !this.#isInside()) return;
    this.#text.text(piece);
    const { limits, name } = this.#table;
    if (this.#text.length > limits.cellBytes) {
      throw limitExceeded(limits, 'cellBytes', { sheet: name, row: this.#row });
    }
  }

  comment(): void {}

  stopped(): boolean {
    return this.#stopped;
  }

  #isInside(): boolean {
    return !this.#stopped && this.#open.at(-1) === this.#table.index;
  }

  #closeTable(): void {
    if (this.#isInside()) {
      this.#endRow();
      this.#stopped = true;
    }
    this.#open.pop();
  }

  #beginRow(): void {
    this.#endRow();
    this.#inRow = true;
    this.#row++;
    this.#builder.begin(this.#row);
    this.#columns.beginRow(this.#row);
  }

  #endRow(): void {
    this.#endCell();
    if (!this.#inRow) return;
    this.#inRow = false;
    const { row } = this.#builder;
    if (row.cells > 0 && !this.#table.onRow(row)) this.#stopped = true;
  }

  /** A cell outside of any row begins one. */
  #beginCell({ colspan, rowspan }: Readonly<Record<string, string>>): void {
    this.#endCell();
    if (!this.#inRow) this.#beginRow();
    this.#column = this.#columns.take(colspan, rowspan);
    this.#text.clear();
  }

  #endCell(): void {
    if (this.#column < 0) return;
    this.#builder.add(this.#column, CELL.TEXT, this.#text.toString());
    this.#column = -1;
  }
}
