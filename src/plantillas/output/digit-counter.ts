import type { CopyArena } from './copy-arena.ts';

const MAX_DIGITS = 16;
const ZERO = 48;
const NINE = 57;

/**
 * A number that mostly goes up by one, kept as the digits it is written with, behind a text that stands before it.
 * Measured by bench/read.ts.
 */
export class DigitCounter {
  readonly #arena: CopyArena;
  readonly #before: Uint8Array;
  /** The piece: text and digits. */
  #start = 0;
  readonly end: number;
  /** Where the first digit stands: the digits grow to the left, and the text before them moves with them. */
  #first = 0;
  #value = 0;

  constructor(arena: CopyArena, before: string) {
    this.#arena = arena;
    this.#before = Buffer.from(before);
    const size = this.#before.length + MAX_DIGITS;
    this.end = arena.allocate(size) + size;
    this.#begin(1);
  }

  get value(): number {
    return this.#value;
  }

  get start(): number {
    return this.#start;
  }

  increment(): void {
    this.#value++;
    const { bytes } = this.#arena;
    let i = this.end - 1;
    while (i >= this.#first && bytes[i] === NINE) bytes[i--] = ZERO;
    if (i < this.#first) this.#begin(this.end - i);
    bytes[i] = (bytes[i] ?? 0) + 1;
  }

  /** To a non-negative safe integer. */
  moveTo(value: number): void {
    if (value === this.#value) return;
    if (value === this.#value + 1) {
      this.increment();
      return;
    }
    const digits = String(value);
    this.#value = value;
    this.#begin(digits.length);
    for (let i = 0; i < digits.length; i++) this.#arena.bytes[this.#first + i] = digits.charCodeAt(i);
  }

  /** A number of so many digits, the first of them 0. */
  #begin(digits: number): void {
    const { bytes } = this.#arena;
    this.#first = this.end - digits;
    this.#start = this.#first - this.#before.length;
    bytes.set(this.#before, this.#start);
    bytes[this.#first] = ZERO;
  }
}
