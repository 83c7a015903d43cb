import { type BatchMemory, newMemory } from '../output/batch-memory.ts';
import { LANES, type Lanes } from './row-hash.ts';

const HASH_BYTES = 4 * LANES;

/** Gathers the hashes of accepted rows, 16 bytes each, little-endian, into batches that own their ArrayBuffer. */
export class HashBatches {
  readonly #size: number;
  readonly #emit: (bytes: Uint8Array) => void;
  readonly #memory: BatchMemory;
  #view: DataView;
  #used = 0;

  constructor(batchBytes: number, emit: (bytes: Uint8Array) => void, memory: BatchMemory = newMemory) {
    this.#size = Math.max(HASH_BYTES, batchBytes - (batchBytes % HASH_BYTES));
    this.#emit = emit;
    this.#memory = memory;
    this.#view = new DataView(memory(this.#size));
  }

  add(lanes: Lanes): void {
    const view = this.#view;
    const at = this.#used;
    view.setInt32(at, lanes[0] ?? 0, true);
    view.setInt32(at + 4, lanes[1] ?? 0, true);
    view.setInt32(at + 8, lanes[2] ?? 0, true);
    view.setInt32(at + 12, lanes[3] ?? 0, true);
    this.#used = at + HASH_BYTES;
    if (this.#used === this.#size) this.flush();
  }

  flush(): void {
    if (this.#used === 0) return;
    const bytes = new Uint8Array(this.#view.buffer, 0, this.#used);
    this.#view = new DataView(this.#memory(this.#size));
    this.#used = 0;
    this.#emit(bytes);
  }
}
