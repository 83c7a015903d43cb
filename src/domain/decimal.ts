/**
 * An exact decimal number: units × 10^-scale. Never -0; the scale is as it came, so 1.50 and 1.5 are equal but not the
 * same.
 */
export interface Decimal {
  readonly units: bigint;
  /** Digits behind the point, ≥ 0. */
  readonly scale: number;
}

export const ZERO: Decimal = { units: 0n, scale: 0 };

const PLAIN = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/** Reads plain notation ("-1386790.03", "5"): no exponent, no grouping. Undefined for anything else. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = PLAIN.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  const units = BigInt(whole + fraction);
  return { units: sign === '-' ? -units : units, scale: fraction.length };
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: unitsAt(a, scale) + unitsAt(b, scale), scale };
}

export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  return addDecimals(a, { units: -b.units, scale: b.scale });
}

/** Negative, zero or positive, as a is below, equal to or above b. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const difference = subtractDecimals(a, b).units;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function absoluteDecimal(value: Decimal): Decimal {
  return value.units < 0n ? { units: -value.units, scale: value.scale } : value;
}

/**
 * The same number with fewer digits behind the point, halves to the even neighbour; unchanged if it has no more than
 * that.
 */
export function roundDecimal(value: Decimal, scale: number): Decimal {
  if (value.scale <= scale) return value;
  const divisor = 10n ** BigInt(value.scale - scale);
  const negative = value.units < 0n;
  const absolute = negative ? -value.units : value.units;
  const rest = absolute % divisor;
  let units = absolute / divisor;
  const twice = rest * 2n;
  if (twice > divisor || (twice === divisor && units % 2n === 1n)) units += 1n;
  return { units: negative ? -units : units, scale };
}

/** Money: at least two digits behind the point, more only while they are not zero ("8028.8434", "5.00"). */
export function formatMoney(value: Decimal): string {
  return format(value, 2);
}

/** Quantities: no trailing zeros ("69.119", "205"). */
export function formatQuantity(value: Decimal): string {
  return format(value, 0);
}

function format(value: Decimal, decimals: number): string {
  const negative = value.units < 0n;
  const digits = (negative ? -value.units : value.units).toString().padStart(value.scale + 1, '0');
  const whole = digits.slice(0, digits.length - value.scale);
  let fraction = digits.slice(digits.length - value.scale);
  while (fraction.length > decimals && fraction.endsWith('0')) fraction = fraction.slice(0, -1);
  fraction = fraction.padEnd(decimals, '0');
  return (negative ? '-' : '') + whole + (fraction === '' ? '' : `.${fraction}`);
}

function unitsAt(value: Decimal, scale: number): bigint {
  return value.scale === scale ? value.units : value.units * 10n ** BigInt(scale - value.scale);
}
