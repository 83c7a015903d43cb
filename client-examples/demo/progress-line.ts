import type { WatchedImport } from './watch-progress.ts';

const BAR_CELLS = 30;
const numbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** One line about a running import: phase, bar, percent, rows, speed, time left. At most `width` characters. */
export function progressLine(
  now: Pick<WatchedImport, 'phase' | 'outcome' | 'progress'>,
  width = 100,
): string {
  const { percent, rowsRead, rowsPerSecond, secondsLeft } = now.progress;
  const running = now.phase !== 'DONE';
  const parts = [
    (now.outcome === null || now.outcome === undefined ? now.phase : 'DONE').padEnd(13),
    bar(percent ?? 0),
    `${(percent ?? 0).toFixed(1).padStart(5)} %`,
    `${numbers.format(rowsRead)} rows`,
    ...(running && rowsPerSecond ? [`${numbers.format(rowsPerSecond)} rows/s`] : []),
    ...(running && secondsLeft ? [`${secondsLeft} s left`] : []),
  ];
  return parts.join('  ').slice(0, width);
}

function bar(percent: number): string {
  const full = Math.round((Math.min(100, Math.max(0, percent)) / 100) * BAR_CELLS);
  return '█'.repeat(full) + '░'.repeat(BAR_CELLS - full);
}
