import { CELL } from '../../domain/row.ts';
import type { Amount } from './amount.ts';
import { isNumeric } from './cell-text.ts';
import type { NumberStyle } from './number-style.ts';
import type { QuantityReader } from './parse-duration.ts';
import { parseNumberCell } from './parse-number-cell.ts';
import { parseTextNumber } from './parse-text-number.ts';

type VolumeUnit = 'KB' | 'MB' | 'GB';

/** Powers of 1,024; a byte is one of -1. */
const POWER: Readonly<Record<string, number>> = { b: -1, k: 0, m: 1, g: 2, t: 3 };

/** No volume is written longer. */
const MAX_BYTES = 60;

const WITH_UNIT = /^(.*?)\s*(bytes|b|[kmgt]i?b|[kmgt])$/i;

/**
 * A data volume in the column's unit, 1,024 to the next one, exactly. A named unit ("512 KB") is itself; a bare number is
 * in the format's unit, else in the column's.
 */
export function volumeReader(
  format: string | undefined,
  unit: VolumeUnit,
  style: NumberStyle,
): QuantityReader {
  const target = powerOf(unit);
  const bare = powerOf(format ?? unit);
  return (kind, bytes, start, end, out) => {
    if (isNumeric(kind)) {
      if (kind === CELL.DATE || !parseNumberCell(bytes, start, end, out)) return 'INVALID';
      scale(out, bare - target);
      return 'READ';
    }
    if (kind !== CELL.TEXT || end - start > MAX_BYTES) return 'INVALID';
    const text = bytes.toString('utf8', start, end);
    const named = WITH_UNIT.exec(text);
    const number = Buffer.from(named?.[1] ?? text);
    const reading = parseTextNumber(number, 0, number.length, style, out);
    if (reading !== 'READ') return reading === 'BLANK' ? 'BLANK' : 'INVALID';
    scale(out, (named ? powerOf(named[2] ?? '') : bare) - target);
    return 'READ';
  };
}

function powerOf(unit: string): number {
  return POWER[unit.charAt(0).toLowerCase()] ?? 0;
}

/** Division by 1,024 ends after ten more digits behind the point, so it is exact. */
function scale(out: Amount, power: number): void {
  if (power === 0) return;
  const { units, scale: digits } = out.toDecimal();
  if (power > 0) out.setBig(units * 1_024n ** BigInt(power), digits);
  else out.setBig((units * 10n ** BigInt(-10 * power)) / 1_024n ** BigInt(-power), digits - 10 * power);
}
