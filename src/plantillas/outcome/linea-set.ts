const FIRST_CAPACITY = 1 << 12;
const MAX_LOAD = 0.7;
/** Up to so many digits, a number and its length fit into one safe integer. */
const PACKED_DIGITS = 13;
const LENGTH_UNIT = 10 ** PACKED_DIGITS;

/** How many distinct numbers there are: 8 bytes for each, however many rows name it. */
export class LineaSet {
  #keys = new Float64Array(FIRST_CAPACITY);
  #capacity = FIRST_CAPACITY;
  readonly #long = new Set<string>();
  #short = 0;

  get size(): number {
    return this.#short + this.#long.size;
  }

  /** ASCII digits; "0551" and "551" are two numbers. */
  add(digits: Uint8Array, length: number): void {
    if (length > PACKED_DIGITS) {
      this.#long.add(Buffer.from(digits.buffer, digits.byteOffset, length).toString('latin1'));
      return;
    }
    let value = 0;
    for (let i = 0; i < length; i++) value = value * 10 + (digits[i] ?? 48) - 48;
    if (this.#short > this.#capacity * MAX_LOAD) this.#grow();
    if (this.#insert(value + (length + 1) * LENGTH_UNIT)) this.#short++;
  }

  /** In no order. */
  list(): string[] {
    const texts = [...this.#long];
    for (const key of this.#keys) if (key !== 0) texts.push(digitsOf(key));
    return texts;
  }

  #insert(key: number): boolean {
    const mask = this.#capacity - 1;
    let slot =
      (Math.imul(key | 0, 0x9e3779b1 | 0) ^ Math.imul((key / 4_294_967_296) | 0, 0x85ebca6b | 0)) >>> 0;
    for (slot = (slot ^ (slot >>> 15)) & mask; this.#keys[slot] !== 0; slot = (slot + 1) & mask) {
      if (this.#keys[slot] === key) return false;
    }
    this.#keys[slot] = key;
    return true;
  }

  #grow(): void {
    const old = this.#keys;
    this.#capacity *= 2;
    this.#keys = new Float64Array(this.#capacity);
    for (const key of old) if (key !== 0) this.#insert(key);
  }
}

/** The number that was packed into the key, with its leading zeros. */
function digitsOf(key: number): string {
  const length = Math.floor(key / LENGTH_UNIT) - 1;
  return length === 0 ? '' : String(key % LENGTH_UNIT).padStart(length, '0');
}
