import type { ReadLimits } from '../../domain/row.ts';
import type { ByteSource } from '../byte-source.ts';
import { ByteWindow } from '../byte-window.ts';
import { isBlank } from '../is-blank.ts';
import { limitExceeded } from '../limit-exceeded.ts';
import { writeRichText } from './rich-text.ts';
import { decodeXmlText } from './xml-text.ts';
import { brokenXml, TOKEN, XmlTokens } from './xml-tokens.ts';

const BLOCK_BYTES = 1024 * 1024;
const FIRST_CAPACITY = 1024;

/**
 * A workbook's shared strings as clean UTF-8 in an arena: string i is
 * blocks[block[i]].subarray(start[i], end[i]). Blank ones have no bytes. Tens of bytes each, no JS string.
 */
export class SharedStrings {
  count = 0;
  block = new Uint16Array(FIRST_CAPACITY);
  start = new Uint32Array(FIRST_CAPACITY);
  end = new Uint32Array(FIRST_CAPACITY);
  readonly blocks: Buffer[] = [];
  readonly #limits: ReadLimits;
  #used = BLOCK_BYTES;

  constructor(limits: ReadLimits) {
    this.#limits = limits;
  }

  /** Memory for one string of at most `length` bytes; add() says how many of them it has become. */
  reserve(length: number): { block: Buffer; at: number } {
    const last = this.blocks.at(-1);
    if (last !== undefined && this.#used + length <= last.length) return { block: last, at: this.#used };
    const block = Buffer.allocUnsafeSlow(Math.max(BLOCK_BYTES, length));
    this.blocks.push(block);
    this.#used = 0;
    return { block, at: 0 };
  }

  add(reserved: { block: Buffer; at: number }, end: number): void {
    const limits = this.#limits;
    const length = end - reserved.at;
    if (this.count >= limits.sharedStrings) throw limitExceeded(limits, 'sharedStrings');
    if (length > limits.cellBytes) throw limitExceeded(limits, 'cellBytes');
    if (this.count === this.start.length) this.#resize(2 * this.start.length);
    const blank = isBlank(reserved.block, reserved.at, end);
    this.block[this.count] = Math.max(0, this.blocks.length - 1);
    this.start[this.count] = reserved.at;
    this.end[this.count] = blank ? reserved.at : end;
    this.count++;
    if (!blank) this.#used = end;
  }

  /**
   * Room for so many at once, as far as the limit goes: memory that nobody writes to costs nothing, memory that is
   * outgrown stays until the garbage is collected.
   */
  expect(count: number): void {
    const capacity = Math.min(count, this.#limits.sharedStrings);
    if (this.count === 0 && capacity > this.start.length) this.#resize(capacity);
  }

  #resize(capacity: number): void {
    this.block = copied(this.block, new Uint16Array(capacity));
    this.start = copied(this.start, new Uint32Array(capacity));
    this.end = copied(this.end, new Uint32Array(capacity));
  }
}

/** Reads the whole part. Throws BROKEN_CONTENT where it is damaged or does not end, LIMIT_EXCEEDED for too much of it. */
export function readSharedStrings(source: ByteSource, limits: ReadLimits): SharedStrings {
  const strings = new SharedStrings(limits);
  const window = new ByteWindow(source, limits.rowBytes, () => limitExceeded(limits, 'cellBytes'));
  const state: State = { depth: 0, closed: false };
  for (let used = 0; ; ) {
    window.advance(used);
    used = readItems(strings, new XmlTokens(window.bytes, 0, window.have), state);
    if (!window.ended) continue;
    if (!state.closed || !isBlank(window.bytes, used, window.have)) throw brokenXml();
    return strings;
  }
}

interface State {
  /** 0 outside of the root, 1 within. */
  depth: number;
  closed: boolean;
}

/** Reads the items that are whole; returns where the first that is not begins. */
function readItems(strings: SharedStrings, tokens: XmlTokens, state: State): number {
  for (;;) {
    if (state.depth === 1) readPlainItems(strings, tokens);
    const back = tokens.position;
    const token = tokens.next();
    if (token === TOKEN.MORE) return back;
    if (token === TOKEN.CLOSE) {
      if (state.depth !== 1 || tokens.name !== 'sst') throw brokenXml();
      state.depth = 0;
      state.closed = true;
    } else if (token === TOKEN.OPEN || token === TOKEN.EMPTY) {
      if (state.depth === 0) openRoot(strings, tokens, token === TOKEN.EMPTY, state);
      else if (!readItem(strings, tokens, token === TOKEN.EMPTY)) return back;
    }
  }
}

function openRoot(strings: SharedStrings, tokens: XmlTokens, empty: boolean, state: State): void {
  if (tokens.name !== 'sst' || state.closed) throw brokenXml();
  if (empty) state.closed = true;
  else state.depth = 1;
  const told = tokens.attribute('uniqueCount') ?? tokens.attribute('count') ?? '';
  if (/^\d{1,9}$/.test(told)) strings.expect(Number(told));
}

/** After the tag of a child of the root: adds it where it is an item. False where its end is not at hand. */
function readItem(strings: SharedStrings, tokens: XmlTokens, empty: boolean): boolean {
  const isItem = tokens.name === 'si';
  const from = tokens.position;
  if (!empty && !tokens.skipElement()) return false;
  if (!isItem) return true;
  const to = empty ? from : tokens.start;
  const reserved = strings.reserve(to - from);
  strings.add(reserved, writeRichText(tokens.bytes, from, to, reserved.block, reserved.at));
  return true;
}

const ITEM = Buffer.from('<si><t');
const ITEM_END = Buffer.from('</t></si>');

/** The hot loop: nearly every item of nearly every file is `<si><t>text</t></si>`. Stops at the first that is not. */
function readPlainItems(strings: SharedStrings, tokens: XmlTokens): void {
  const { bytes: b, end } = tokens;
  let p = tokens.position;
  for (;;) {
    const item = p;
    for (let i = 0; i < ITEM.length; i++) if (b[p + i] !== ITEM[i]) return;
    p += ITEM.length;
    if (b[p] === 0x20) while (p < end && b[p] !== 0x3e) p++;
    if (b[p] !== 0x3e || b[p - 1] === 0x2f) return;
    const from = ++p;
    while (p < end && b[p] !== 0x3c) p++;
    for (let i = 0; i < ITEM_END.length; i++) if (b[p + i] !== ITEM_END[i]) return;
    const to = p;
    p += ITEM_END.length;
    if (p > end || to === item) return;
    const reserved = strings.reserve(to - from);
    strings.add(reserved, decodeXmlText(b, from, to, reserved.block, reserved.at));
    tokens.position = p;
  }
}

function copied<T extends Uint16Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
