import type { Amount } from './amount.ts';

/** A sheet's numbers are doubles: of more digits than this, the last ones are noise, and Excel does not show them. */
const SIGNIFICANT_DIGITS = 15;
/** Doubles end at 1.8E308. */
const MAX_EXPONENT = 340;

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/**
 * Reads a number cell: the digits as written, of more than 15 significant ones the first 15, halves rounded to the even
 * neighbour; E-notation is exact as well. False if it is not a number.
 */
export function parseNumberCell(bytes: Buffer, start: number, end: number, out: Amount): boolean {
  let i = start;
  const negative = bytes[i] === 45;
  if (negative || bytes[i] === 43) i++;
  const first = i;
  let units = 0;
  let scale = -1;
  for (; i < end; i++) {
    const digit = (bytes[i] ?? 0) - 48;
    if (digit >= 0 && digit <= 9) {
      units = units * 10 + digit;
      if (scale >= 0) scale++;
    } else if (digit === -2 && scale < 0) scale = 0;
    else return parseSlowly(bytes, start, end, out);
  }
  // All characters but a point are digits: up to 15 of them need no rounding.
  const digits = end - first - (scale >= 0 ? 1 : 0);
  if (digits > SIGNIFICANT_DIGITS || digits === 0) return parseSlowly(bytes, start, end, out);
  out.set(negative ? 0 - units : units, Math.max(scale, 0));
  return true;
}

function parseSlowly(bytes: Buffer, start: number, end: number, out: Amount): boolean {
  const match = NUMBER.exec(bytes.toString('latin1', start, end).trim());
  if (!match) return false;
  const [, sign, whole = '', fraction = '', exponentText = '0'] = match;
  if (whole === '' && fraction === '') return false;
  const { digits, dropped } = roundDigits((whole + fraction).replace(/^0+/, ''));
  const exponent = Number(exponentText) - fraction.length + dropped;
  if (Math.abs(exponent) > MAX_EXPONENT + SIGNIFICANT_DIGITS) return false;
  const units = BigInt(`${sign === '-' ? '-' : ''}${digits}`);
  if (exponent > 0) out.setBig(units * 10n ** BigInt(exponent), 0);
  else out.setBig(units, -exponent);
  return true;
}

/** The first 15 digits, rounded, without zeros at the end; and how many digits were dropped. */
function roundDigits(all: string): { digits: string; dropped: number } {
  let digits = all.slice(0, SIGNIFICANT_DIGITS);
  const rest = all.slice(SIGNIFICANT_DIGITS);
  let dropped = rest.length;
  if (rest !== '') {
    const half = `5${'0'.repeat(rest.length - 1)}`;
    const odd = Number(digits.at(-1)) % 2 === 1;
    if (rest > half || (rest === half && odd)) digits = (BigInt(digits) + 1n).toString();
    const trimmed = digits.replace(/0+$/, '');
    dropped += digits.length - trimmed.length;
    digits = trimmed;
  }
  return { digits: digits === '' ? '0' : digits, dropped };
}
