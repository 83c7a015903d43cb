import type { HeadRows, ReadLimits, Row } from '../../domain/row.ts';
import type { ByteSource } from '../byte-source.ts';
import { ByteWindow } from '../byte-window.ts';
import { limitExceeded } from '../limit-exceeded.ts';
import { enterSheetData } from './read-sheet.ts';
import { RowScanner } from './row-scanner.ts';
import type { SharedStrings } from './shared-strings.ts';
import { TOKEN, XmlTokens } from './xml-tokens.ts';

/** More of a sheet is no head: as many rows as fit are given, at least one. */
const HEAD_BYTES = 8 * 2 ** 20;

export interface SheetHeadOptions {
  readonly sheet: string;
  readonly dateStyles: Uint8Array;
  readonly limits: ReadLimits;
  /** The shared strings of these indexes, ascending, each once. */
  strings(wanted: readonly number[]): SharedStrings;
}

/**
 * The first rows of a worksheet part, of which nothing further is unpacked. The strings that they use are asked for once,
 * when it is known which ones they are. Stops when onRow returns false.
 */
export function readSheetHead(
  source: ByteSource,
  wanted: HeadRows,
  options: SheetHeadOptions,
  onRow: (row: Row) => boolean,
): void {
  const { sheet, limits } = options;
  const window = new ByteWindow(source, limits.rowBytes, () => limitExceeded(limits, 'rowBytes', { sheet }));
  const data = enterSheetData(window, { depth: 0 }, sheet);
  if (data.empty) return;
  const head = new SheetHead(wanted);
  while (!head.look(window) && !window.ended && (window.have < HEAD_BYTES || head.end === 0)) {
    window.advance(0);
  }
  const strings = options.strings([...head.strings].sort((a, b) => a - b));
  new RowScanner({ ...options, strings, prefix: data.prefix }).scan(window.bytes, 0, head.end, onRow);
}

/** Finds out where the head of a sheet ends, and which shared strings its cells use. */
class SheetHead {
  readonly strings = new Set<number>();
  /** Behind the last whole row. */
  end = 0;
  readonly #wanted: HeadRows;
  #position = 0;
  #row = 0;
  #filledRows = 0;
  #rowHasValue = false;
  #cellIsShared = false;
  #inValue = false;

  constructor(wanted: HeadRows) {
    this.#wanted = wanted;
  }

  /** Goes on over the bytes at hand. True once nothing further is wanted. */
  look(window: ByteWindow): boolean {
    const tokens = new XmlTokens(window.bytes, this.#position, window.have);
    for (;;) {
      const token = tokens.next();
      if (token === TOKEN.MORE) return false;
      this.#position = tokens.position;
      if (token === TOKEN.TEXT || token === TOKEN.CDATA) this.#text(tokens);
      else if (token === TOKEN.OPEN) this.#open(tokens);
      else if (token === TOKEN.EMPTY && tokens.name === 'row') this.#open(tokens);
      if (token !== TOKEN.CLOSE && (token !== TOKEN.EMPTY || tokens.name !== 'row')) continue;
      this.#inValue = false;
      if (tokens.name === 'sheetData') return true;
      if (tokens.name === 'row' && this.#rowEnds(tokens.position)) return true;
    }
  }

  #open(tokens: XmlTokens): void {
    switch (tokens.name) {
      case 'row':
        this.#row = Number(tokens.attribute('r') ?? this.#row + 1);
        this.#rowHasValue = false;
        return;
      case 'c':
        this.#cellIsShared = tokens.attribute('t') === 's';
        return;
      case 'v':
        this.#inValue = true;
        this.#rowHasValue = true;
        return;
      case 'is':
        this.#rowHasValue = true;
        return;
      default:
    }
  }

  #text({ bytes, contentStart, contentEnd }: XmlTokens): void {
    if (!this.#inValue || !this.#cellIsShared) return;
    const index = Number(bytes.toString('latin1', contentStart, contentEnd));
    if (Number.isSafeInteger(index) && index >= 0) this.strings.add(index);
  }

  #rowEnds(position: number): boolean {
    this.end = position;
    if (this.#rowHasValue && !(this.#row <= this.#wanted.through)) this.#filledRows++;
    return this.#filledRows >= this.#wanted.more;
  }
}
