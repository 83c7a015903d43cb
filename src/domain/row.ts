/**
 * The one shape in which every kind of file hands over its rows, made for reading a million of them: one object reused
 * for all rows, typed arrays instead of objects, bytes instead of strings.
 */

/** What a cell holds as the file says it. What it means is for the plantilla to decide. A blank cell does not appear. */
export const CELL = {
  /** UTF-8 text, entities and escapes already resolved. Every CSV field is TEXT. */
  TEXT: 1,
  /** A number as the file writes it: ASCII digits, sign, point, perhaps an exponent. */
  NUMBER: 2,
  /** A number whose style is a date or time: the bytes are the serial as written, in days. */
  DATE: 3,
  /** One ASCII byte, '0' or '1'. */
  BOOLEAN: 4,
  /** The error as shown, such as '#N/A'. */
  ERROR: 5,
  /** A date as ISO 8601 text (cells with t="d"). */
  ISO_DATE: 6,
  /** A formula that was saved without its value; start = end. */
  NO_VALUE: 7,
} as const;
export type CellKind = (typeof CELL)[keyof typeof CELL];

/**
 * One non-empty row. The reader fills the same object again for the next row: whoever keeps something copies it.
 * Cell i (0 ≤ i < cells) is source[i].subarray(start[i], end[i]). The arrays may be longer than `cells`, and a reader
 * may exchange them for longer ones between rows: take them from the row each time.
 */
export interface Row {
  /** 1-based row of the sheet; for CSV the first physical line of the record. */
  number: number;
  cells: number;
  /** 0-based column, strictly ascending. */
  column: Int32Array;
  /** A CellKind. */
  kind: Uint8Array;
  source: Buffer[];
  start: Int32Array;
  end: Int32Array;
  /** ≥ 0: an index into the file's shared strings; equal indexes have equal text throughout the file. -1: none. */
  shared: Int32Array;
}

export interface SheetInfo {
  /** Null for CSV. Of a web page: of its table. */
  readonly name: string | null;
  readonly hidden: boolean;
}

/** What a reader may spend on one file; exceeding one throws ImportFailedError LIMIT_EXCEEDED that names it. */
export interface ReadLimits {
  /** All bytes that inflating may produce, shared strings and sheet together. */
  readonly unpackedBytes: number;
  /** Unpacked ÷ packed, checked once more than 100 MiB are unpacked. */
  readonly ratio: number;
  readonly zipEntries: number;
  readonly sharedStrings: number;
  /** Of their part, markup included: they stand in memory. */
  readonly sharedStringBytes: number;
  readonly cellBytes: number;
  readonly rowBytes: number;
  readonly columns: number;
  readonly rows: number;
  /** Size of an old workbook (.xls): unlike the others it stands whole in memory. */
  readonly xlsBytes: number;
  /** Seconds of CPU that the thread may spend without getting on: it is ended then, whatever it is stuck in. */
  readonly stalledSeconds: number;
}

export const DEFAULT_READ_LIMITS: ReadLimits = {
  unpackedBytes: 16 * 2 ** 30,
  ratio: 200,
  zipEntries: 2_000,
  sharedStrings: 10_000_000,
  sharedStringBytes: 512 * 2 ** 20,
  cellBytes: 1 * 2 ** 20,
  rowBytes: 16 * 2 ** 20,
  columns: 16_384,
  rows: 5_000_000,
  xlsBytes: 64 * 2 ** 20,
  stalledSeconds: 60,
};

/**
 * The first rows of a sheet: all numbered up to `through`, and `more` (at least one) of those that follow and are not
 * blank.
 */
export interface HeadRows {
  readonly through: number;
  readonly more: number;
}

/** A billing file opened for reading, in a worker thread: everything is synchronous, memory stays flat. */
export interface OpenFile extends Disposable {
  readonly sheets: readonly SheetInfo[];
  /** The workbook counts its days from 1904. */
  readonly date1904: boolean;
  /** Bytes of the file consumed so far by the running or last full read: rises, never above the file's size. */
  bytesRead(): number;
  /**
   * Calls onRow for every row that has a cell, in order, until it returns false or the sheet ends.
   * Throws ImportFailedError BROKEN_CONTENT where the content is damaged (checksums included) and LIMIT_EXCEEDED.
   * May be called again, for another sheet or from the start.
   */
  read(sheet: number, onRow: (row: Row) => boolean): void;
  /**
   * Calls onRow for the first rows, perhaps a few more than wanted, without reading what only the others need. Left out
   * where read() that is stopped early costs as little. A very wide head is cut; damage behind the head goes unseen.
   */
  readHead?(sheet: number, wanted: HeadRows, onRow: (row: Row) => boolean): void;
}
