import { CELL } from '../../domain/row.ts';
import { monthByName, readSerial, type SerialMoment, ymdOf } from './calendar.ts';
import type { MonthValue } from './cell-values.ts';

export type PeriodoReader = (
  kind: number,
  bytes: Buffer,
  start: number,
  end: number,
  out: MonthValue,
) => boolean;

/** No month is written longer. */
const MAX_BYTES = 60;

/**
 * The month that a cell names: YYYYMM, YYYY-MM, MM/YYYY, "sep-2026", a whole date, a date cell. Digits alone are read by
 * the format, without one as YYYYMM or YYYYMMDD. False for anything else.
 */
export function periodoReader(format: string | undefined, date1904: boolean): PeriodoReader {
  const monthFirst = format === 'MMYYYY' || format === 'DDMMYYYY';
  const moment: SerialMoment = { ymd: 0, seconds: 0 };
  return (kind, bytes, start, end, out) => {
    let month = 0;
    if (end - start > MAX_BYTES) return false;
    if (kind === CELL.DATE) {
      readSerial(Number(bytes.toString('latin1', start, end)), date1904, moment);
      month = Math.floor(moment.ymd / 100);
    } else if (kind === CELL.TEXT || kind === CELL.NUMBER || kind === CELL.ISO_DATE) {
      month = sixDigits(bytes, start, end, monthFirst);
      if (month === 0) month = monthOfText(bytes.toString('utf8', start, end), monthFirst);
    }
    if (month === 0) return false;
    out.set(month);
    return true;
  };
}

function sixDigits(bytes: Buffer, start: number, end: number, monthFirst: boolean): number {
  if (end - start !== 6 || monthFirst) return 0;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = (bytes[i] ?? 0) - 48;
    if (digit < 0 || digit > 9) return 0;
    value = value * 10 + digit;
  }
  return monthOf(Math.floor(value / 100), value % 100);
}

function monthOfText(text: string, monthFirst: boolean): number {
  const digits = /^(?:\d{6}|\d{8}|\d{5})$/.exec(text)?.[0];
  if (digits !== undefined) return monthOfDigits(digits, monthFirst);
  const iso = /^(\d{4})[-/. ](\d{1,2})(?:[-/. ]\d{1,2}(?:[T ].*)?)?$/.exec(text);
  if (iso) return monthOf(Number(iso[1]), Number(iso[2]));
  const last = /^(?:\d{1,2}[-/. ])?(\d{1,2})[-/. ](\d{4})$/.exec(text);
  if (last) return monthOf(Number(last[2]), Number(last[1]));
  const named = /^([a-z]{3,10})\.?[-/. ]*(?:de[l]? +)?(\d{4}|\d{2})$/i.exec(text);
  return named ? monthOf(Number(named[2]), monthByName(named[1] ?? '')) : 0;
}

function monthOfDigits(digits: string, monthFirst: boolean): number {
  // A number cell has lost the leading zero of 092026.
  const text = digits.length === 5 && monthFirst ? `0${digits}` : digits;
  if (text.length === 8) {
    return monthFirst
      ? monthOf(Number(text.slice(4)), Number(text.slice(2, 4)))
      : monthOf(Number(text.slice(0, 4)), Number(text.slice(4, 6)));
  }
  if (text.length !== 6) return 0;
  return monthFirst
    ? monthOf(Number(text.slice(2)), Number(text.slice(0, 2)))
    : monthOf(Number(text.slice(0, 4)), Number(text.slice(4)));
}

function monthOf(year: number, month: number): number {
  return Math.floor(ymdOf(year, month, 1) / 100);
}
