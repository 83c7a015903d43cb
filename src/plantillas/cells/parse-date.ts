import { CELL } from '../../domain/row.ts';
import { monthByName, readSerial, type SerialMoment, ymdOf } from './calendar.ts';
import type { DateValue } from './cell-values.ts';
import { timeOfText } from './parse-time.ts';

export type DateReading = 'READ' | 'INVALID_DATE' | 'AMBIGUOUS_DATE';
export type DateReader = (
  kind: number,
  bytes: Buffer,
  start: number,
  end: number,
  out: DateValue,
) => DateReading;

type Order = 'dmy' | 'mdy' | 'ymd';

/** No date is written longer. */
const MAX_BYTES = 60;

const PARTS = /^(\d{1,4})[\s/.-]+(\d{1,2})[\s/.-]+(\d{1,4})(?:(?:T|,?\s+)(.+))?$/;
const NAMED =
  /^(\d{1,2})[\s/.-]*(?:de\s+)?([a-z]{3,12})\.?[\s/.-]*(?:de[l]?\s+)?(\d{4}|\d{2})(?:,?\s+(.+))?$/i;
const COMPACT = /^\d{8}$/;

/**
 * A local date: a date cell's serial, ISO text, or text by the definition's order. A text that its order cannot read but
 * another one could is AMBIGUOUS_DATE. A year first and of four digits is always year, month, day.
 */
export function dateReader(order: Order, format: string | undefined, date1904: boolean): DateReader {
  const wanted = orderOf(format) ?? order;
  const compact = format === 'YYYYMMDD' || format === 'DDMMYYYY' ? format : undefined;
  const moment: SerialMoment = { ymd: 0, seconds: 0 };
  return (kind, bytes, start, end, out) => {
    if (end - start > MAX_BYTES) return 'INVALID_DATE';
    if (kind === CELL.TEXT) {
      const ymd = wanted === 'ymd' ? 0 : tenBytes(bytes, start, end, wanted);
      if (ymd === 0) return readText(bytes.toString('utf8', start, end), wanted, compact, out);
      out.set(ymd, -1);
      return 'READ';
    }
    if (kind === CELL.ISO_DATE) return readText(bytes.toString('latin1', start, end), 'ymd', undefined, out);
    if (kind !== CELL.NUMBER && kind !== CELL.DATE) return 'INVALID_DATE';
    const text = bytes.toString('latin1', start, end);
    if (kind === CELL.NUMBER && compact && COMPACT.test(text)) return readText(text, wanted, compact, out);
    readSerial(Number(text), date1904, moment);
    if (moment.ymd === 0) return 'INVALID_DATE';
    out.set(moment.ymd, moment.seconds);
    return 'READ';
  };
}

function orderOf(format: string | undefined): Order | undefined {
  if (format === undefined) return undefined;
  if (format.startsWith('d') || format.startsWith('D')) return 'dmy';
  return format.startsWith('m') ? 'mdy' : 'ymd';
}

/** dd/mm/yyyy or mm/dd/yyyy without a string; 0 for any other form and for days that do not exist. */
function tenBytes(bytes: Buffer, start: number, end: number, order: 'dmy' | 'mdy'): number {
  if (end - start !== 10 || bytes[start + 2] !== 47 || bytes[start + 5] !== 47) return 0;
  const first = digitsOf(bytes, start, 2);
  const second = digitsOf(bytes, start + 3, 2);
  const year = digitsOf(bytes, start + 6, 4);
  if (year < 1000) return 0;
  return order === 'dmy' ? ymdOf(year, second, first) : ymdOf(year, first, second);
}

function digitsOf(bytes: Buffer, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const digit = (bytes[i] ?? 0) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function readText(text: string, order: Order, compact: string | undefined, out: DateValue): DateReading {
  if (COMPACT.test(text)) return readCompact(text, compact, out);
  const named = NAMED.exec(text);
  if (named) {
    const [, day, name = '', year = '', time] = named;
    return finish(ymdOf(fullYear(year), monthByName(name), Number(day)), time, out);
  }
  const match = PARTS.exec(text);
  if (!match) return 'INVALID_DATE';
  const [, first = '', second = '', third = '', time] = match;
  if (first.length === 4) return finish(inOrder([first, second, third], 'ymd'), time, out);
  const parts = [first, second, third];
  const ymd = inOrder(parts, order);
  if (ymd !== 0) return finish(ymd, time, out);
  const another = (['dmy', 'mdy', 'ymd'] as const).some(
    (other) => other !== order && inOrder(parts, other) !== 0,
  );
  return another ? 'AMBIGUOUS_DATE' : 'INVALID_DATE';
}

function readCompact(text: string, compact: string | undefined, out: DateValue): DateReading {
  const yearFirst = ymdOf(Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6)));
  const yearLast = ymdOf(Number(text.slice(4)), Number(text.slice(2, 4)), Number(text.slice(0, 2)));
  if (compact === undefined) {
    if (yearFirst !== 0 && yearLast === 0) return finish(yearFirst, undefined, out);
    return yearFirst !== 0 || yearLast !== 0 ? 'AMBIGUOUS_DATE' : 'INVALID_DATE';
  }
  const [wanted, other] = compact === 'YYYYMMDD' ? [yearFirst, yearLast] : [yearLast, yearFirst];
  if (wanted !== 0) return finish(wanted, undefined, out);
  return other !== 0 ? 'AMBIGUOUS_DATE' : 'INVALID_DATE';
}

function inOrder(parts: readonly string[], order: Order): number {
  const [first = '', second = '', third = ''] = parts;
  const [year, month, day] =
    order === 'dmy'
      ? [third, second, first]
      : order === 'mdy'
        ? [third, first, second]
        : [first, second, third];
  if ((year.length !== 2 && year.length !== 4) || month.length > 2 || day.length > 2) return 0;
  return ymdOf(fullYear(year), Number(month), Number(day));
}

/** "0026" is no year; ymdOf would take it for 2026. */
function fullYear(year: string): number {
  const value = Number(year);
  return year.length === 4 && value < 1000 ? 1_000 : value;
}

function finish(ymd: number, time: string | undefined, out: DateValue): DateReading {
  const seconds = time === undefined ? -1 : timeOfText(time);
  if (ymd === 0 || (time !== undefined && seconds < 0)) return 'INVALID_DATE';
  out.set(ymd, seconds);
  return 'READ';
}
