// The hot loop of the product. What it costs is measured by bench/read.ts.
import type { Row } from '../../domain/row.ts';
import { limitExceeded } from '../limit-exceeded.ts';
import { type CellOptions, CellScanner } from './cell-scanner.ts';
import { brokenSheet } from './sheet-errors.ts';
import { skipToken } from './skip-token.ts';
import { isNameEnd, TagAttribute } from './tag-attribute.ts';
import { UsualCells } from './usual-cells.ts';
import { TOKEN, XmlTokens } from './xml-tokens.ts';

const FIRST_CAPACITY = 64;
const MAX_ROW_NUMBER = 2 ** 31 - 1;

/** Turns the bytes between <sheetData> and </sheetData>, a piece at a time, into rows. */
export class RowScanner {
  readonly row: Row = {
    number: 0,
    cells: 0,
    column: new Int32Array(FIRST_CAPACITY),
    kind: new Uint8Array(FIRST_CAPACITY),
    source: [],
    start: new Int32Array(FIRST_CAPACITY),
    end: new Int32Array(FIRST_CAPACITY),
    shared: new Int32Array(FIRST_CAPACITY).fill(-1),
  };
  /** </sheetData> has been seen. */
  done = false;
  /** onRow wanted no more. */
  stopped = false;
  readonly prefix: string;
  readonly #options: CellOptions;
  readonly #prefix: Buffer;
  readonly #usual: UsualCells;
  readonly #cells: CellScanner;
  readonly #attribute = new TagAttribute(() => this.#broken(this.#lastRow + 1));
  /** The bytes scanned last, and a view of them. */
  #viewed: Buffer | undefined;
  #view = new DataView<ArrayBufferLike>(new ArrayBuffer(0));
  #lastRow = 0;
  #rows = 0;

  constructor(options: CellOptions) {
    this.#options = options;
    this.prefix = options.prefix;
    this.#prefix = Buffer.from(options.prefix, 'latin1');
    this.#usual = new UsualCells(options.strings, options.dateStyles, options.limits.cellBytes);
    this.#cells = new CellScanner(options, this.row);
  }

  /**
   * Calls onRow for every row that is whole in bytes[p, end) and has a cell. Returns up to where the bytes are used up;
   * what follows there wants more bytes behind it. Behind `end` there must be 32 bytes more, NUL or the next ones.
   */
  scan(b: Buffer, p: number, end: number, onRow: (row: Row) => boolean): number {
    // Constants of the function: V8 reads those of a module from memory at every use, which costs a tenth of the time.
    const LT = 0x3c;
    const GT = 0x3e;
    const SLASH = 0x2f;
    const EQ = 0x3d;
    const QUOT = 0x22;
    const APOS = 0x27;
    const SPACE = 0x20;
    const O = 0x6f;
    const R = 0x72;
    const W = 0x77;
    const ROW_END = 0x6f722f3c; // </ro
    const { limits, sheet } = this.#options;
    const { row } = this;
    const pl = this.#prefix.length;
    const attribute = this.#attribute;
    const usual = this.#usual;
    const others = this.#cells;
    if (this.#viewed !== b) {
      this.#viewed = b;
      this.#view = new DataView(b.buffer, b.byteOffset, b.byteLength);
    }
    const view = this.#view;
    let x: number | undefined;

    for (;;) {
      while (b[p] !== LT) {
        if (p >= end) return end;
        p++;
      }
      if (p >= end) return end;
      const tag = p;
      if (
        b[p + 1 + pl] !== R ||
        b[p + 2 + pl] !== O ||
        b[p + 3 + pl] !== W ||
        !isNameEnd(b[p + 4 + pl]) ||
        (pl !== 0 && !this.#hasPrefix(b, p + 1))
      ) {
        p = this.#between(b, p, end);
        if (p < 0) return tag;
        if (this.done) return p;
        continue;
      }

      p += 4 + pl;
      let rowNumber = this.#lastRow + 1;
      let numbered = false;
      let empty = false;
      let numberAt = 0;
      let digits = 0;
      let unusual = true;
      for (;;) {
        x = b[p];
        if (x === GT) {
          p++;
          break;
        }
        if (x === SLASH) {
          empty = true;
          p++;
          continue;
        }
        if (x === SPACE || x === 10 || x === 13 || x === 9) {
          p++;
          continue;
        }
        const quote = b[p + 2];
        if (x === R && b[p + 1] === EQ && (quote === QUOT || quote === APOS)) {
          let q = p + 3;
          let number = 0;
          x = b[q] as number;
          while (x >= 48 && x <= 57) {
            number = number * 10 + x - 48;
            x = b[++q] as number;
          }
          if (x === quote && q > p + 3) {
            rowNumber = number;
            numbered = true;
            numberAt = p + 3;
            digits = q - numberAt;
            const usualEnd = usual.tagEnd(view, q, end);
            if (usualEnd >= 0) {
              p = usualEnd;
              unusual = false;
              break;
            }
            p = q + 1;
            continue;
          }
        }
        const next = attribute.read(b, p, end);
        if (next < 0) return tag;
        p = next;
        if (attribute.name === R) {
          rowNumber = attribute.number(b);
          numbered = true;
        }
      }
      if (p > end) return tag;
      if (unusual && digits > 0) usual.learnTag(b, numberAt + digits, p);
      if (++this.#rows > limits.rows) throw limitExceeded(limits, 'rows', { sheet });
      if (empty) {
        if (rowNumber <= this.#lastRow) throw this.#broken(rowNumber);
        this.#lastRow = rowNumber;
        continue;
      }

      const content = p;
      const mayBeUsual = digits > 0 && pl === 0;
      usual.cells = 0;
      usual.column = -1;
      if (mayBeUsual) p = usual.read(b, view, p, end, row, numberAt, digits);
      let { cells } = usual;
      if (
        mayBeUsual &&
        p + 6 <= end &&
        view.getInt32(p, true) === ROW_END &&
        b[p + 4] === W &&
        b[p + 5] === GT
      ) {
        p += 6;
      } else {
        others.start(rowNumber, numbered, cells, usual.column);
        p = others.read(b, p, end);
        if (p < 0) return this.#again(tag);
        rowNumber = others.number;
        if (mayBeUsual && others.column !== usual.column) usual.learn(b, content, p, rowNumber);
        ({ cells } = others);
      }
      if (rowNumber <= this.#lastRow || rowNumber > MAX_ROW_NUMBER) throw this.#broken(rowNumber);
      this.#lastRow = rowNumber;
      if (cells === 0) continue;
      row.number = rowNumber;
      row.cells = cells;
      if (!onRow(row)) {
        this.stopped = true;
        return p;
      }
    }
  }

  /** The row at `tag` is not whole yet: it will be counted when it is. */
  #again(tag: number): number {
    this.#rows--;
    return tag;
  }

  /** What stands between rows: </sheetData>, comments, elements of no interest. Returns behind it, -1 for more bytes. */
  #between(b: Buffer, p: number, end: number): number {
    const tokens = new XmlTokens(b, p, end);
    if (tokens.next() === TOKEN.CLOSE) {
      if (tokens.name !== 'sheetData') throw this.#broken(this.#lastRow);
      this.done = true;
      return tokens.position;
    }
    const next = skipToken(b, p, end, 'row');
    if (next === undefined) throw this.#broken(this.#lastRow + 1);
    return next;
  }

  #hasPrefix(b: Buffer, at: number): boolean {
    return b.compare(this.#prefix, 0, this.#prefix.length, at, at + this.#prefix.length) === 0;
  }

  #broken(row: number): Error {
    return brokenSheet(this.#options.sheet, row);
  }
}
