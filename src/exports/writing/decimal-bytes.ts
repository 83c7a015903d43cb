import { parseDecimal } from '../../domain/decimal.ts';

/** The widest that readers know: twenty digits before the point and eighteen behind it. */
export const PRECISION = 38;
export const SCALE = 18;
export const DECIMAL_BYTES = 16;

/** What is to be written does not fit into what is written. */
export class UnfitError extends Error {}

const LIMIT = 10n ** BigInt(PRECISION);
const LOW = (1n << 64n) - 1n;

/** Two's complement, the highest byte first, of the number times 10^SCALE. Throws for one that it would have to round. */
export function decimalBytes(text: string): Uint8Array {
  const decimal = parseDecimal(text);
  const more = SCALE - (decimal?.scale ?? SCALE + 1);
  const units = decimal && more >= 0 ? decimal.units * 10n ** BigInt(more) : LIMIT;
  if (units >= LIMIT || units <= -LIMIT)
    throw new UnfitError(
      `An amount of ${text.length} characters is beyond DECIMAL(${PRECISION}, ${SCALE}); export it as CSV`,
    );
  const bytes = new DataView(new ArrayBuffer(DECIMAL_BYTES));
  bytes.setBigInt64(0, units >> 64n);
  bytes.setBigUint64(8, units & LOW);
  return new Uint8Array(bytes.buffer);
}
