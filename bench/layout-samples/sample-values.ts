import type { SampleCell, SampleCharge } from './sample-sheet.ts';
import { money } from './sample-sheet.ts';

/** The same numbers on every run: a sample that changes by itself would hide what changed it. */
export function sampleNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A number cell of so many cents. */
export function amount(cents: bigint): SampleCell {
  return { number: money(cents).replace(/\.?0+$/, '') };
}

/** Cents as a person in Argentina or Colombia writes them: "1.234,56". */
export function commaAmount(cents: bigint): string {
  const [whole = '', fraction] = money(cents).split('.');
  return `${whole.replace(/\B(?=(?:\d{3})+$)/g, '.')},${fraction}`;
}

/** "1,234.56". */
export function pointAmount(cents: bigint): string {
  const [whole = '', fraction] = money(cents).split('.');
  return `${whole.replace(/\B(?=(?:\d{3})+$)/g, ',')}.${fraction}`;
}

/** A charge of which the file states one amount only. */
export function plainCharge(concept: string, cents: bigint, more: Partial<SampleCharge> = {}): SampleCharge {
  const isTax = concept === 'TAX' && !('net' in more);
  return { concept, net: isTax ? 0n : cents, tax: isTax ? cents : 0n, total: cents, ...more };
}

/** Half away from zero, as a bill rounds. */
export function share(cents: bigint, numerator: bigint, denominator: bigint): bigint {
  const product = cents * numerator;
  const half = product < 0n ? -denominator / 2n : denominator / 2n;
  return (product + half) / denominator;
}

/** Days since Excel's day zero of a date written YYYY-MM-DD. */
export function serialOf(day: string): number {
  const MILLISECONDS_A_DAY = 86_400_000;
  return (Date.parse(`${day}T00:00:00Z`) - Date.parse('1899-12-30T00:00:00Z')) / MILLISECONDS_A_DAY;
}
