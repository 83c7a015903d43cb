import { type Decimal, roundDecimal } from '../../domain/decimal.ts';
import { CELL } from '../../domain/row.ts';
import type { Amount } from './amount.ts';
import { isNumeric } from './cell-text.ts';
import type { NumberStyle } from './number-style.ts';
import { parseNumberCell } from './parse-number-cell.ts';
import { parseTextNumber } from './parse-text-number.ts';

export type QuantityReading = 'READ' | 'BLANK' | 'INVALID';
export type QuantityReader = (
  kind: number,
  bytes: Buffer,
  start: number,
  end: number,
  out: Amount,
) => QuantityReading;

/** A fraction of a day has 15 digits: what it says beyond milliseconds is noise. */
const FRACTION_DECIMALS = 3;
/** Seconds as minutes need not end (205 s = 3.416667 min). */
const MINUTE_DECIMALS = 6;

/** No duration is written longer. */
const MAX_BYTES = 60;

const CLOCK = /^(\d+):(\d{1,2})(?::(\d{1,2})(?:[.,]\d+)?)?$/;
const WITH_UNIT =
  /^(.*?)\s*(s|seg|segs|sec|secs|segundos?|m|min|mins|minutos?|minutes?|h|hs|hr|hrs|horas?|hours?)\.?$/i;

const SECONDS_OF: Readonly<Record<string, bigint>> = {
  seconds: 1n,
  minutes: 60n,
  hours: 3_600n,
  days: 86_400n,
};

/**
 * A duration, in seconds or minutes. Two parts ("56:51") are read by the format, three are always hours, minutes and
 * seconds, a named unit ("3.42 min") is itself, a cell shown as a time is a fraction of a day; a bare number is in the
 * format's unit, else in the column's.
 */
export function durationReader(
  format: string | undefined,
  unit: 'SECOND' | 'MINUTE',
  style: NumberStyle,
): QuantityReader {
  const bareUnit = SECONDS_OF[format ?? ''] ?? (unit === 'MINUTE' ? 60n : 1n);
  const firstOfTwo = format === 'hh:mm' ? 3_600 : format === 'mm:ss' ? 60 : 0;
  const set = (seconds: Decimal, out: Amount) => {
    const value = unit === 'MINUTE' ? minutesOf(seconds) : seconds;
    out.setBig(value.units, value.scale);
  };
  return (kind, bytes, start, end, out) => {
    if (isNumeric(kind)) {
      if (!parseNumberCell(bytes, start, end, out)) return 'INVALID';
      const days = kind === CELL.DATE || format === 'days';
      set(times(out.toDecimal(), days ? 86_400n : bareUnit, days), out);
      return negative(out) ? 'INVALID' : 'READ';
    }
    if (kind !== CELL.TEXT || end - start > MAX_BYTES) return 'INVALID';
    const text = bytes.toString('utf8', start, end);
    const clock = CLOCK.exec(text);
    if (clock) {
      const seconds = clockSeconds(clock, firstOfTwo);
      if (seconds < 0) return 'INVALID';
      set({ units: BigInt(seconds), scale: 0 }, out);
      return 'READ';
    }
    const named = WITH_UNIT.exec(text);
    const number = Buffer.from(named?.[1] ?? text);
    const reading = parseTextNumber(number, 0, number.length, style, out);
    if (reading !== 'READ') return reading === 'BLANK' ? 'BLANK' : 'INVALID';
    set(
      times(out.toDecimal(), named ? unitSeconds(named[2] ?? '') : bareUnit, !named && format === 'days'),
      out,
    );
    return negative(out) ? 'INVALID' : 'READ';
  };
}

/** -1 where two parts stand and the format does not say what they are, or minutes or seconds go beyond 59. */
function clockSeconds([, first, second, third]: RegExpExecArray, firstOfTwo: number): number {
  const a = Number(first);
  const b = Number(second);
  if (b > 59 || Number(third ?? 0) > 59 || a > 1e9) return -1;
  if (third !== undefined) return a * 3_600 + b * 60 + Number(third);
  return firstOfTwo === 0 ? -1 : a * firstOfTwo + b * (firstOfTwo / 60);
}

function unitSeconds(name: string): bigint {
  const letter = name.charAt(0).toLowerCase();
  return letter === 'h' ? 3_600n : letter === 'm' ? 60n : 1n;
}

function times(value: Decimal, factor: bigint, rounded: boolean): Decimal {
  const product = { units: value.units * factor, scale: value.scale };
  return rounded ? roundDecimal(product, FRACTION_DECIMALS) : product;
}

function minutesOf(seconds: Decimal): Decimal {
  // Three digits more than are kept, so that rounding sees what follows.
  const scale = Math.max(seconds.scale, MINUTE_DECIMALS) + 3;
  const units = (seconds.units * 10n ** BigInt(scale - seconds.scale)) / 60n;
  return roundDecimal({ units, scale }, MINUTE_DECIMALS);
}

function negative(amount: Amount): boolean {
  return amount.big === undefined ? amount.units < 0 : amount.big < 0n;
}
