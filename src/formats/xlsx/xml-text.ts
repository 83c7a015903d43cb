import { isAscii, isUtf8 } from 'node:buffer';
import { brokenContent } from '../broken-content.ts';

const AMP = 0x26;
const CR = 0x0d;
const LF = 0x0a;
const UNDERSCORE = 0x5f;
const X = 0x78;
const HASH = 0x23;
const SEMICOLON = 0x3b;
/** The longest reference that XML knows without a DTD: &#x0010FFFF; and some leading zeros. */
const MAX_REFERENCE_BYTES = 16;
const ESCAPE_BYTES = 7;
const NAMED: Readonly<Record<string, number>> = { amp: AMP, lt: 0x3c, gt: 0x3e, quot: 0x22, apos: 0x27 };

/**
 * Writes the characters that bytes[start, end) of XML text stand for: entities, CR and CRLF as LF, and Excel's own
 * _xHHHH_ escapes resolved. The result is never longer than the source. Returns where it ends in `target`.
 * Throws BROKEN_CONTENT for an entity that only a DTD could explain, for characters that XML does not have, and for
 * bytes that are not UTF-8.
 */
export function decodeXmlText(bytes: Buffer, start: number, end: number, target: Buffer, at: number): number {
  let p = start;
  let o = at;
  while (p < end && isPlain(bytes[p] as number)) target[o++] = bytes[p++] as number;
  if (p < end) checkUtf8(bytes, p, end);
  while (p < end) {
    const x = bytes[p] as number;
    if (x === AMP) {
      const semicolon = bytes.indexOf(SEMICOLON, p);
      if (semicolon < 0 || semicolon >= end || semicolon - p > MAX_REFERENCE_BYTES)
        throw badReference(bytes, p);
      o = writeCharacter(reference(bytes, p + 1, semicolon), target, o);
      p = semicolon + 1;
    } else if (x === CR) {
      target[o++] = LF;
      p += bytes[p + 1] === LF && p + 1 < end ? 2 : 1;
    } else if (x === UNDERSCORE && bytes[p + 1] === X && p + ESCAPE_BYTES <= end) {
      const length = escapeLength(bytes, p, end);
      if (length === 0) {
        target[o++] = x;
        p++;
      } else {
        o = writeCharacter(escaped(bytes, p, length), target, o);
        p += length;
      }
    } else if (x === 0) {
      throw brokenContent('El XML del archivo tiene un carácter NUL', "The file's XML has a NUL character");
    } else {
      target[o++] = x;
      p++;
    }
  }
  return o;
}

function isPlain(x: number): boolean {
  return x < 0x80 && x !== AMP && x !== UNDERSCORE && x > CR;
}

/** Copies CDATA: nothing is an entity there. Returns where it ends in `target`. */
export function copyCdata(bytes: Buffer, start: number, end: number, target: Buffer, at: number): number {
  checkUtf8(bytes, start, end);
  return at + bytes.copy(target, at, start, end);
}

export function checkUtf8(bytes: Buffer, start: number, end: number): void {
  const slice = bytes.subarray(start, end);
  if (!isAscii(slice) && !isUtf8(slice)) {
    throw brokenContent('El archivo tiene texto que no es UTF-8', 'The file has text that is not UTF-8');
  }
}

function reference(bytes: Buffer, start: number, end: number): number {
  const text = bytes.toString('latin1', start, end);
  const named = Object.hasOwn(NAMED, text) ? NAMED[text] : undefined;
  if (named !== undefined) return named;
  if (bytes[start] !== HASH || !/^#(?:x[0-9a-fA-F]+|[0-9]+)$/.test(text))
    throw badReference(bytes, start - 1);
  const code = text[1] === 'x' ? Number.parseInt(text.slice(2), 16) : Number.parseInt(text.slice(1), 10);
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
    throw badReference(bytes, start - 1);
  return code;
}

/** 7 for one _xHHHH_, 14 for a surrogate pair of them, 0 where it is no escape: NUL and half a pair stay as written. */
function escapeLength(bytes: Buffer, p: number, end: number): number {
  const unit = escapedUnit(bytes, p, end);
  if (unit <= 0) return 0;
  if (unit < 0xd800 || unit > 0xdfff) return ESCAPE_BYTES;
  const low = escapedUnit(bytes, p + ESCAPE_BYTES, end);
  return unit < 0xdc00 && low >= 0xdc00 && low <= 0xdfff ? 2 * ESCAPE_BYTES : 0;
}

function escaped(bytes: Buffer, p: number, length: number): number {
  const unit = escapedUnit(bytes, p, p + ESCAPE_BYTES);
  if (length === ESCAPE_BYTES) return unit;
  const low = escapedUnit(bytes, p + ESCAPE_BYTES, p + length);
  return 0x10000 + (unit - 0xd800) * 0x400 + (low - 0xdc00);
}

function escapedUnit(bytes: Buffer, p: number, end: number): number {
  if (p + ESCAPE_BYTES > end) return -1;
  const match = /^_x([0-9a-fA-F]{4})_$/.exec(bytes.toString('latin1', p, p + ESCAPE_BYTES));
  return match ? Number.parseInt(match[1] as string, 16) : -1;
}

function writeCharacter(code: number, target: Buffer, at: number): number {
  if (code < 0x80) {
    target[at] = code;
    return at + 1;
  }
  return at + target.write(String.fromCodePoint(code), at, 'utf8');
}

function badReference(bytes: Buffer, at: number): Error {
  const shown = bytes.toString('latin1', at, at + MAX_REFERENCE_BYTES).replace(/;.*$/s, ';');
  return brokenContent(
    `El XML del archivo tiene una referencia que no existe: "${shown}"`,
    `The file's XML has a reference that does not exist: "${shown}"`,
  );
}
