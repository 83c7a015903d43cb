import type { Decimal } from '../../domain/decimal.ts';
import { absoluteDecimal, compareDecimals } from '../../domain/decimal.ts';
import { type Amount, combine } from '../cells/amount.ts';

export interface AmountsOfRow {
  readonly net: Amount;
  readonly tax: Amount;
  readonly total: Amount;
}

/**
 * Completes the amounts of a row that stands for one charge: of net, tax and total any two give the third; one alone is
 * net and total alike, without tax, which is never computed from a rate; a row without any amounts to zero. What is
 * written stays as written.
 */
export function settleAmounts({ net, tax, total }: AmountsOfRow): void {
  if (total.has) {
    if (net.has && tax.has) return;
    if (net.has) combine(total, net, -1, tax);
    else if (tax.has) combine(total, tax, -1, net);
    else {
      tax.set(0, 0);
      net.copy(total);
    }
    return;
  }
  if (!net.has) net.set(0, 0);
  if (!tax.has) tax.set(0, 0);
  combine(net, tax, 1, total);
}

/** Whether two amounts differ by more than the tolerance; `scratch` is overwritten. */
export function differs(a: Amount, b: Amount, tolerance: Decimal, scratch: Amount): boolean {
  combine(a, b, -1, scratch);
  if (scratch.isZero()) return false;
  return tolerance.units === 0n || compareDecimals(absoluteDecimal(scratch.toDecimal()), tolerance) > 0;
}
