import { type BatchMemory, newMemory } from './batch-memory.ts';

/** A batch is handed over once less than this is free: most lines fit, so it is seldom cut short. */
const SPARE_BYTES = 4_096;

/**
 * Lines of COPY text, gathered in buffers that are handed over whole: each emitted array owns its ArrayBuffer. A line
 * counts once it is committed; until then it can be taken back.
 *
 * Writers call reserve once for all that they are about to write, then write into `bytes` at `position` and move it on.
 */
export class CopyLines {
  /** Never of the pool: its ArrayBuffer is its own. */
  bytes: Buffer;
  /** Of all of them. */
  view: DataView;
  position = 0;
  readonly #size: number;
  readonly #emit: (bytes: Uint8Array) => void;
  readonly #memory: BatchMemory;
  #committed = 0;

  constructor(size: number, emit: (bytes: Uint8Array) => void, memory: BatchMemory = newMemory) {
    this.#size = size;
    this.#emit = emit;
    this.#memory = memory;
    this.bytes = Buffer.from(memory(size));
    this.view = new DataView(this.bytes.buffer);
  }

  /** Makes room for so many bytes more, emitting the lines committed so far if need be. */
  reserve(count: number): void {
    if (this.position + count > this.bytes.length) this.#moveOn(count);
  }

  /** Everything written up to here is to be kept. */
  commit(): void {
    this.#committed = this.position;
    if (this.position > this.#size - SPARE_BYTES) this.flush();
  }

  /** Takes back what has been written since the last commit. */
  rollback(): void {
    this.position = this.#committed;
  }

  /** Hands over the committed lines. */
  flush(): void {
    if (this.#committed > 0) this.#moveOn(0);
  }

  #moveOn(count: number): void {
    const pending = this.bytes.subarray(this.#committed, this.position);
    const next = Buffer.from(this.#memory(Math.max(this.#size, pending.length + count + SPARE_BYTES)));
    next.set(pending);
    const { bytes } = this;
    const emitted = this.#committed;
    this.bytes = next;
    this.view = new DataView(next.buffer);
    this.position = pending.length;
    this.#committed = 0;
    if (emitted > 0) this.#emit(new Uint8Array(bytes.buffer, 0, emitted));
  }
}
