import { LANES, type Lanes } from './row-hash.ts';

const HASH_BYTES = 4 * LANES;

/**
 * The rows that are held already, by their hashes of 16 bytes each, in any order. Identical rows are legal: one that is
 * held three times is found three times.
 */
export class HeldRows {
  readonly #hashes: DataView;
  /** 1 + index of a hash; 0: free. */
  readonly #table: Uint32Array;
  /** By slot: how often the hash there is held and has not been found yet. */
  readonly #left: Uint32Array;

  constructor(hashes: Uint8Array) {
    const count = Math.floor(hashes.byteLength / HASH_BYTES);
    this.#hashes = new DataView(hashes.buffer, hashes.byteOffset, count * HASH_BYTES);
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(2, count * 1.5)));
    this.#table = new Uint32Array(capacity);
    this.#left = new Uint32Array(capacity);
    const lanes = new Int32Array(LANES);
    for (let i = 0; i < count; i++) this.#insert(i, lanes);
  }

  /** Whether such a row is held once more than it has been taken. */
  take(lanes: Lanes): boolean {
    const slot = this.#slotOf(lanes);
    const left = this.#left[slot] ?? 0;
    if (left === 0) return false;
    this.#left[slot] = left - 1;
    return true;
  }

  #insert(index: number, lanes: Lanes): void {
    for (let lane = 0; lane < LANES; lane++) lanes[lane] = this.#laneOf(index, lane);
    const slot = this.#slotOf(lanes);
    this.#table[slot] = index + 1;
    this.#left[slot] = (this.#left[slot] ?? 0) + 1;
  }

  /** Where this hash is, or the free slot where it would be. */
  #slotOf(lanes: Lanes): number {
    const mask = this.#table.length - 1;
    for (let slot = (lanes[0] ?? 0) & mask; ; slot = (slot + 1) & mask) {
      const entry = this.#table[slot] ?? 0;
      if (entry === 0 || this.#isAt(entry - 1, lanes)) return slot;
    }
  }

  #isAt(index: number, lanes: Lanes): boolean {
    for (let lane = 0; lane < LANES; lane++) if (this.#laneOf(index, lane) !== lanes[lane]) return false;
    return true;
  }

  #laneOf(index: number, lane: number): number {
    return this.#hashes.getInt32(index * HASH_BYTES + 4 * lane, true);
  }
}
