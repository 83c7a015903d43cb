import type { Decimal } from '../../domain/decimal.ts';
import type { RowHash } from '../identity/row-hash.ts';

/** Sums of two integers up to this are exact as numbers. */
const MAX_ADDEND = 2 ** 52;

/** 10^0 … 10^15: the powers by which a number of up to 15 digits may be scaled without loss. */
export const POWERS_OF_TEN: readonly number[] = Array.from({ length: 16 }, (_, i) => 10 ** i);

/**
 * An exact decimal made to be filled again for every row: units × 10^-scale. The units are a safe integer, or, where
 * that does not hold them, `big`.
 */
export class Amount {
  has = false;
  units = 0;
  scale = 0;
  big: bigint | undefined = undefined;

  clear(): void {
    this.has = false;
    this.units = 0;
    this.scale = 0;
    this.big = undefined;
  }

  set(units: number, scale: number): void {
    this.has = true;
    this.units = units;
    this.scale = scale;
    this.big = undefined;
  }

  setBig(units: bigint, scale: number): void {
    this.has = true;
    this.scale = scale;
    const small = Number(units);
    const safe = Number.isSafeInteger(small);
    this.units = safe ? small : 0;
    this.big = safe ? undefined : units;
  }

  copy(other: Amount): void {
    this.has = other.has;
    this.units = other.units;
    this.scale = other.scale;
    this.big = other.big;
  }

  isZero(): boolean {
    return this.big === undefined && this.units === 0;
  }

  toDecimal(): Decimal {
    return { units: this.big ?? BigInt(this.units), scale: this.scale };
  }

  /** The same for 1.5 and 1.50. */
  hashInto(hash: RowHash): void {
    if (this.big !== undefined) {
      hash.addText(`${this.big}/${this.scale}`);
      return;
    }
    let { units, scale } = this;
    while (scale > 0 && units % 10 === 0) {
      units /= 10;
      scale -= 1;
    }
    hash.addNumber(units, scale);
  }
}

/** out = a + sign × b, exactly; out may be a or b. */
export function combine(a: Amount, b: Amount, sign: 1 | -1, out: Amount): void {
  if (a.big === undefined && b.big === undefined) {
    const scale = Math.max(a.scale, b.scale);
    const left = a.units * (POWERS_OF_TEN[scale - a.scale] ?? Number.NaN);
    const right = b.units * (POWERS_OF_TEN[scale - b.scale] ?? Number.NaN);
    if (Math.abs(left) <= MAX_ADDEND && Math.abs(right) <= MAX_ADDEND) {
      out.set(left + sign * right, scale);
      return;
    }
  }
  combineBig(a.toDecimal(), b.toDecimal(), sign, out);
}

function combineBig(a: Decimal, b: Decimal, sign: 1 | -1, out: Amount): void {
  const scale = Math.max(a.scale, b.scale);
  const left = a.units * 10n ** BigInt(scale - a.scale);
  const right = b.units * 10n ** BigInt(scale - b.scale);
  out.setBig(sign === 1 ? left + right : left - right, scale);
}
