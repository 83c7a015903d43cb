import { describe, expect, it } from 'vitest';
import { rowsPerSecond, secondsLeft } from './import-progress.ts';

const START = Date.parse('2026-09-30T12:00:00Z');
const running = {
  estado: 'EN_PROCESO',
  phase: 'READING',
  rowsRead: 5_000,
  bytesRead: 250n,
  fileBytes: 1_000n,
  attemptStartedAt: new Date(START),
  finishedAt: null,
  confirmedAt: null,
} as const;

describe('speed and time left', () => {
  it('come from the attempt that runs', () => {
    expect(rowsPerSecond(running, START + 10_000)).toBe(500);
    expect(secondsLeft(running, START + 10_000)).toBe(30);
  });
  it('the speed stays once it has ended, and no time is left', () => {
    const ended = {
      ...running,
      estado: 'FINALIZADO',
      phase: 'DONE',
      finishedAt: new Date(START + 20_000),
    } as const;
    expect(rowsPerSecond(ended, START + 90_000)).toBe(250);
    expect(secondsLeft(ended, START + 90_000)).toBeNull();
  });
  it('are unknown before the first byte, before the claim, while it resumes, and from the end of the first reading on', () => {
    expect(secondsLeft({ ...running, bytesRead: 0n }, START + 10_000)).toBeNull();
    expect(rowsPerSecond({ ...running, attemptStartedAt: null }, START)).toBeNull();
    expect(rowsPerSecond({ ...running, phase: 'RESUMING' }, START + 10_000)).toBeNull();
    expect(rowsPerSecond(running, START)).toBeNull();
  });
});
