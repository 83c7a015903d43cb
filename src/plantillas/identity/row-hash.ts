/** 128 bits as four 32-bit lanes: the key of a column, of a row. */
export type Lanes = Int32Array;

export const LANES = 4;

/**
 * Hashes the canonical cells of one row. A cell's value becomes 64 bits, which are mixed with the key of its column and
 * added up: so the row's 128 bits depend on what stands under which header, and not on the order of the columns.
 * The hot loop is measured by bench/read.ts.
 */
export class RowHash {
  readonly lanes: Lanes = new Int32Array(LANES);
  #a = 0;
  #b = 0;
  #lane0 = 0;
  #lane1 = 0;
  #lane2 = 0;
  #lane3 = 0;

  startRow(): void {
    this.#lane0 = 0;
    this.#lane1 = 0;
    this.#lane2 = 0;
    this.#lane3 = 0;
  }

  /** Begin a cell, add its value by one of the add methods, end it with the key of its column. */
  startCell(): void {
    this.#a = 0x2f0b4c47;
    this.#b = 0x5e1f6d29;
  }

  addBytes(bytes: Uint8Array, start: number, end: number): void {
    let a = this.#a;
    let b = this.#b;
    let i = start;
    for (; i + 4 <= end; i += 4) {
      const word =
        (bytes[i] ?? 0) |
        ((bytes[i + 1] ?? 0) << 8) |
        ((bytes[i + 2] ?? 0) << 16) |
        ((bytes[i + 3] ?? 0) << 24);
      a = Math.imul(rotate(a ^ Math.imul(word, 0xcc9e2d51 | 0), 13), 5) + 0x6b64e654;
      b = Math.imul(rotate(b ^ Math.imul(word, 0x239b961b), 17), 3) + 0x561ccd1b;
    }
    let tail = end - start;
    for (; i < end; i++) tail = (tail << 8) ^ (bytes[i] ?? 0);
    a = Math.imul(rotate(a ^ Math.imul(tail, 0x1b873593), 15), 5) + 0x38495ab5;
    b = Math.imul(rotate(b ^ Math.imul(tail, 0xab0e9789 | 0), 16), 3) + 0x0bcaa747;
    this.#a = a | 0;
    this.#b = b | 0;
  }

  /** A safe integer and a small one. */
  addNumber(value: number, small: number): void {
    const low = value | 0;
    const high = Math.floor(value / 4_294_967_296) | 0;
    let a = this.#a ^ Math.imul(low, 0xcc9e2d51 | 0);
    let b = this.#b ^ Math.imul(high ^ Math.imul(small, 0x27d4eb2f), 0x239b961b);
    a = Math.imul(rotate(a, 13) ^ b, 5) + 0x6b64e654;
    b = Math.imul(rotate(b, 17) ^ Math.imul(low, 0x1b873593), 3) + 0x561ccd1b;
    this.#a = a | 0;
    this.#b = b | 0;
  }

  addText(text: string): void {
    const bytes = Buffer.from(text);
    this.addBytes(bytes, 0, bytes.length);
  }

  endCell(key: Lanes): void {
    const a = this.#a;
    const b = this.#b;
    this.#lane0 = (this.#lane0 + mix(a ^ (key[0] ?? 0), b)) | 0;
    this.#lane1 = (this.#lane1 + mix(b ^ (key[1] ?? 0), a)) | 0;
    this.#lane2 = (this.#lane2 + mix(a + (key[2] ?? 0), ~b)) | 0;
    this.#lane3 = (this.#lane3 + mix(b + (key[3] ?? 0), ~a)) | 0;
  }

  /** Adds what cells contribute that endCellKeeping has kept, summed up lane by lane. */
  addKept(lane0: number, lane1: number, lane2: number, lane3: number): void {
    this.#lane0 = (this.#lane0 + lane0) | 0;
    this.#lane1 = (this.#lane1 + lane1) | 0;
    this.#lane2 = (this.#lane2 + lane2) | 0;
    this.#lane3 = (this.#lane3 + lane3) | 0;
  }

  /** endCell, keeping the cell's contribution for cells of the same text in the same column. */
  endCellKeeping(key: Lanes, kept: Int32Array, at: number): void {
    const before0 = this.#lane0;
    const before1 = this.#lane1;
    const before2 = this.#lane2;
    const before3 = this.#lane3;
    this.endCell(key);
    kept[at] = this.#lane0 - before0;
    kept[at + 1] = this.#lane1 - before1;
    kept[at + 2] = this.#lane2 - before2;
    kept[at + 3] = this.#lane3 - before3;
  }

  /** Fills `lanes` with the hash of the row's cells. */
  endRow(): Lanes {
    const { lanes } = this;
    lanes[0] = finish(this.#lane0, this.#lane1);
    lanes[1] = finish(this.#lane1, this.#lane2);
    lanes[2] = finish(this.#lane2, this.#lane3);
    lanes[3] = finish(this.#lane3, this.#lane0);
    return lanes;
  }
}

/** The key of a column: by its header made plain, and by which of several equal headers it is. */
export function columnKey(plainHeader: string, ordinal: number): Lanes {
  const hash = new RowHash();
  hash.startCell();
  hash.addText(`${plainHeader}\u0000${ordinal}`);
  hash.endCell(new Int32Array([1, 2, 3, 4]));
  return hash.endRow().slice();
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** Enough to make the sum of a row's cells depend on each bit of each; endRow does the rest. */
function mix(value: number, other: number): number {
  let h = Math.imul(value ^ (value >>> 16), 0x85ebca6b | 0);
  h = Math.imul(h ^ (h >>> 13) ^ other, 0xc2b2ae35 | 0);
  return h ^ (h >>> 16);
}

function finish(value: number, other: number): number {
  let h = Math.imul(value ^ (value >>> 16), 0x85ebca6b | 0);
  h ^= Math.imul(other, 0xc2b2ae35 | 0);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35 | 0);
  h = Math.imul(h ^ (h >>> 15), 0x27d4eb2f);
  return h ^ (h >>> 16);
}
