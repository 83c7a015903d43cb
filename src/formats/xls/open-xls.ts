import type { OpenFile, ReadLimits, Row } from '../../domain/row.ts';
import { limitExceeded } from '../limit-exceeded.ts';
import { RowBuilder } from '../row-builder.ts';
import { BiffRecords } from './biff-records.ts';
import { type BookGlobals, type BookSheet, readGlobals } from './book-globals.ts';
import { bookStream } from './compound-stream.ts';
import { readCells, walkCells } from './sheet-cells.ts';

export interface XlsOptions {
  /** Called again and again while rows are read. */
  readonly onBytes?: () => void;
}

const COMPOUND_FIRST_BYTE = 0xd0;
/** Rows between two calls of onBytes: some 100 kB. */
const ROWS_PER_CALL = 256;

/**
 * A workbook of Excel 95 to 2003 (.xls), which stands whole in memory, so its size has a limit; its cells are decoded row
 * by row. Numbers and dates are what their cells say, never what their texts look like. Throws BROKEN_CONTENT and
 * LIMIT_EXCEEDED, here and while reading.
 */
export function openXls(file: Buffer, limits: ReadLimits, { onBytes = () => {} }: XlsOptions = {}): OpenFile {
  if (file.length > limits.xlsBytes) throw limitExceeded(limits, 'xlsBytes');
  const stream = file[0] === COMPOUND_FIRST_BYTE ? bookStream(file) : file;
  const book = readGlobals(stream, limits);
  let bytesRead = 0;
  return {
    sheets: book.sheets,
    date1904: book.date1904,
    bytesRead: () => bytesRead,
    read(index, onRow) {
      const sheet = book.sheets[index];
      if (sheet === undefined) throw new RangeError(`There is no sheet ${index}`);
      const extent = measureSheet(stream, sheet.at);
      let rows = 0;
      const progress = (at: number) => {
        if (rows++ % ROWS_PER_CALL === 0) onBytes();
        bytesRead = Math.floor((file.length * (at - sheet.at)) / Math.max(1, extent.end - sheet.at));
      };
      if (readRows({ stream, book, sheet, extent, limits, progress }, onRow)) bytesRead = file.length;
    },
    [Symbol.dispose]() {},
  };
}

interface SheetReading {
  readonly stream: Buffer;
  readonly book: BookGlobals;
  readonly sheet: BookSheet;
  readonly extent: SheetExtent;
  readonly limits: ReadLimits;
  /** Told where in the stream the reading is. */
  readonly progress: (at: number) => void;
}

/** False: onRow wanted no more. */
function readRows(reading: SheetReading, onRow: (row: Row) => boolean): boolean {
  const { stream, book, sheet, extent, limits, progress } = reading;
  const builder = new RowBuilder(limits, sheet.name);
  let current = -1;
  let goOn = true;
  const handOver = (): boolean => current < 0 || builder.row.cells === 0 || onRow(builder.row);
  eachInOrder(stream, sheet.at, extent, (records) => {
    const row = stream.readUInt16LE(records.start);
    if (row !== current) {
      progress(records.at);
      goOn = handOver();
      if (!goOn) return false;
      builder.begin(row + 1);
      current = row;
    }
    readCells(records, book, builder);
    return true;
  });
  return goOn && handOver();
}

interface SheetExtent {
  readonly end: number;
  readonly records: number;
  /** Rows and columns only rise, as Excel writes them. */
  readonly ordered: boolean;
}

function measureSheet(stream: Buffer, at: number): SheetExtent {
  let last = -1;
  let end = at;
  let records = 0;
  let ordered = true;
  walkCells(stream, at, (record) => {
    const place = placeOf(stream, record.start);
    ordered &&= place > last;
    last = place;
    end = record.end;
    records++;
    return true;
  });
  return { end, records, ordered };
}

/** Calls onRecord for the records with cells by row and column, whatever their order in the file. */
function eachInOrder(
  stream: Buffer,
  at: number,
  { ordered, records }: SheetExtent,
  onRecord: (records: BiffRecords) => boolean,
): void {
  if (ordered) {
    walkCells(stream, at, onRecord);
    return;
  }
  const places = new BigUint64Array(records);
  let i = 0;
  walkCells(stream, at, (record) => {
    places[i++] = (BigInt(placeOf(stream, record.start)) << OFFSET_BITS) | BigInt(record.at);
    return true;
  });
  for (const place of places.sort()) {
    const record = new BiffRecords(stream, Number(place & OFFSET_MASK));
    record.next();
    if (!onRecord(record)) return;
  }
}

/** A place in the sheet and the record that is there, in one number that sorts. */
const OFFSET_BITS = 32n;
const OFFSET_MASK = (1n << OFFSET_BITS) - 1n;

function placeOf(bytes: Buffer, start: number): number {
  return bytes.readUInt16LE(start) * 0x10000 + bytes.readUInt16LE(start + 2);
}
