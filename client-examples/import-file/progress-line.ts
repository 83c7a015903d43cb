import { PHASE_WORDS } from '../client/screen-words.ts';
import type { ImportPhase } from '../generated/graphql.ts';
import type { Language } from './language.ts';
import type { WatchedImport } from './watch-progress.ts';

const BAR_CELLS = 30;
const PHASE_WIDTH = { es: 18, en: 13 } as const;
const WORDS = {
  es: { rows: 'filas', left: (seconds: number) => `faltan ${seconds} s` },
  en: { rows: 'rows', left: (seconds: number) => `${seconds} s left` },
} as const;

/**
 * One line about a running import: phase, bar, percent, rows, speed, time left. At most `width` characters.
 */
export function progressLine(
  now: Pick<WatchedImport, 'phase' | 'outcome' | 'progress'>,
  language: Language,
  width = 100,
): string {
  const { percent, rowsRead, rowsPerSecond, secondsLeft } = now.progress;
  const running = now.phase !== 'DONE';
  const words = WORDS[language];
  const numbers = numberFormat(language);
  const phase = now.outcome === null || now.outcome === undefined ? now.phase : 'DONE';
  const parts = [
    phaseWord(phase, language).padEnd(PHASE_WIDTH[language]),
    bar(percent ?? 0),
    `${(percent ?? 0).toFixed(1).padStart(5)} %`,
    `${numbers.format(rowsRead)} ${words.rows}`,
    ...(running && rowsPerSecond ? [`${numbers.format(rowsPerSecond)} ${words.rows}/s`] : []),
    ...(running && secondsLeft ? [words.left(secondsLeft)] : []),
  ];
  return parts.join('  ').slice(0, width);
}

/** The codes are English words already. */
function phaseWord(phase: ImportPhase, language: Language): string {
  return language === 'es' ? PHASE_WORDS[phase] : phase;
}

export function numberFormat(language: Language): Intl.NumberFormat {
  return new Intl.NumberFormat(language === 'es' ? 'es' : 'en-US', {
    maximumFractionDigits: 0,
    useGrouping: 'always',
  });
}

function bar(percent: number): string {
  const full = Math.round((Math.min(100, Math.max(0, percent)) / 100) * BAR_CELLS);
  return '█'.repeat(full) + '░'.repeat(BAR_CELLS - full);
}
