import { CELL_TYPE } from './cell-type.ts';
import { writeRichText } from './rich-text.ts';
import { copyCdata, decodeXmlText } from './xml-text.ts';
import { TOKEN, XmlTokens } from './xml-tokens.ts';

/** What RowScanner wants to know of a cell. */
export interface CellContent {
  /** Behind </c>. */
  readonly next: number;
  readonly bytes: Buffer;
  /** -1 where the cell has no value. */
  readonly from: number;
  readonly to: number;
  /** Of a shared string, else -1. */
  readonly index: number;
  readonly formula: boolean;
  readonly dirty: boolean;
  readonly type: number;
  readonly broken: boolean;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const INDEX = /^\d{1,9}$/;

/**
 * The careful way through the content of a cell, from behind its opening tag on: rich text, CDATA, comments, attributes
 * and blanks where few files have them. Undefined: the cell is not whole in bytes[start, end).
 */
export function readCellContent(
  bytes: Buffer,
  start: number,
  end: number,
  type: number,
): CellContent | undefined {
  const tokens = new XmlTokens(bytes, start, end);
  let value: Buffer | undefined;
  let text: Buffer | undefined;
  let formula = false;
  let broken = false;
  for (;;) {
    const token = tokens.next();
    if (token === TOKEN.MORE) return undefined;
    if (token === TOKEN.CLOSE) break;
    if (token !== TOKEN.OPEN && token !== TOKEN.EMPTY) {
      broken ||= token === TOKEN.CDATA || (token === TOKEN.TEXT && trimmed(tokens, bytes) !== '');
      continue;
    }
    const { name } = tokens;
    const from = tokens.position;
    if (token === TOKEN.OPEN && !tokens.skipElement()) return undefined;
    const to = token === TOKEN.OPEN ? tokens.start : from;
    if (name === 'v') value = plainText(bytes, from, to);
    else if (name === 'is') text = richText(bytes, from, to);
    else if (name === 'f') formula = true;
    else broken ||= name === 'c';
  }
  broken ||= tokens.name !== 'c';
  const content = { next: tokens.position, formula, dirty: false, broken };
  if (text !== undefined) return { ...content, ...whole(text), index: -1, type: CELL_TYPE.INLINE };
  return { ...content, ...typed(value, type), ...(broken ? { broken } : {}) };
}

function typed(
  value: Buffer | undefined,
  type: number,
): Pick<CellContent, 'bytes' | 'from' | 'to' | 'index' | 'type' | 'broken'> {
  const none = { bytes: Buffer.alloc(0), from: -1, to: -1, index: -1, type, broken: false };
  if (value === undefined) return none;
  const shown = value.toString('latin1').trim();
  if (type === CELL_TYPE.SHARED) {
    if (shown === '') return none;
    return { ...none, index: Number(shown), broken: !INDEX.test(shown) };
  }
  if (type === CELL_TYPE.NUMBER) {
    if (shown === '') return none;
    if (NUMBER.test(shown)) {
      const digits = Buffer.from(shown.replace(/^\+/, ''));
      return { ...none, ...whole(digits) };
    }
    return { ...none, ...whole(value), type: CELL_TYPE.TEXT };
  }
  return { ...none, ...whole(value) };
}

function whole(bytes: Buffer): Pick<CellContent, 'bytes' | 'from' | 'to'> {
  return { bytes, from: 0, to: bytes.length };
}

function richText(bytes: Buffer, start: number, end: number): Buffer {
  const target = Buffer.alloc(end - start);
  return target.subarray(0, writeRichText(bytes, start, end, target, 0));
}

/** The characters of an element that has no elements in it. */
function plainText(bytes: Buffer, start: number, end: number): Buffer {
  const target = Buffer.alloc(end - start);
  const tokens = new XmlTokens(bytes, start, end);
  let o = 0;
  for (;;) {
    const token = tokens.next();
    if (token === TOKEN.MORE) break;
    if (token === TOKEN.TEXT) o = decodeXmlText(bytes, tokens.contentStart, tokens.contentEnd, target, o);
    else if (token === TOKEN.CDATA) o = copyCdata(bytes, tokens.contentStart, tokens.contentEnd, target, o);
  }
  if (tokens.position < end) o = decodeXmlText(bytes, tokens.position, end, target, o);
  return target.subarray(0, o);
}

function trimmed(tokens: XmlTokens, bytes: Buffer): string {
  return bytes.toString('latin1', tokens.contentStart, tokens.contentEnd).trim();
}
