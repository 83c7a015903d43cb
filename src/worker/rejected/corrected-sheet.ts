import { CELL, type Row } from '../../domain/row.ts';
import { trimStart } from '../../plantillas/cells/cell-text.ts';
import type { Definition } from '../../plantillas/definition.ts';
import type { HeaderMatch } from '../../plantillas/find-header.ts';
import type { SheetView } from '../read-file.ts';
import type { CorrectTask, ForeignRow, ForeignRowCode } from './messages.ts';
import { type OwnColumns, ownColumns, readMark } from './row-mark.ts';

/** Thrown to leave the reading; it never leaves the thread. */
export class ForeignRowFound extends Error {
  readonly foreign: ForeignRow;

  constructor(code: ForeignRowCode, at: { readonly row?: number; readonly other?: number } = {}) {
    super(code);
    this.foreign = { kind: 'foreign', code, row: at.row, other: at.other };
  }
}

/**
 * Shows the mapper a corrected file of rejected rows as if its rows stood where they came from: under their own numbers,
 * without the reason and the mark. Throws ForeignRowFound for a file or a row that is not of this import's rejected ones.
 */
export class CorrectedSheet implements SheetView {
  /** In the order of the corrected file. */
  readonly rows: number[] = [];
  readonly #task: CorrectTask;
  readonly #seen = new Set<number>();
  #own: OwnColumns | undefined;
  #lastHeaderRow = 0;
  readonly #row: Row = {
    number: 0,
    cells: 0,
    column: new Int32Array(0),
    kind: new Uint8Array(0),
    source: [],
    start: new Int32Array(0),
    end: new Int32Array(0),
    shared: new Int32Array(0),
  };

  constructor(task: CorrectTask) {
    this.#task = task;
  }

  /** What is filled down was filled in when the file was made; the row above may be of another line now. */
  definition(definition: Definition): Definition {
    return {
      ...definition,
      tiposArchivo: definition.tiposArchivo.map((tipo) => ({
        ...tipo,
        columns: tipo.columns.map((column) => ({ ...column, fillDown: false })),
      })),
    };
  }

  /** Above all rows, wherever they came from. */
  header(header: HeaderMatch): HeaderMatch {
    const own = ownColumns(header.cells);
    if (!own) throw new ForeignRowFound('NOT_REJECTED_ROWS');
    if (!own.areUnchanged) throw new ForeignRowFound('CHANGED_COLUMNS', { row: header.row });
    this.#own = own;
    this.#lastHeaderRow = header.lastRow;
    return { ...header, row: 0, lastRow: 0, cells: own.cells };
  }

  row(row: Row): Row | undefined {
    if (row.number <= this.#lastHeaderRow || !this.#own) return undefined;
    const mark = this.#strip(row, this.#own);
    if (!isFilled(this.#row)) return undefined;
    this.#row.number = this.#rowOf(row.number, mark);
    this.rows.push(this.#row.number);
    return this.#row;
  }

  #rowOf(at: number, mark: string): number {
    if (mark === '') throw new ForeignRowFound('NO_MARK', { row: at });
    const read = readMark(this.#task.mark, mark);
    if (read.is === 'CHANGED') throw new ForeignRowFound('CHANGED_MARK', { row: at });
    if (read.is === 'OTHER_IMPORT')
      throw new ForeignRowFound('OTHER_IMPORT', { row: at, other: read.number });
    if (this.#seen.has(read.row)) throw new ForeignRowFound('REPEATED_ROW', { row: at, other: read.row });
    if (!includes(this.#task.pending, read.row))
      throw new ForeignRowFound('ALREADY_IMPORTED', { row: at, other: read.row });
    this.#seen.add(read.row);
    return read.row;
  }

  /** The operador's cells into #row; returns the mark, '' for none. */
  #strip(row: Row, { mark, reasons }: OwnColumns): string {
    const to = this.#row;
    if (to.column.length < row.cells) makeRoom(to, row.cells);
    let text = '';
    let cells = 0;
    for (let i = 0; i < row.cells; i++) {
      const column = row.column[i] ?? 0;
      const source = row.source[i];
      if (source === undefined || reasons.includes(column)) continue;
      if (column === mark) {
        text = source.toString('utf8', row.start[i], row.end[i]).trim();
        continue;
      }
      to.column[cells] = column;
      to.kind[cells] = row.kind[i] ?? CELL.TEXT;
      to.source[cells] = source;
      to.start[cells] = row.start[i] ?? 0;
      to.end[cells] = row.end[i] ?? 0;
      to.shared[cells++] = row.shared[i] ?? -1;
    }
    to.cells = cells;
    return text;
  }
}

function makeRoom(row: Row, cells: number): void {
  row.column = new Int32Array(cells);
  row.kind = new Uint8Array(cells);
  row.start = new Int32Array(cells);
  row.end = new Int32Array(cells);
  row.shared = new Int32Array(cells);
}

/** Blank cells only are no row: whoever has emptied one wants it to stay rejected. */
function isFilled({ cells, kind, source, start, end }: Row): boolean {
  for (let i = 0; i < cells; i++) {
    const bytes = source[i];
    const [from, to] = [start[i] ?? 0, end[i] ?? 0];
    if (kind[i] !== CELL.TEXT || (bytes !== undefined && trimStart(bytes, from, to) < to)) return true;
  }
  return false;
}

function includes(ascending: Int32Array, wanted: number): boolean {
  let low = 0;
  let high = ascending.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = ascending[middle] ?? 0;
    if (found === wanted) return true;
    if (found < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
