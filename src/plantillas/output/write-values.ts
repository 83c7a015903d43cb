import { formatMoney, formatQuantity } from '../../domain/decimal.ts';
import { type Amount, POWERS_OF_TEN } from '../cells/amount.ts';

/**
 * Writers of single values into COPY text: each takes the buffer and a position and returns the next position; room has
 * been made before. Byte loops without strings: measured by bench/read.ts.
 */

const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const POINT = 46;
const ZERO = 48;
const BACKSLASH = 92;

/** Text of n bytes takes at most 2n; every other value at most this. */
export const MAX_VALUE_BYTES = 32;

/** Digits are made below 10^15 by two divisions of 32-bit integers instead of one of doubles a digit. */
const BILLION = 1_000_000_000;
const MAX_CENTS = 2 ** 31;

export function writeNull(out: Uint8Array, at: number): number {
  out[at] = BACKSLASH;
  out[at + 1] = 78;
  return at + 2;
}

/** Escapes what COPY takes for its own; NUL, which a text column cannot hold, is left out. */
export function writeText(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  at: number,
): number {
  let p = at;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte >= 32 && byte !== BACKSLASH) out[p++] = byte;
    else p = writeSpecial(byte, out, p);
  }
  return p;
}

function writeSpecial(byte: number, out: Uint8Array, at: number): number {
  if (byte === 0) return at;
  const letter =
    byte === BACKSLASH ? BACKSLASH : byte === TAB ? 116 : byte === NEWLINE ? 110 : byte === RETURN ? 114 : 0;
  if (letter === 0) {
    out[at] = byte;
    return at + 1;
  }
  out[at] = BACKSLASH;
  out[at + 1] = letter;
  return at + 2;
}

/** A non-negative safe integer. */
export function writeInteger(value: number, out: Uint8Array, at: number): number {
  const length = digitCount(value);
  writeDigits(value, out, at, length);
  return at + length;
}

function digitCount(value: number): number {
  if (value < 100_000) return value < 10 ? 1 : value < 100 ? 2 : value < 1_000 ? 3 : value < 10_000 ? 4 : 5;
  let length = 6;
  for (let limit = 1_000_000; value >= limit; limit *= 10) length++;
  return length;
}

/** The last `length` digits of a value, zeros in front. */
function writeDigits(value: number, out: Uint8Array, at: number, length: number): void {
  let p = at + length - 1;
  let low = value;
  if (value >= BILLION) {
    const high = Math.floor(value / BILLION);
    low = value - high * BILLION;
    if (length > 9) writeDigits(high, out, at, length - 9);
    for (let i = 0; i < 9 && p >= at; i++) {
      out[p--] = ZERO + (low % 10);
      low = (low / 10) | 0;
    }
    return;
  }
  while (p >= at) {
    out[p--] = ZERO + (low % 10);
    low = (low / 10) | 0;
  }
}

/** At least two digits behind the point, more only while they are not zero; never -0, no exponent. */
export function writeMoney(amount: Amount, out: Buffer, at: number): number {
  if (amount.big !== undefined || amount.scale > 15) {
    return at + out.write(formatMoney(amount.toDecimal()), at, 'latin1');
  }
  const { units, scale } = amount;
  if (scale <= 2) {
    const cents = scale === 2 ? units : scale === 1 ? units * 10 : units * 100;
    if (cents < MAX_CENTS && cents > -MAX_CENTS) return writeCents(cents, out, at);
  }
  return writeDecimal(units, scale, 2, out, at);
}

/** No zeros at the end. */
export function writeQuantity(amount: Amount, out: Buffer, at: number): number {
  if (amount.big !== undefined || amount.scale > 15) {
    return at + out.write(formatQuantity(amount.toDecimal()), at, 'latin1');
  }
  return writeDecimal(amount.units, amount.scale, 0, out, at);
}

/** The usual amount: two decimals, below 2^31 cents. */
function writeCents(units: number, out: Uint8Array, at: number): number {
  let p = at;
  let cents = units | 0;
  if (cents < 0) {
    cents = -cents;
    out[p++] = 45;
  }
  const whole = (cents / 100) | 0;
  const fraction = cents - whole * 100;
  p = writeInteger(whole, out, p);
  out[p] = POINT;
  out[p + 1] = ZERO + ((fraction / 10) | 0);
  out[p + 2] = ZERO + (fraction % 10);
  return p + 3;
}

function writeDecimal(units: number, scale: number, decimals: number, out: Uint8Array, at: number): number {
  let p = at;
  let digits = scale;
  let value = units;
  if (value < 0) {
    value = -value;
    out[p++] = 45;
  }
  while (digits > decimals && value % 10 === 0) {
    value /= 10;
    digits--;
  }
  const unit = POWERS_OF_TEN[digits] ?? 1;
  let whole = Math.floor(value / unit);
  if (whole * unit > value) whole -= 1;
  p = writeInteger(whole, out, p);
  if (digits === 0 && decimals === 0) return p;
  out[p++] = POINT;
  if (digits > 0) {
    writeDigits(value - whole * unit, out, p, digits);
    p += digits;
  }
  for (let i = digits; i < decimals; i++) out[p++] = ZERO;
  return p;
}

/** yyyymmdd → YYYY-MM-DD. */
export function writeDate(ymd: number, out: Uint8Array, at: number): number {
  const year = (ymd / 10_000) | 0;
  const month = ((ymd / 100) | 0) % 100;
  writeDigits(year, out, at, 4);
  out[at + 4] = 45;
  writeDigits(month, out, at + 5, 2);
  out[at + 7] = 45;
  writeDigits(ymd % 100, out, at + 8, 2);
  return at + 10;
}

/** YYYY-MM-DD HH:MM:SS. */
export function writeDateTime(ymd: number, seconds: number, out: Uint8Array, at: number): number {
  let p = writeDate(ymd, out, at);
  out[p++] = 32;
  writeDigits((seconds / 3_600) | 0, out, p, 2);
  out[p + 2] = 58;
  writeDigits(((seconds / 60) | 0) % 60, out, p + 3, 2);
  out[p + 5] = 58;
  writeDigits(seconds % 60, out, p + 6, 2);
  p += 8;
  return p;
}

export function writeBytes(bytes: Uint8Array, out: Uint8Array, at: number): number {
  for (let i = 0; i < bytes.length; i++) out[at + i] = bytes[i] ?? 0;
  return at + bytes.length;
}
