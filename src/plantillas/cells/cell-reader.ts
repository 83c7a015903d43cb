import type { ColumnType, RowIssueCode, Unit } from '../../domain/codes.ts';
import { formatQuantity } from '../../domain/decimal.ts';
import { CELL } from '../../domain/row.ts';
import { writeDate, writeDateTime } from '../output/write-values.ts';
import { Amount } from './amount.ts';
import { readSerial, type SerialMoment } from './calendar.ts';
import type { DateValue, LineaValue, MonthValue, TextValue } from './cell-values.ts';
import type { GarbledTextDetector } from './garbled-text.ts';
import type { NumberStyle } from './number-style.ts';
import { dateReader } from './parse-date.ts';
import { durationReader, type QuantityReader } from './parse-duration.ts';
import type { LineaReader } from './parse-linea.ts';
import { parseNumberCell } from './parse-number-cell.ts';
import { periodoReader } from './parse-periodo.ts';
import { parseTextNumber } from './parse-text-number.ts';
import { timeReader } from './parse-time.ts';
import { volumeReader } from './parse-volume.ts';

/**
 * Reads a cell that is neither blank nor an error into its field's value. Undefined: read without doubt. BLANK: the
 * definition takes the text for an empty cell. A code of severity WARNING leaves the value in place.
 */
export type CellReader = (
  kind: number,
  bytes: Buffer,
  start: number,
  end: number,
  /** Index among the file's shared strings, -1 for none. */
  shared: number,
) => RowIssueCode | 'BLANK' | undefined;

/** What all readers of one file share. */
export interface ReaderContext {
  readonly numbers: NumberStyle;
  readonly dateOrder: 'dmy' | 'mdy' | 'ymd';
  readonly date1904: boolean;
  readonly linea: LineaReader;
  readonly isGarbled: GarbledTextDetector;
  /** yyyymm. */
  readonly month: number;
  /** yyyymmdd, both inclusive. */
  readonly cycle: { readonly from: number; readonly to: number };
}

export function lineaCellReader({ linea }: ReaderContext, out: LineaValue): CellReader {
  return (kind, bytes, start, end) => {
    const reading = linea(kind, bytes, start, end, out);
    return reading === 'READ' ? undefined : reading;
  };
}

export function periodoCellReader(
  context: ReaderContext,
  format: string | undefined,
  out: MonthValue,
): CellReader {
  const read = periodoReader(format, context.date1904);
  return (kind, bytes, start, end) => {
    if (!read(kind, bytes, start, end, out)) return 'INVALID_PERIODO';
    return out.month === context.month ? undefined : 'OTHER_PERIODO';
  };
}

/** An amount or another plain number. */
export function numberCellReader({ numbers }: ReaderContext, type: ColumnType, out: Amount): CellReader {
  return (kind, bytes, start, end) => {
    if (kind === CELL.TEXT) {
      const reading = parseTextNumber(bytes, start, end, numbers, out);
      if (reading !== 'READ') return reading;
    } else if (kind !== CELL.NUMBER || !parseNumberCell(bytes, start, end, out)) return 'INVALID_NUMBER';
    return type === 'INTEGER' && !isInteger(out) ? 'INVALID_NUMBER' : undefined;
  };
}

function isInteger(amount: Amount): boolean {
  return !formatQuantity(amount.toDecimal()).includes('.');
}

export function quantityCellReader(
  context: ReaderContext,
  column: {
    readonly type: ColumnType;
    readonly format?: string | undefined;
    readonly unit?: Unit | undefined;
  },
  out: Amount,
): { read: CellReader; unit: Unit | undefined } {
  const { type, format, unit } = column;
  if (type === 'DURATION') {
    const target = unit === 'MINUTE' ? 'MINUTE' : 'SECOND';
    const read = durationReader(format, target, context.numbers);
    return { unit: target, read: asCellReader(read, 'INVALID_DURATION', out) };
  }
  if (type === 'DATA_VOLUME') {
    const target = unit === 'KB' || unit === 'GB' ? unit : 'MB';
    const read = volumeReader(format, target, context.numbers);
    return { unit: target, read: asCellReader(read, 'INVALID_DATA_VOLUME', out) };
  }
  return { unit, read: numberCellReader(context, type, out) };
}

function asCellReader(read: QuantityReader, invalid: RowIssueCode, out: Amount): CellReader {
  return (kind, bytes, start, end) => {
    const reading = read(kind, bytes, start, end, out);
    return reading === 'READ' ? undefined : reading === 'BLANK' ? 'BLANK' : invalid;
  };
}

/** `occurred`: when something happened, to be compared with the cycle; dates of validity are not. */
export function dateCellReader(
  context: ReaderContext,
  column: { readonly format: string | undefined; readonly withTime: boolean; readonly occurred: boolean },
  out: DateValue,
): CellReader {
  const read = dateReader(context.dateOrder, column.format, context.date1904);
  const { from, to } = context.cycle;
  return (kind, bytes, start, end) => {
    const reading = read(kind, bytes, start, end, out);
    if (reading !== 'READ') return reading;
    if (!column.withTime) out.seconds = -1;
    return column.occurred && (out.ymd < from || out.ymd > to) ? 'DATE_OUTSIDE_PERIODO' : undefined;
  };
}

export function timeCellReader(format: string | undefined, out: DateValue): CellReader {
  const read = timeReader(format);
  return (kind, bytes, start, end) => (read(kind, bytes, start, end, out) ? undefined : 'INVALID_TIME');
}

export function textCellReader({ isGarbled, date1904 }: ReaderContext, out: TextValue): CellReader {
  return (kind, bytes, start, end, shared) => {
    if (kind === CELL.TEXT) {
      out.set(bytes, start, end, shared);
      return isGarbled(bytes, start, end, shared) ? 'GARBLED_TEXT' : undefined;
    }
    if (kind === CELL.ISO_DATE || isShortDigits(kind, bytes, start, end)) out.set(bytes, start, end);
    else {
      const shown = shownText(kind, bytes, start, end, date1904);
      out.set(shown, 0, shown.length);
    }
    return undefined;
  };
}

/** Digits that need no rounding stand as they are written. */
function isShortDigits(kind: number, bytes: Buffer, start: number, end: number): boolean {
  if (kind !== CELL.NUMBER || end - start > 15) return false;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte < 48 || byte > 57) return false;
  }
  return true;
}

/** A cell that is not text as Excel shows it: plain digits without noise, a date as ISO text. */
function shownText(kind: number, bytes: Buffer, start: number, end: number, date1904: boolean): Buffer {
  if (kind === CELL.BOOLEAN) return Buffer.from(bytes[start] === 49 ? 'TRUE' : 'FALSE');
  if (kind === CELL.DATE) {
    const moment: SerialMoment = { ymd: 0, seconds: 0 };
    readSerial(Number(bytes.toString('latin1', start, end)), date1904, moment);
    if (moment.ymd > 0) {
      const out = Buffer.alloc(19);
      const length =
        moment.seconds > 0
          ? writeDateTime(moment.ymd, moment.seconds, out, 0)
          : writeDate(moment.ymd, out, 0);
      return out.subarray(0, length);
    }
  }
  const exact = new Amount();
  if (!parseNumberCell(bytes, start, end, exact)) return Buffer.from(bytes.subarray(start, end));
  return Buffer.from(formatQuantity(exact.toDecimal()));
}
