import type { ReadLimits } from '../../domain/row.ts';
import type { ByteSource } from '../byte-source.ts';
import { ByteWindow } from '../byte-window.ts';
import { isBlank } from '../is-blank.ts';
import { limitExceeded } from '../limit-exceeded.ts';
import { writeRichText } from './rich-text.ts';
import { SharedStrings } from './shared-strings.ts';
import { brokenXml, TOKEN, XmlTokens } from './xml-tokens.ts';

const LT = 0x3c;
const BANG = 0x21;
const ITEM = Buffer.from('<si>');
const ITEM_END = Buffer.from('</si>');
const BLOCK_BYTES = 256 * 1024;

/**
 * The shared strings of these indexes, ascending, and no others: the part is unpacked up to the last of them, what lies
 * between is counted and not decoded. Any other string is blank. The part's checksum is not seen unless its end is.
 */
export function readWantedStrings(
  source: ByteSource,
  limits: ReadLimits,
  wanted: readonly number[],
): SharedStrings {
  const reader = new WantedStrings(limits, wanted);
  const window = new ByteWindow(source, limits.rowBytes, () => limitExceeded(limits, 'cellBytes'));
  for (let used = 0; !reader.done; ) {
    window.advance(used);
    used = reader.readItems(new XmlTokens(window.bytes, 0, window.have));
    if (window.ended && !reader.done) throw brokenXml();
  }
  return reader.strings;
}

class WantedStrings {
  readonly strings: SharedStrings;
  done: boolean;
  readonly #limits: ReadLimits;
  readonly #wanted: readonly number[];
  /** How many of them have been passed. */
  #passed = 0;
  #index = 0;
  #insideRoot = false;
  #blockUsed = BLOCK_BYTES;

  constructor(limits: ReadLimits, wanted: readonly number[]) {
    this.#limits = limits;
    this.#wanted = wanted;
    this.done = wanted.length === 0;
    this.strings = blankStrings(limits, Math.min((wanted.at(-1) ?? -1) + 1, limits.sharedStrings));
  }

  /** Returns where the first item begins that is not whole. */
  readItems(tokens: XmlTokens): number {
    for (;;) {
      if (this.#insideRoot) this.#skipPlainItems(tokens);
      const back = tokens.position;
      const token = tokens.next();
      if (token === TOKEN.MORE) return back;
      if (token === TOKEN.CLOSE) return this.#endOfPart(tokens);
      if (token !== TOKEN.OPEN && token !== TOKEN.EMPTY) continue;
      if (!this.#insideRoot) {
        if (tokens.name !== 'sst') throw brokenXml();
        if (token === TOKEN.EMPTY) return this.#endOfPart(tokens);
        this.#insideRoot = true;
      } else if (!this.#readItem(tokens, token === TOKEN.EMPTY)) return back;
      if (this.done) return tokens.position;
    }
  }

  /** The sheet uses more strings than there are: whoever looks one up that is not there says so. */
  #endOfPart(tokens: XmlTokens): number {
    this.strings.count = this.#index;
    this.done = true;
    return tokens.position;
  }

  /** The hot loop: over `<si>…</si>` up to the next item that is wanted, is written in another way or is not whole. */
  #skipPlainItems(tokens: XmlTokens): void {
    const { bytes: b, end } = tokens;
    const wanted = this.#wanted[this.#passed] ?? 0;
    let p = tokens.position;
    while (this.#index < wanted) {
      for (let i = 0; i < ITEM.length; i++) if (b[p + i] !== ITEM[i]) return;
      p += ITEM.length;
      for (;;) {
        while (p < end && b[p] !== LT) p++;
        if (p + ITEM_END.length > end || b[p + 1] === BANG) return;
        let same = 1;
        while (same < ITEM_END.length && b[p + same] === ITEM_END[same]) same++;
        if (same === ITEM_END.length) break;
        p++;
      }
      p += ITEM_END.length;
      this.#count();
      tokens.position = p;
    }
  }

  /** After the tag of a child of the root. False where its end is not at hand. */
  #readItem(tokens: XmlTokens, empty: boolean): boolean {
    const isItem = tokens.name === 'si';
    const from = tokens.position;
    if (!empty && !tokens.skipElement()) return false;
    if (!isItem) return true;
    if (this.#index === this.#wanted[this.#passed]) {
      this.#keep(tokens.bytes, from, empty ? from : tokens.start);
      this.#passed++;
      this.done = this.#passed === this.#wanted.length;
    }
    this.#count();
    return true;
  }

  #keep(bytes: Buffer, from: number, to: number): void {
    const { blocks, block, start, end } = this.strings;
    if (this.#blockUsed + to - from > (blocks.at(-1)?.length ?? 0)) {
      blocks.push(Buffer.allocUnsafeSlow(Math.max(BLOCK_BYTES, to - from)));
      this.#blockUsed = 0;
    }
    const target = blocks.at(-1) as Buffer;
    const at = this.#blockUsed;
    this.#blockUsed = writeRichText(bytes, from, to, target, at);
    if (this.#blockUsed - at > this.#limits.cellBytes) throw limitExceeded(this.#limits, 'cellBytes');
    block[this.#index] = blocks.length - 1;
    start[this.#index] = at;
    end[this.#index] = isBlank(target, at, this.#blockUsed) ? at : this.#blockUsed;
  }

  #count(): void {
    if (this.#index >= this.#limits.sharedStrings) throw limitExceeded(this.#limits, 'sharedStrings');
    this.#index++;
  }
}

/** The arrays of as many strings as there could be; memory that nobody writes to costs nothing. */
function blankStrings(limits: ReadLimits, count: number): SharedStrings {
  const strings = new SharedStrings(limits);
  strings.block = new Uint16Array(count);
  strings.start = new Uint32Array(count);
  strings.end = new Uint32Array(count);
  strings.count = count;
  return strings;
}
