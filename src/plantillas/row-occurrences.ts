import type { Lanes } from './row-hash.ts';

const FIRST_CAPACITY = 1 << 12;
const MAX_LOAD = 0.7;

/**
 * How often each row has come so far. It keeps 64 bits of a row's hash and a count, 12 bytes a row: a million rows take
 * some 24 MiB.
 */
export class RowOccurrences {
  #keys = new Int32Array(2 * FIRST_CAPACITY);
  #counts = new Uint32Array(FIRST_CAPACITY);
  #capacity = FIRST_CAPACITY;
  #size = 0;

  /** 1 for the first row with this hash, 2 for the second … */
  next(lanes: Lanes): number {
    if (this.#size > this.#capacity * MAX_LOAD) this.#grow();
    const slot = this.#slotOf(lanes[0] ?? 0, lanes[1] ?? 0);
    const count = (this.#counts[slot] ?? 0) + 1;
    if (count === 1) {
      this.#size++;
      this.#keys[2 * slot] = lanes[0] ?? 0;
      this.#keys[2 * slot + 1] = lanes[1] ?? 0;
    }
    this.#counts[slot] = count;
    return count;
  }

  #slotOf(a: number, b: number): number {
    const mask = this.#capacity - 1;
    let slot = a & mask;
    while (this.#counts[slot] !== 0 && (this.#keys[2 * slot] !== a || this.#keys[2 * slot + 1] !== b)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const keys = this.#keys;
    const counts = this.#counts;
    this.#capacity *= 2;
    this.#keys = new Int32Array(2 * this.#capacity);
    this.#counts = new Uint32Array(this.#capacity);
    for (let old = 0; old < counts.length; old++) {
      const count = counts[old] ?? 0;
      if (count === 0) continue;
      const a = keys[2 * old] ?? 0;
      const b = keys[2 * old + 1] ?? 0;
      const slot = this.#slotOf(a, b);
      this.#keys[2 * slot] = a;
      this.#keys[2 * slot + 1] = b;
      this.#counts[slot] = count;
    }
  }
}
