import type { SampleCell } from './sample-cell.ts';

/** Some quantity, another in each row, written as the format says. */
export function quantityCell(
  { type, format }: { readonly type: string; readonly format?: string | undefined },
  index: number,
): SampleCell {
  const count = index + 1;
  if (type !== 'DURATION') return { number: type === 'DATA_VOLUME' ? 100 * count : count };
  switch (format) {
    case 'mm:ss':
      return `0${count}:25`;
    case 'hh:mm':
      return `0${count}:30`;
    case 'seconds':
      return { number: 205 * count };
    case 'minutes':
    case 'hours':
      return { number: count };
    case 'days':
      // An hour and a half.
      return { number: 0.0625 * count };
    default:
      return `00:0${count}:25`;
  }
}
