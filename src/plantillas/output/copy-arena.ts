// The innermost loop of the encoder. Measured by bench/read.ts.

/** Bytes that are copied at once; what is copied beyond a text's end is overwritten by the next one. */
const BLOCK = 16;
const FIRST_BYTES = 4_096;

/** Bytes of an arena. */
export interface Piece {
  readonly start: number;
  readonly end: number;
}

/**
 * One memory for all texts that lines of COPY text are put together from. It moves when it grows: positions stay, `bytes`
 * and `view` do not.
 */
export class CopyArena {
  bytes = new Uint8Array(FIRST_BYTES);
  view = new DataView(this.bytes.buffer);
  /** 0 is nowhere. */
  #used = BLOCK;

  /** Memory of that size, at the position returned. */
  allocate(size: number): number {
    const at = this.#used;
    this.#used += size;
    if (this.#used + BLOCK > this.bytes.length) this.#grow();
    return at;
  }

  /** For texts that hold nothing that COPY takes for its own, but for the tabs between values. */
  add(text: string): Piece {
    const bytes = Buffer.from(text);
    const start = this.allocate(bytes.length);
    this.bytes.set(bytes, start);
    return { start, end: start + bytes.length };
  }

  #grow(): void {
    const { bytes } = this;
    this.bytes = new Uint8Array(2 * (this.#used + BLOCK));
    this.bytes.set(bytes);
    this.view = new DataView(this.bytes.buffer);
  }
}

/**
 * Copies pieces, given as starts and ends in turn, one behind the other. In blocks, since most pieces are one block: a
 * loop that ends at another byte each time costs several times what the copying does; and all pieces in one loop, since
 * code that is short stays in the processor's memory. Eight bytes at a time, as a double: of those only the NaNs may change
 * on the way, and UTF-8 has none of their bytes side by side (0x7f behind 0xf0 to 0xff). Returns the next position.
 */
export function writePieces(pieces: Int32Array, from: DataView, out: DataView, at: number): number {
  // A constant of the function: V8 reads one of the module from memory at every use.
  const BLOCK = 16;
  let next = at;
  for (let k = 0; k < pieces.length; k += 2) {
    let i = pieces[k] ?? 0;
    const end = pieces[k + 1] ?? 0;
    let p = next;
    next += end - i;
    do {
      out.setFloat64(p, from.getFloat64(i, true), true);
      out.setFloat64(p + 8, from.getFloat64(i + 8, true), true);
      i += BLOCK;
      p += BLOCK;
    } while (i < end);
  }
  return next;
}
