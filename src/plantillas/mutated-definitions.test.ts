import { describe, expect, it } from 'vitest';
import { runMutations } from '../../test/fuzz/mutate-definitions.ts';

const RUNS = 3_000;

describe('a definition that something happened to', () => {
  it('is refused with places and reasons, or works: nothing else ever happens', () => {
    const { refused, worked } = runMutations({ seed: 20_260_918, runs: RUNS });
    expect(refused).toBeGreaterThan(RUNS / 4);
    expect(worked).toBeGreaterThan(RUNS / 6);
  }, 60_000);
});
