const SPACE = 0x20;
const EQ = 0x3d;
const GT = 0x3e;
const QUOT = 0x22;
const APOS = 0x27;

/** An attribute of a tag, written in any way that XML allows. */
export class TagAttribute {
  /** The attribute's name where that is one letter, else 0. */
  name = 0;
  readonly #broken: () => Error;
  #start = 0;
  #end = 0;

  /** `broken`: what to throw where there is no attribute. */
  constructor(broken: () => Error) {
    this.#broken = broken;
  }

  /** Reads name, '=' and quoted value at p, with blanks around '='. Returns behind it, -1 for more bytes. */
  read(b: Buffer, p: number, end: number): number {
    let q = p;
    while ((b[q] as number) > SPACE && b[q] !== EQ && b[q] !== GT) q++;
    this.name = q - p === 1 ? (b[p] as number) : 0;
    while (q < end && (b[q] as number) <= SPACE) q++;
    if (q >= end) return -1;
    const equals = b[q] === EQ;
    q++;
    while (q < end && (b[q] as number) <= SPACE) q++;
    if (q >= end) return -1;
    const quote = b[q];
    if (!equals || (quote !== QUOT && quote !== APOS)) throw this.#broken();
    this.#start = ++q;
    while (b[q] !== quote) {
      if (q >= end) return -1;
      q++;
    }
    this.#end = q;
    return q + 1;
  }

  text(b: Buffer): string {
    return b.toString('latin1', this.#start, this.#end).trim();
  }

  number(b: Buffer): number {
    const text = this.text(b);
    if (!/^\d{1,10}$/.test(text)) throw this.#broken();
    return Number(text);
  }
}

/** What may follow the name of a tag. */
export function isNameEnd(x: number | undefined): boolean {
  return x === SPACE || x === GT || x === 0x2f || x === 10 || x === 13 || x === 9;
}
