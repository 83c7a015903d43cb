import { describe, expect, it } from 'vitest';
import { progressDisplay } from './progress-display.ts';
import { progressLine } from './progress-line.ts';
import type { WatchedImport } from './watch-progress.ts';

function reading(percent: number | null, more: Partial<WatchedImport> = {}): WatchedImport {
  const progress = {
    percent,
    rowsRead: Math.round((percent ?? 0) * 1_000),
    rowsPerSecond: 50_000,
    secondsLeft: 2,
  };
  return { estado: 'EN_PROCESO', phase: 'READING', outcome: null, progress, ...more };
}

function shown(isTTY: boolean, ...imports: WatchedImport[]): string {
  let text = '';
  const output = { isTTY, columns: 80, write: (more: string) => (text += more) };
  using display = progressDisplay(output, 'en');
  for (const now of imports) display.show(now);
  return text;
}

describe('the line about a running import', () => {
  it('shows phase, bar, percent, rows, speed and the time left', () => {
    expect(progressLine(reading(50), 'en', 120)).toBe(
      'READING        ███████████████░░░░░░░░░░░░░░░   50.0 %  50,000 rows  50,000 rows/s  2 s left',
    );
  });

  it('before the claim, when there is no percent yet, shows an empty bar', () => {
    expect(progressLine(reading(null, { phase: 'QUEUED' }), 'en')).toContain(`${'░'.repeat(30)}    0.0 %`);
  });

  it('says neither speed nor time left once it is done', () => {
    const done = reading(100, { estado: 'FINALIZADO', phase: 'DONE', outcome: 'SUCCEEDED' });
    expect(progressLine(done, 'en')).not.toMatch(/rows\/s|left/);
  });

  it('is in Spanish where that is asked for', () => {
    expect(progressLine(reading(50), 'es', 120)).toBe(
      'Leyendo             ███████████████░░░░░░░░░░░░░░░   50.0 %  50.000 filas  50.000 filas/s  faltan 2 s',
    );
  });

  it('never grows wider than it may', () => {
    expect(progressLine(reading(50), 'en', 40)).toHaveLength(40);
  });
});

describe('the display', () => {
  it('on a terminal draws over the same line', () => {
    const text = shown(true, reading(10), reading(11), reading(12));
    expect(text.match(/\r/g)).toHaveLength(3);
    expect(text).not.toContain('\n');
  });

  it('elsewhere prints a line for every ten percent, however many changes come', () => {
    const steps = Array.from({ length: 100 }, (_, n) => reading(n));
    const lines = shown(false, ...steps)
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => /[\d.]+ %/.exec(line)?.[0])).toEqual(
      ['0.0', '10.0', '20.0', '30.0', '40.0', '50.0', '60.0', '70.0', '80.0', '90.0'].map(
        (step) => `${step} %`,
      ),
    );
  });

  it('elsewhere prints a line for every phase', () => {
    const text = shown(
      false,
      reading(null, { phase: 'AWAITING_FILE' }),
      reading(null, { phase: 'QUEUED' }),
      reading(3),
      reading(4, { phase: 'STORING' }),
    );
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(['AWAITING_FILE', 'QUEUED', 'READING', 'STORING']);
  });
});
