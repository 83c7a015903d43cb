import { brokenContent } from '../broken-content.ts';
import { xmlAttributes } from './xml-attributes.ts';
import { checkUtf8, decodeXmlText } from './xml-text.ts';

/** What XmlTokens.next found. */
export const TOKEN = {
  /** The token is not whole in the bytes at hand; the position has not moved. */
  MORE: 0,
  OPEN: 1,
  /** `<a/>`: an element without content. */
  EMPTY: 2,
  CLOSE: 3,
  TEXT: 4,
  CDATA: 5,
  /** A comment or a processing instruction. */
  OTHER: 6,
} as const;
export type Token = (typeof TOKEN)[keyof typeof TOKEN];

const LT = 0x3c;
const GT = 0x3e;
const SLASH = 0x2f;
const BANG = 0x21;
const QUESTION = 0x3f;
const QUOT = 0x22;
const APOS = 0x27;
const COLON = 0x3a;
const CDATA_START = '<![CDATA[';

/**
 * The tokens of XML in bytes[position, end): small, exact, and able to stop where the bytes at hand stop. Names are
 * local: prefixes are cut off. A DOCTYPE is refused, so there are no entities to expand.
 */
export class XmlTokens {
  readonly bytes: Buffer;
  readonly end: number;
  /** Behind the last token. */
  position: number;
  /** The last token: its first byte, and for tags its local name. */
  start = 0;
  name = '';
  /** Between '<' or '</' and the local name: 'x:' or nothing. */
  prefix = '';
  /** TEXT and CDATA: the content. Tags: what stands behind the name. */
  contentStart = 0;
  contentEnd = 0;

  constructor(bytes: Buffer, position: number, end: number) {
    this.bytes = bytes;
    this.position = position;
    this.end = end;
  }

  next(): Token {
    const { bytes, end } = this;
    const p = this.position;
    if (p >= end) return TOKEN.MORE;
    this.start = p;
    if (bytes[p] !== LT) return this.#text();
    if (p + 1 >= end) return TOKEN.MORE;
    const second = bytes[p + 1];
    if (second === BANG) return this.#declaration();
    if (second === QUESTION) return this.#until('?>', 2, TOKEN.OTHER);
    return this.#tag(second === SLASH);
  }

  /** An attribute of the last OPEN or EMPTY token, by its local name, decoded; `prefixed` wants one with a prefix. */
  attribute(name: string, prefixed = false): string | undefined {
    const text = this.bytes.toString('utf8', this.contentStart, this.contentEnd);
    for (const { key, value } of xmlAttributes(text)) {
      const colon = key.indexOf(':');
      if (key.slice(colon + 1) === name && (!prefixed || colon > 0)) return decoded(value);
    }
    return undefined;
  }

  /** After an OPEN token: moves behind its CLOSE. False, without moving, where that is not at hand. */
  skipElement(): boolean {
    const back = this.position;
    for (let depth = 1; depth > 0; ) {
      const token = this.next();
      if (token === TOKEN.MORE) {
        this.position = back;
        return false;
      }
      if (token === TOKEN.OPEN) depth++;
      else if (token === TOKEN.CLOSE) depth--;
    }
    return true;
  }

  #text(): Token {
    const found = this.bytes.indexOf(LT, this.position);
    if (found < 0 || found >= this.end) return TOKEN.MORE;
    this.contentStart = this.position;
    this.contentEnd = found;
    this.position = found;
    return TOKEN.TEXT;
  }

  #declaration(): Token {
    const p = this.position;
    if (p + CDATA_START.length > this.end) return TOKEN.MORE;
    const opening = this.bytes.toString('latin1', p, p + CDATA_START.length);
    if (opening === CDATA_START) return this.#until(']]>', CDATA_START.length, TOKEN.CDATA);
    if (opening.startsWith('<!--')) return this.#until('-->', 4, TOKEN.OTHER);
    throw brokenContent(
      'El XML del archivo tiene una declaración DOCTYPE, que ningún archivo de Excel lleva',
      "The file's XML has a DOCTYPE declaration, which no Excel file has",
    );
  }

  #until(closing: string, skip: number, token: Token): Token {
    const found = this.bytes.indexOf(closing, this.position + skip, 'latin1');
    if (found < 0 || found + closing.length > this.end) return TOKEN.MORE;
    this.contentStart = this.position + skip;
    this.contentEnd = found;
    this.position = found + closing.length;
    return token;
  }

  #tag(closing: boolean): Token {
    const { bytes, end } = this;
    const first = this.position + (closing ? 2 : 1);
    let p = first;
    let local = first;
    while (p < end && isNameByte(bytes[p] as number)) {
      if (bytes[p] === COLON) local = p + 1;
      p++;
    }
    const nameEnd = p;
    p = tagEnd(bytes, p, end);
    if (p < 0) return TOKEN.MORE;
    if (nameEnd === local) throw brokenXml();
    this.prefix = bytes.toString('latin1', first, local);
    this.name = bytes.toString('utf8', local, nameEnd);
    const empty = !closing && bytes[p - 1] === SLASH;
    this.contentStart = nameEnd;
    this.contentEnd = empty ? p - 1 : p;
    this.position = p + 1;
    return closing ? TOKEN.CLOSE : empty ? TOKEN.EMPTY : TOKEN.OPEN;
  }
}

/** One element of a small part as it opens. */
export interface XmlElement {
  readonly name: string;
  /** The names of the elements around it, outermost first. */
  readonly parents: readonly string[];
  attribute(name: string, prefixed?: boolean): string | undefined;
}

/** The elements of a whole part. Throws BROKEN_CONTENT unless every one is closed, and in the right order. */
export function* xmlElements(bytes: Buffer): Generator<XmlElement> {
  checkUtf8(bytes, 0, bytes.length);
  const tokens = new XmlTokens(bytes, 0, bytes.length);
  const parents: string[] = [];
  let elements = 0;
  for (let token = tokens.next(); token !== TOKEN.MORE; token = tokens.next()) {
    if (token === TOKEN.CLOSE && parents.pop() !== tokens.name) throw brokenXml();
    if (token !== TOKEN.OPEN && token !== TOKEN.EMPTY) continue;
    elements++;
    const { name } = tokens;
    yield { name, parents, attribute: (key, prefixed) => tokens.attribute(key, prefixed) };
    if (token === TOKEN.OPEN) parents.push(name);
  }
  const rest = bytes.toString('utf8', tokens.position);
  if (parents.length > 0 || elements === 0 || rest.trim() !== '') throw brokenXml();
}

export function brokenXml(): Error {
  return brokenContent(
    'El XML del archivo está mal formado o se corta antes de su final',
    "The file's XML is malformed or ends before its end",
  );
}

function decoded(raw: string): string {
  if (!raw.includes('&') && !raw.includes('_x')) return raw;
  const bytes = Buffer.from(raw);
  return bytes.toString('utf8', 0, decodeXmlText(Buffer.from(raw), 0, bytes.length, bytes, 0));
}

/** The '>' that ends a tag: one within a quoted value does not. -1 where it is not at hand. */
function tagEnd(bytes: Buffer, from: number, end: number): number {
  let quote = 0;
  for (let p = from; p < end; p++) {
    const x = bytes[p] as number;
    if (quote !== 0) {
      if (x === quote) quote = 0;
    } else if (x === GT) return p;
    else if (x === QUOT || x === APOS) quote = x;
    else if (x === LT) throw brokenXml();
  }
  return -1;
}

function isNameByte(x: number): boolean {
  return x > 0x20 && x !== GT && x !== SLASH && x !== LT && x !== 0x3d && x !== QUOT && x !== APOS;
}
