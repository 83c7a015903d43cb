import { CELL } from '../../domain/row.ts';
import { readSerial, type SerialMoment } from './calendar.ts';
import type { DateValue } from './cell-values.ts';

/** No time is written longer. */
const MAX_BYTES = 60;

export type TimeReader = (kind: number, bytes: Buffer, start: number, end: number, out: DateValue) => boolean;

const TIME = /^(\d{1,2})[:h](\d{2})(?:[:m](\d{2}))?(?:[.,]\d{1,6})?\s*s?(?:\s*([ap])\.?\s*m\.?)?$/i;

/**
 * A time of day: "13:50:43", "1:50 p. m.", with the format HHmmss "135043" as well, a date cell's time, or the time part
 * of a date with time. The reader answers false for anything else.
 */
export function timeReader(format: string | undefined): TimeReader {
  const compact = format === 'HHmmss';
  const moment: SerialMoment = { ymd: 0, seconds: 0 };
  return (kind, bytes, start, end, out) => {
    if (end - start > MAX_BYTES) return false;
    let seconds = -1;
    if (kind === CELL.TEXT) {
      seconds = compact ? compactTime(bytes, start, end) : clockTime(bytes, start, end);
      if (seconds < 0) seconds = timeOfText(bytes.toString('latin1', start, end));
    } else if (kind === CELL.ISO_DATE) seconds = timeOfText(bytes.toString('latin1', start, end));
    else if (kind === CELL.NUMBER && compact) seconds = compactTime(bytes, start, end);
    else if (kind === CELL.NUMBER || kind === CELL.DATE) {
      const serial = Number(bytes.toString('latin1', start, end));
      if (!(serial >= 0)) return false;
      readSerial(serial, true, moment);
      seconds = moment.seconds;
    }
    if (seconds < 0) return false;
    out.set(0, seconds);
    return true;
  };
}

/** Seconds of the day that a text says, perhaps behind a date; -1 if it says none. */
export function timeOfText(text: string): number {
  const match = TIME.exec(text.replace(/^\d[\d/.-]*\d(?:\s+|T)/, '').replace(/Z$|[+-]\d{2}:?\d{2}$/, ''));
  if (!match) return -1;
  const [, hourText, minuteText, secondText = '0', half] = match;
  let hour = Number(hourText);
  const minute = Number(minuteText);
  const second = Number(secondText);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return -1;
    hour = (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  }
  return secondsOf(hour, minute, second);
}

/** hh:mm:ss without a string; -1 for any other form. */
function clockTime(bytes: Buffer, start: number, end: number): number {
  if (end - start !== 8 || bytes[start + 2] !== 58 || bytes[start + 5] !== 58) return -1;
  return secondsOf(twoDigits(bytes, start), twoDigits(bytes, start + 3), twoDigits(bytes, start + 6));
}

/** HHmmss, whose leading zeros a number cell has lost. */
function compactTime(bytes: Buffer, start: number, end: number): number {
  if (end - start > 6) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = (bytes[i] ?? 0) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return secondsOf(Math.floor(value / 10_000), Math.floor(value / 100) % 100, value % 100);
}

function twoDigits(bytes: Buffer, at: number): number {
  const tens = (bytes[at] ?? 0) - 48;
  const ones = (bytes[at + 1] ?? 0) - 48;
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
}

function secondsOf(hour: number, minute: number, second: number): number {
  const valid = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
  return valid ? hour * 3_600 + minute * 60 + second : -1;
}
