import type { ReadLimits } from '../../domain/row.ts';
import { limitExceeded } from '../limit-exceeded.ts';
import { brokenBook } from './biff-records.ts';
import { BiffText } from './biff-text.ts';

/** A text takes at least three bytes in the file: its length and its flags. */
const MIN_TEXT_BYTES = 3;
/** A UTF-16 unit takes at most three bytes in UTF-8. */
const MAX_GROWTH = 3;

/** The book's shared texts as UTF-8, one behind the other: no object for each of them. */
export class TextTable {
  readonly bytes: Buffer;
  readonly #ends: Uint32Array;
  readonly #count: number;

  /** `pieces`: the contents of the SST record and of its CONTINUE records. */
  constructor(pieces: readonly Buffer[], limits: ReadLimits) {
    const total = pieces.reduce((sum, { length }) => sum + length, 0);
    const [head] = pieces;
    const count = head === undefined || head.length < 8 ? 0 : head.readUInt32LE(4);
    if (count > limits.sharedStrings) throw limitExceeded(limits, 'sharedStrings');
    if (count * MIN_TEXT_BYTES > total) throw brokenBook('textos compartidos', 'shared texts');
    this.#ends = new Uint32Array(count);
    this.#count = count;
    let bytes = Buffer.allocUnsafeSlow(2 * total);
    let used = 0;
    const texts = new BiffText(pieces);
    if (count > 0) texts.skip(8);
    for (let i = 0; i < count; i++) {
      const text = texts.unicode(2);
      const needed = used + MAX_GROWTH * text.length;
      if (needed > bytes.length) {
        const larger = Buffer.allocUnsafeSlow(needed + bytes.length);
        bytes.copy(larger, 0, 0, used);
        bytes = larger;
      }
      used += bytes.write(text, used, 'utf8');
      if (used > limits.sharedStringBytes) throw limitExceeded(limits, 'sharedStringBytes');
      this.#ends[i] = used;
    }
    this.bytes = bytes;
  }

  /** Where text `index` stands in `bytes`. Throws BROKEN_CONTENT where there is none. */
  range(index: number): [start: number, end: number] {
    if (index >= this.#count) {
      throw brokenBook(`no hay texto compartido ${index}`, `there is no shared text ${index}`);
    }
    return [index === 0 ? 0 : (this.#ends[index - 1] ?? 0), this.#ends[index] ?? 0];
  }
}
