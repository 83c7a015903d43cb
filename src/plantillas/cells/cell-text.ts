import { CELL, type CellKind } from '../../domain/row.ts';

const APOSTROPHE = 39;

/** Trimming on bytes: ASCII blanks and controls, no-break and other Unicode spaces, zero-width marks. */
export function trimStart(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  while (i < end) {
    const byte = bytes[i] ?? 0;
    if (byte <= 32) i++;
    else if (byte < 0xc2) return i;
    else {
      const width = blankWidth(bytes, i, end);
      if (width === 0) return i;
      i += width;
    }
  }
  return end;
}

export function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  let i = end;
  while (i > start) {
    const byte = bytes[i - 1] ?? 0;
    if (byte <= 32) i--;
    else if (byte < 0x80) return i;
    else if (i - 2 >= start && blankWidth(bytes, i - 2, i) === 2) i -= 2;
    else if (i - 3 >= start && blankWidth(bytes, i - 3, i) === 3) i -= 3;
    else return i;
  }
  return start;
}

/** Bytes of the blank beyond ASCII that stands here; 0 if it is none. */
function blankWidth(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at];
  const second = at + 1 < end ? (bytes[at + 1] ?? 0) : 0;
  if (first === 0xc2) return second === 0xa0 || second === 0x85 ? 2 : 0;
  const third = at + 2 < end ? (bytes[at + 2] ?? 0) : 0;
  if (first === 0xe2 && second === 0x80) {
    return (third >= 0x80 && third <= 0x8f) || third === 0xa8 || third === 0xa9 || third === 0xaf ? 3 : 0;
  }
  if (first === 0xe2 && second === 0x81) return third === 0x9f || third === 0xa0 ? 3 : 0;
  if (first === 0xe3 && second === 0x80) return third === 0x80 ? 3 : 0;
  return first === 0xef && second === 0xbb && third === 0xbf ? 3 : 0;
}

/**
 * Where a trimmed text begins behind the apostrophe that some systems set before whatever Excel must not take for a
 * number or a date: the sign is none of the text.
 */
export function skipApostrophe(bytes: Uint8Array, start: number, end: number): number {
  return bytes[start] === APOSTROPHE ? trimStart(bytes, start + 1, end) : start;
}

/** Cells whose bytes are a number; a date is one as well: its serial. */
export function isNumeric(kind: CellKind | number): boolean {
  return kind === CELL.NUMBER || kind === CELL.DATE;
}
