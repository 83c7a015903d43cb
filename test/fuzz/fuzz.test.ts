import { describe, expect, it } from 'vitest';
import { fuzzSeparately } from './fuzz-separately.ts';

const SEED = 20_260_901;

describe('whatever is done to a file, it is read as it is or refused', () => {
  it.each([
    ['xlsx', 100],
    ['csv', 500],
  ])('npm run fuzz:%s, %d rounds', { timeout: 120_000 }, async (name, rounds) => {
    const { inputs, read, refused } = await fuzzSeparately(name, SEED, rounds);
    expect(inputs).toBeGreaterThanOrEqual(rounds);
    expect(read).toBeGreaterThan(inputs / 100);
    expect(refused).toBeGreaterThan(inputs / 100);
  });
});
