import type { ReadLimits, Row } from '../../domain/row.ts';
import { brokenContent } from '../broken-content.ts';
import type { ByteSource } from '../byte-source.ts';
import { ByteWindow } from '../byte-window.ts';
import { isBlank } from '../is-blank.ts';
import { limitExceeded } from '../limit-exceeded.ts';
import { RowScanner } from './row-scanner.ts';
import type { SharedStrings } from './shared-strings.ts';
import { brokenXml, TOKEN, XmlTokens } from './xml-tokens.ts';

const GT = 0x3e;

export interface SheetOptions {
  readonly sheet: string;
  readonly dateStyles: Uint8Array;
  readonly strings: SharedStrings;
  readonly limits: ReadLimits;
}

/**
 * Reads a worksheet part to its last byte, so that size and checksum are known to be right, unless onRow returns false:
 * then false is returned and the rest is left unread.
 */
export function readSheet(source: ByteSource, options: SheetOptions, onRow: (row: Row) => boolean): boolean {
  const { sheet, limits } = options;
  const window = new ByteWindow(source, limits.rowBytes, () => limitExceeded(limits, 'rowBytes', { sheet }));
  const walk = { depth: 0 };
  const data = enterSheetData(window, walk, sheet);
  if (!data.empty) {
    const scanner = new RowScanner({ ...options, prefix: data.prefix });
    if (!readRows(window, scanner, sheet, onRow)) return false;
  }
  leaveSheet(window, walk);
  return true;
}

/** Leaves the window at the first byte behind <sheetData>. */
export function enterSheetData(
  window: ByteWindow,
  walk: { depth: number },
  sheet: string,
): { prefix: string; empty: boolean } {
  for (let used = 0; ; ) {
    window.advance(used);
    const tokens = new XmlTokens(window.bytes, 0, window.have);
    for (let token = tokens.next(); token !== TOKEN.MORE; token = tokens.next()) {
      if (token === TOKEN.CLOSE) walk.depth--;
      if (token !== TOKEN.OPEN && token !== TOKEN.EMPTY) continue;
      if (walk.depth === 0 && tokens.name !== 'worksheet') throw noSheetData(sheet);
      if (walk.depth === 1 && tokens.name === 'sheetData') {
        const { prefix, position } = tokens;
        window.advance(position);
        return { prefix, empty: token === TOKEN.EMPTY };
      }
      if (token === TOKEN.OPEN) walk.depth++;
    }
    used = tokens.position;
    if (window.ended) throw noSheetData(sheet);
  }
}

/** False where onRow wanted no more. Else leaves the window at the first byte behind </sheetData>. */
function readRows(
  window: ByteWindow,
  scanner: RowScanner,
  sheet: string,
  onRow: (row: Row) => boolean,
): boolean {
  const closing = Buffer.from(`</${scanner.prefix}row`, 'latin1');
  for (;;) {
    const { bytes, have, ended } = window;
    const used = scanner.scan(bytes, 0, ended ? have : lastRowEnd(bytes, have, closing), onRow);
    if (scanner.stopped) return false;
    if (ended && !scanner.done) {
      throw brokenContent(
        `La hoja "${sheet}" se corta antes de su final`,
        `The sheet "${sheet}" is cut off before its end`,
        { sheet },
      );
    }
    window.advance(used);
    if (scanner.done) return true;
  }
}

/** Behind the last whole row: up to there the scanner never sees half a token. All of it where no row ends. */
function lastRowEnd(bytes: Buffer, have: number, closing: Buffer): number {
  const { length } = closing;
  for (let p = have - 1; p >= length; p--) {
    if (bytes[p] !== GT) continue;
    let i = length - 1;
    while (i >= 0 && bytes[p - length + i] === closing[i]) i--;
    if (i < 0) return p + 1;
  }
  return have;
}

/** Reads what follows the rows, so that a part that is not all there is found out. */
function leaveSheet(window: ByteWindow, walk: { depth: number }): void {
  walk.depth = Math.max(walk.depth, 1);
  for (let used = 0; ; ) {
    window.advance(used);
    const tokens = new XmlTokens(window.bytes, 0, window.have);
    for (let token = tokens.next(); token !== TOKEN.MORE; token = tokens.next()) {
      if (token === TOKEN.OPEN) walk.depth++;
      else if (token === TOKEN.CLOSE) walk.depth--;
      if (walk.depth < 0) throw brokenXml();
    }
    used = tokens.position;
    if (!window.ended) continue;
    if (walk.depth !== 0 || !isBlank(window.bytes, used, window.have)) throw brokenXml();
    return;
  }
}

function noSheetData(sheet: string): Error {
  return brokenContent(
    `La hoja "${sheet}" no tiene la parte de las filas (sheetData)`,
    `The sheet "${sheet}" lacks the part with the rows (sheetData)`,
    { sheet },
  );
}
