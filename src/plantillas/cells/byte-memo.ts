/** Answer of find for bytes that are not in the memo. */
export const UNKNOWN = -1;

const MAX_ENTRIES = 4_096;
const TABLE_SIZE = 2 * MAX_ENTRIES;
const MAX_BYTES = 256 * 1024;
const SHARED_SLOTS = 1_024;

/**
 * Remembers a small answer for texts that come again and again, by their bytes: no string is made of them. Once full it
 * takes no more, so that a column of a million different texts costs no memory.
 */
export class ByteMemo {
  readonly #arena = new Uint8Array(MAX_BYTES);
  readonly #start = new Int32Array(TABLE_SIZE);
  readonly #length = new Int32Array(TABLE_SIZE).fill(-1);
  readonly #values = new Int32Array(TABLE_SIZE);
  /** By the low bits of a shared string's index: 1 + the index, and its value. */
  readonly #sharedIndex = new Int32Array(SHARED_SLOTS);
  readonly #sharedValue = new Int32Array(SHARED_SLOTS);
  #used = 0;
  #entries = 0;

  /** The value added for these bytes, or UNKNOWN. `shared`: their index among the shared strings, -1 for none. */
  find(bytes: Uint8Array, start: number, end: number, shared = -1): number {
    const sharedSlot = shared & (SHARED_SLOTS - 1);
    if (shared >= 0 && this.#sharedIndex[sharedSlot] === shared + 1)
      return this.#sharedValue[sharedSlot] ?? UNKNOWN;
    const slot = this.#slotOf(bytes, start, end);
    if (this.#length[slot] === -1) return UNKNOWN;
    const value = this.#values[slot] ?? UNKNOWN;
    if (shared >= 0) {
      this.#sharedIndex[sharedSlot] = shared + 1;
      this.#sharedValue[sharedSlot] = value;
    }
    return value;
  }

  /** value ≥ 0. False if the memo is full. */
  add(bytes: Uint8Array, start: number, end: number, value: number): boolean {
    const length = end - start;
    if (this.#entries >= MAX_ENTRIES || this.#used + length > MAX_BYTES) return false;
    const slot = this.#slotOf(bytes, start, end);
    this.#arena.set(bytes.subarray(start, end), this.#used);
    this.#start[slot] = this.#used;
    this.#length[slot] = length;
    this.#values[slot] = value;
    this.#used += length;
    this.#entries++;
    return true;
  }

  #slotOf(bytes: Uint8Array, start: number, end: number): number {
    let hash = end - start;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
    let slot = (hash ^ (hash >>> 15)) & (TABLE_SIZE - 1);
    while (this.#length[slot] !== -1 && !this.#isAt(slot, bytes, start, end)) {
      slot = (slot + 1) & (TABLE_SIZE - 1);
    }
    return slot;
  }

  #isAt(slot: number, bytes: Uint8Array, start: number, end: number): boolean {
    const length = end - start;
    if (this.#length[slot] !== length) return false;
    const at = this.#start[slot] ?? 0;
    for (let i = 0; i < length; i++) if (this.#arena[at + i] !== bytes[start + i]) return false;
    return true;
  }
}
