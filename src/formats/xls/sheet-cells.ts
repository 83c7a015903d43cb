import { CELL, type CellKind } from '../../domain/row.ts';
import { BiffRecords, RECORD } from './biff-records.ts';
import { BiffText } from './biff-text.ts';
import type { BookGlobals } from './book-globals.ts';

/** Takes the cells of one row that have a value, by their 0-based columns, as a Row wants them. */
export interface CellTaker {
  add(column: number, kind: CellKind, text: string): void;
  addBytes(column: number, kind: CellKind, source: Buffer, start: number, end: number): void;
}

/** A cell's record begins with its row, column and style. */
const PLACE_BYTES = 6;
const RK_BYTES = 6;
const ERRORS: Readonly<Record<number, string>> = {
  0: '#NULL!',
  7: '#DIV/0!',
  15: '#VALUE!',
  23: '#REF!',
  29: '#NAME?',
  36: '#NUM!',
  42: '#N/A',
};
const OTHER_ERROR = '#N/A';
const NO_NUMBER = '#NUM!';
/** In the place of a double's upper bytes: the formula gave no number. */
const NO_DOUBLE = 0xffff;
/** What a formula gave. */
const NUMBER = -1;
const TEXT = 0;
const TRUTH = 1;
const ERROR = 2;
const CELL_RECORDS: ReadonlySet<number> = new Set([
  RECORD.FORMULA,
  RECORD.MUL_RK,
  RECORD.RSTRING,
  RECORD.LABEL_SST,
  RECORD.NUMBER,
  RECORD.LABEL,
  RECORD.BOOL_ERR,
  RECORD.RK,
]);

/** Walks from the BOF at `at` to its EOF and calls onRecord at each record that holds cells, until that returns false. */
export function walkCells(stream: Buffer, at: number, onRecord: (records: BiffRecords) => boolean): void {
  const records = new BiffRecords(stream, at);
  records.begin();
  for (;;) {
    records.next();
    const { type } = records;
    if (type === RECORD.EOF) return;
    if (type === RECORD.BOF) records.skipInner();
    else if (CELL_RECORDS.has(type)) {
      records.need(PLACE_BYTES);
      if (!onRecord(records)) return;
    }
  }
}

/** Hands over the cells of the record that `records` stands at. */
export function readCells(records: BiffRecords, book: BookGlobals, cells: CellTaker): void {
  const { bytes, start, end } = records;
  const column = bytes.readUInt16LE(start + 2);
  const style = bytes.readUInt16LE(start + 4);
  const at = start + PLACE_BYTES;
  switch (records.type) {
    case RECORD.NUMBER:
      records.need(PLACE_BYTES + 8);
      addNumber(cells, book, column, style, bytes.readDoubleLE(at));
      break;
    case RECORD.RK:
      records.need(PLACE_BYTES + 4);
      addNumber(cells, book, column, style, rkNumber(bytes, at));
      break;
    case RECORD.MUL_RK:
      for (let place = start + 4, c = column; place + RK_BYTES <= end; place += RK_BYTES, c++) {
        addNumber(cells, book, c, bytes.readUInt16LE(place), rkNumber(bytes, place + 2));
      }
      break;
    case RECORD.BOOL_ERR:
      records.need(PLACE_BYTES + 2);
      addTruthOrError(cells, column, bytes[at] ?? 0, bytes[at + 1] !== 0);
      break;
    case RECORD.LABEL_SST: {
      records.need(PLACE_BYTES + 4);
      const [from, to] = book.texts.range(bytes.readUInt32LE(at));
      cells.addBytes(column, CELL.TEXT, book.texts.bytes, from, to);
      break;
    }
    case RECORD.LABEL:
    case RECORD.RSTRING:
      cells.add(column, CELL.TEXT, ownText(records, PLACE_BYTES, book));
      break;
    default:
      addFormula(records, book, cells);
  }
}

function addTruthOrError(cells: CellTaker, column: number, value: number, isError: boolean): void {
  if (isError) cells.add(column, CELL.ERROR, ERRORS[value] ?? OTHER_ERROR);
  else cells.add(column, CELL.BOOLEAN, value === 0 ? '0' : '1');
}

function addNumber(cells: CellTaker, book: BookGlobals, column: number, style: number, value: number): void {
  if (!Number.isFinite(value)) cells.add(column, CELL.ERROR, NO_NUMBER);
  else cells.add(column, book.dateStyles[style] ? CELL.DATE : CELL.NUMBER, String(value));
}

/** The value that the formula had when it was saved; the formula itself is not looked at. */
function addFormula(records: BiffRecords, book: BookGlobals, cells: CellTaker): void {
  records.need(PLACE_BYTES + 8);
  const { bytes, start } = records;
  const column = bytes.readUInt16LE(start + 2);
  const at = start + PLACE_BYTES;
  const kind = bytes.readUInt16LE(at + 6) === NO_DOUBLE ? bytes[at] : NUMBER;
  switch (kind) {
    case NUMBER:
      addNumber(cells, book, column, bytes.readUInt16LE(start + 4), bytes.readDoubleLE(at));
      break;
    case TEXT: {
      const text = formulaText(records, book);
      cells.add(column, text === undefined ? CELL.NO_VALUE : CELL.TEXT, text ?? '');
      break;
    }
    case TRUTH:
    case ERROR:
      addTruthOrError(cells, column, bytes[at + 2] ?? 0, kind === ERROR);
      break;
    default: // an empty text
  }
}

/** It stands in the STRING record that follows, perhaps behind the one that several formulas share. */
function formulaText({ bytes, end }: BiffRecords, book: BookGlobals): string | undefined {
  const following = new BiffRecords(bytes, end);
  for (;;) {
    following.next();
    if (following.type === RECORD.STRING) return ownText(following, 0, book);
    if (CELL_RECORDS.has(following.type) || following.type === RECORD.EOF) return undefined;
  }
}

/** A text that stands in its own record, `offset` bytes behind the record's start. */
function ownText(records: BiffRecords, offset: number, book: BookGlobals): string {
  records.need(offset + 2);
  const { bytes, start, end } = records;
  if (!book.unicode) {
    const from = start + offset + 2;
    return book.decode(bytes.subarray(from, Math.min(end, from + bytes.readUInt16LE(start + offset))));
  }
  const pieces = [bytes.subarray(start + offset, end)];
  const following = new BiffRecords(bytes, end);
  while (following.peek() === RECORD.CONTINUE) {
    following.next();
    pieces.push(bytes.subarray(following.start, following.end));
  }
  return new BiffText(pieces).unicode(2);
}

/** A number in four bytes: 30 bits of an integer or of a double, perhaps in hundredths. */
function rkNumber(bytes: Buffer, at: number): number {
  const rk = bytes.readInt32LE(at);
  let value = rk >> 2;
  if ((rk & 2) === 0) {
    value = upperHalfOfDouble(rk & ~3);
  }
  return rk & 1 ? value / 100 : value;
}

function upperHalfOfDouble(upper: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setInt32(4, upper, true);
  return view.getFloat64(0, true);
}
