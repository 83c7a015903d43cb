import { addDecimals, type Decimal, ZERO } from '../../domain/decimal.ts';
import type { Amount } from '../cells/amount.ts';

/** A sum beyond this moves into its BigInt: one more addend of up to 2^52 then still is exact. */
const SPILL = 2 ** 52;
const FAST_SCALES = 16;

/** The sum of millions of amounts, exact: one integer for every number of decimals. */
export class ExactSum {
  readonly #sums = new Float64Array(FAST_SCALES);
  #spilled: Decimal = ZERO;

  add(amount: Amount): void {
    const { units, scale } = amount;
    if (amount.big !== undefined || scale >= FAST_SCALES || units > SPILL || units < -SPILL) {
      this.#spilled = addDecimals(this.#spilled, amount.toDecimal());
      return;
    }
    const sum = (this.#sums[scale] ?? 0) + units;
    if (sum > SPILL || sum < -SPILL) {
      this.#spilled = addDecimals(this.#spilled, { units: BigInt(sum), scale });
      this.#sums[scale] = 0;
    } else this.#sums[scale] = sum;
  }

  total(): Decimal {
    let total = this.#spilled;
    this.#sums.forEach((sum, scale) => {
      if (sum !== 0) total = addDecimals(total, { units: BigInt(sum), scale });
    });
    return total;
  }
}
