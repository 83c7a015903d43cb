import type { Lanes } from './row-hash.ts';

const FIRST_CAPACITY = 1 << 16;
const MAX_LOAD = 0.75;
/** Two integers a slot: one look at memory finds both. */
const SLOT = 2;

/**
 * How often each row has come so far. It keeps 64 bits of the hash of every row, and a count only for those that have
 * come again: a million different rows take 16 MiB.
 */
export class RowOccurrences {
  #slots = new Int32Array(SLOT * FIRST_CAPACITY);
  #capacity = FIRST_CAPACITY;
  #size = 0;
  readonly #repeated = new Map<string, number>();

  /** 1 for the first row with this hash, 2 for the second … */
  next(lanes: Lanes): number {
    const a = lanes[0] ?? 0;
    // An empty slot is 0, 0.
    const b = (lanes[1] ?? 0) || 1;
    if (this.#insert(a, b)) {
      this.#size++;
      if (this.#size > this.#capacity * MAX_LOAD) this.#grow();
      return 1;
    }
    const key = `${a} ${b}`;
    const count = (this.#repeated.get(key) ?? 1) + 1;
    this.#repeated.set(key, count);
    return count;
  }

  /** False if it is there already. */
  #insert(a: number, b: number): boolean {
    const slots = this.#slots;
    const mask = SLOT * this.#capacity - 1;
    for (let at = (a * SLOT) & mask; ; at = (at + SLOT) & mask) {
      const second = slots[at + 1];
      if (second === 0) {
        slots[at] = a;
        slots[at + 1] = b;
        return true;
      }
      if (second === b && slots[at] === a) return false;
    }
  }

  #grow(): void {
    const old = this.#slots;
    this.#capacity *= 2;
    this.#slots = new Int32Array(SLOT * this.#capacity);
    for (let at = 0; at < old.length; at += SLOT) {
      const second = old[at + 1] ?? 0;
      if (second !== 0) this.#insert(old[at] ?? 0, second);
    }
  }
}
