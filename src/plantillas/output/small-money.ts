// Amounts by tables, without a division or a loop that ends at another digit each time. Measured by bench/read.ts.
import type { Amount } from '../cells/amount.ts';

const WHOLES = 1_000;

/** "0." to "999.", left-aligned in four bytes, and how many of them count; "00" to "99" in two. */
const WHOLE = new DataView(new ArrayBuffer(4 * WHOLES));
const WHOLE_LENGTH = new Uint8Array(WHOLES);
const PAIR = new DataView(new ArrayBuffer(2 * 100));
for (let i = 0; i < WHOLES; i++) {
  const text = `${i}.`;
  WHOLE_LENGTH[i] = text.length;
  for (let k = 0; k < text.length; k++) WHOLE.setUint8(4 * i + k, text.charCodeAt(k));
}
for (let i = 0; i < 100; i++) PAIR.setUint16(2 * i, ((48 + Math.floor(i / 10)) << 8) | (48 + (i % 10)));

/** Writes an amount of cents below 1,000 as writeMoney does; -1: it is no such amount, nothing is written. */
export function writeSmallMoney({ units, scale, big }: Amount, out: DataView, at: number): number {
  const MAX_CENTS = 100_000;
  const MINUS = 45;
  if (scale > 2 || big !== undefined) return -1;
  let cents = scale === 2 ? units : scale === 1 ? units * 10 : units * 100;
  let p = at;
  if (cents >= MAX_CENTS || cents <= -MAX_CENTS) return -1;
  if (cents < 0) {
    cents = -cents;
    out.setUint8(p++, MINUS);
  }
  const whole = (cents / 100) | 0;
  out.setInt32(p, WHOLE.getInt32(4 * whole));
  p += WHOLE_LENGTH[whole] ?? 0;
  out.setInt16(p, PAIR.getInt16(2 * (cents - 100 * whole)));
  return p + 2;
}
