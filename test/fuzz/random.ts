import { randomFrom } from '../random.ts';

/** Whole numbers that look random and are the same for the same seed. */
export class Random {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = randomFrom(seed);
  }

  /** A whole number from 0 to below `of`. */
  below(of: number): number {
    return (this.#next() * 2 ** 32) % Math.max(1, of);
  }

  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[this.below(from.length)] ?? from[0];
  }
}
