import { LANES, type Lanes } from './row-hash.ts';

const HASH_BYTES = 4 * LANES;

/** The rows that are held already, by their hashes of 16 bytes each, in any order. */
export class HeldRows {
  readonly #hashes: DataView;
  /** 1 + index of a hash; 0: free. */
  readonly #table: Uint32Array;

  constructor(hashes: Uint8Array) {
    const count = Math.floor(hashes.byteLength / HASH_BYTES);
    this.#hashes = new DataView(hashes.buffer, hashes.byteOffset, count * HASH_BYTES);
    this.#table = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(2, count * 1.5))));
    for (let i = 0; i < count; i++) this.#insert(i);
  }

  has(lanes: Lanes): boolean {
    const mask = this.#table.length - 1;
    for (let slot = (lanes[0] ?? 0) & mask; ; slot = (slot + 1) & mask) {
      const entry = this.#table[slot] ?? 0;
      if (entry === 0) return false;
      if (this.#isAt(entry - 1, lanes)) return true;
    }
  }

  #insert(index: number): void {
    const mask = this.#table.length - 1;
    let slot = this.#hashes.getInt32(index * HASH_BYTES, true) & mask;
    while (this.#table[slot] !== 0) slot = (slot + 1) & mask;
    this.#table[slot] = index + 1;
  }

  #isAt(index: number, lanes: Lanes): boolean {
    for (let lane = 0; lane < LANES; lane++) {
      if (this.#hashes.getInt32(index * HASH_BYTES + 4 * lane, true) !== lanes[lane]) return false;
    }
    return true;
  }
}
