// Part of the hot loop, for rows that look otherwise than those before: longer than our files are, and with no function
// call per cell on the usual ways through. What it costs is measured by bench/read.ts.
import { CELL, type ReadLimits, type Row } from '../../domain/row.ts';
import { isBlank } from '../is-blank.ts';
import { limitExceeded } from '../limit-exceeded.ts';
import { readCellContent } from './cell-content.ts';
import { CELL_TYPE } from './cell-type.ts';
import type { SharedStrings } from './shared-strings.ts';
import { brokenSheet, cellWhere, noSharedString } from './sheet-errors.ts';
import { skipToken } from './skip-token.ts';
import { sortCells } from './sort-cells.ts';
import { isNameEnd, TagAttribute } from './tag-attribute.ts';
import { decodeXmlText } from './xml-text.ts';

const LT = 0x3c;

const SCRATCH_BYTES = 64 * 1024;
/** A reference such as XFD1048576 has three letters; more than seven digits of a column is no reference at all. */
const MAX_REFERENCE_COLUMN = 10_000_000;
/** No decision looks further ahead than this: nearer to the end of what is at hand, the answer is "more". */
const LOOK_AHEAD = 32;
/** '0' and '1', for booleans written as words. */
const BOOLEANS = Buffer.from('01');

/** 0: text as it is. 1: ends it ('<', and NUL, which XML has not). 2: needs decoding ('&', '_', CR, not ASCII). */
const TEXT_CLASS = new Uint8Array(256).map((_, byte) => {
  if (byte === LT || byte === 0) return 1;
  return byte === 0x26 || byte === 0x5f || byte === 0x0d || byte >= 0x80 ? 2 : 0;
});

export interface CellOptions {
  readonly sheet: string;
  /** The prefix that <sheetData> has, with its colon: '' in nearly every file. */
  readonly prefix: string;
  readonly dateStyles: Uint8Array;
  readonly strings: SharedStrings;
  readonly limits: ReadLimits;
}

/** Reads the cells of a row, written in any way that XML allows, into `row`. */
export class CellScanner {
  /** Of the present row: as its tag says, or else its first cell with a reference. */
  number = 0;
  /** How many of row's cells are filled, and the column of the last cell passed, -1 for none. */
  cells = 0;
  column = -1;
  readonly row: Row;
  readonly #options: CellOptions;
  readonly #prefix: Buffer;
  readonly #attribute = new TagAttribute(() => this.#broken(-1));
  #numbered = false;
  #scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  #scratchUsed = 0;

  constructor(options: CellOptions, row: Row) {
    this.#options = options;
    this.#prefix = Buffer.from(options.prefix, 'latin1');
    this.row = row;
  }

  /** A row of this number, unless its cells are to tell it, so many of whose cells are there already. */
  start(number: number, numbered: boolean, cells: number, column: number): void {
    this.number = number;
    this.#numbered = numbered;
    this.cells = cells;
    this.column = column;
    this.#scratchUsed = 0;
  }

  /**
   * Reads on to behind </row>, and returns that; -1 where the row is not whole in bytes[p, end). Behind `end` there must
   * be LOOK_AHEAD bytes more, NUL or the next ones.
   */
  read(b: Buffer, p: number, end: number): number {
    // Constants of the function: V8 reads those of a module from memory at every use, which costs a tenth of the time.
    const LT = 0x3c;
    const GT = 0x3e;
    const SLASH = 0x2f;
    const EQ = 0x3d;
    const QUOT = 0x22;
    const APOS = 0x27;
    const SPACE = 0x20;
    const C = 0x63;
    const E = 0x65;
    const F = 0x66;
    const I = 0x69;
    const O = 0x6f;
    const R = 0x72;
    const S = 0x73;
    const T = 0x74;
    const V = 0x76;
    const W = 0x77;
    const { SHARED, NUMBER } = CELL_TYPE;
    const { dateStyles, strings, limits } = this.#options;
    const { row } = this;
    const attribute = this.#attribute;
    const pl = this.#prefix.length;
    const styles = dateStyles.length;
    let { column, kind, source, start, end: ends, shared } = row;
    let capacity = column.length;
    let x: number | undefined;
    let numbered = this.#numbered;
    let cells = this.cells;
    let c = this.column;
    let top = cells > 0 ? (column[cells - 1] as number) : -1;
    let unordered = false;
    for (;;) {
      x = b[p];
      if (x !== LT) {
        if (p >= end) return -1;
        if ((x as number) > SPACE) throw this.#broken(c);
        p++;
        continue;
      }
      if (b[p + 1] === SLASH) {
        if (b[p + 2 + pl] === R && b[p + 3 + pl] === O && b[p + 4 + pl] === W) {
          p += 5 + pl;
          while (b[p] !== GT) {
            if (p >= end) return -1;
            if ((b[p] as number) > SPACE) throw this.#broken(c);
            p++;
          }
          p++;
          break;
        }
        if (p + LOOK_AHEAD > end) return -1;
        throw this.#broken(c);
      }
      if (b[p + 1 + pl] !== C || !isNameEnd(b[p + 2 + pl]) || (pl !== 0 && !this.#hasPrefix(b, p + 1))) {
        const next = skipToken(b, p, end, 'c');
        if (next === undefined) throw this.#broken(-1);
        if (next < 0) return -1;
        p = next;
        continue;
      }

      p += 2 + pl;
      c++;
      let type: number = CELL_TYPE.NUMBER;
      let style = 0;
      let blank = false;
      for (;;) {
        x = b[p];
        if (x === SPACE) {
          p++;
          continue;
        }
        if (x === GT) {
          p++;
          break;
        }
        const quote = b[p + 2];
        if (b[p + 1] === EQ && (quote === QUOT || quote === APOS)) {
          if (x === R) {
            let q = p + 3;
            let letters = 0;
            x = b[q] as number;
            while (x >= 65 && x <= 90) {
              letters = letters * 26 + x - 64;
              x = b[++q] as number;
            }
            const digits = q;
            let number = 0;
            x = b[q] as number;
            while (x >= 48 && x <= 57) {
              number = number * 10 + x - 48;
              x = b[++q] as number;
            }
            if (x === quote && letters > 0 && q > digits && letters < MAX_REFERENCE_COLUMN) {
              c = letters - 1;
              if (!numbered) {
                this.number = number;
                numbered = true;
              }
              p = q + 1;
              continue;
            }
          } else if (x === S) {
            let q = p + 3;
            style = 0;
            x = b[q] as number;
            while (x >= 48 && x <= 57) {
              style = style * 10 + x - 48;
              x = b[++q] as number;
            }
            if (x === quote) {
              p = q + 1;
              continue;
            }
          } else if (x === T) {
            x = b[p + 3];
            if (b[p + 4] === quote) {
              if (x === S) type = CELL_TYPE.SHARED;
              else if (x === 0x6e) type = CELL_TYPE.NUMBER;
              else if (x === 0x62) type = CELL_TYPE.BOOLEAN;
              else if (x === E) type = CELL_TYPE.ERROR;
              else if (x === 0x64) type = CELL_TYPE.DATE;
              else throw this.#broken(c);
              p += 5;
              continue;
            }
            if (x === S && b[p + 4] === T && b[p + 5] === R && b[p + 6] === quote) {
              type = CELL_TYPE.TEXT;
              p += 7;
              continue;
            }
            if (x === I && b[p + 12] === quote) {
              type = CELL_TYPE.INLINE;
              p += 13;
              continue;
            }
          }
        }
        if (x === SLASH) {
          blank = true;
          p++;
          continue;
        }
        if (x === 10 || x === 13 || x === 9) {
          p++;
          continue;
        }
        const next = attribute.read(b, p, end);
        if (next < 0) return -1;
        p = next;
        if (attribute.name === R) {
          const reference = this.#reference(b);
          if (reference === undefined) throw this.#broken(c);
          c = reference.column;
          if (!numbered) this.number = reference.row;
          numbered = true;
        } else if (attribute.name === S) style = attribute.number(b);
        else if (attribute.name === T) type = this.#type(b, c);
      }
      if (blank) continue;

      const cellContent = p;
      let from = -1;
      let to = -1;
      let index = -1;
      let formula = false;
      let dirty = false;
      let slow = false;
      for (;;) {
        x = b[p];
        if (x !== LT) {
          if (p >= end) return -1;
          if ((x as number) > SPACE) {
            slow = true;
            break;
          }
          p++;
          continue;
        }
        x = b[p + 1 + pl];
        if (x === V && b[p + 2 + pl] === GT && from < 0) {
          from = p + 3 + pl;
          let q = from;
          if (type === SHARED) {
            index = 0;
            x = b[q] as number;
            while (x >= 48 && x <= 57) {
              index = index * 10 + x - 48;
              x = b[++q] as number;
            }
            slow = q === from || q - from > 9;
          } else if (type === NUMBER) {
            x = b[q];
            if (x === 45) x = b[++q];
            let first = q;
            while ((x as number) >= 48 && (x as number) <= 57) x = b[++q];
            let digits = q - first;
            if (x === 46) {
              first = ++q;
              x = b[q];
              while ((x as number) >= 48 && (x as number) <= 57) x = b[++q];
              digits += q - first;
            }
            slow = digits === 0;
            if (x === E || x === 0x45) {
              x = b[++q];
              if (x === 45 || x === 43) x = b[++q];
              first = q;
              while ((x as number) >= 48 && (x as number) <= 57) x = b[++q];
              slow ||= q === first;
            }
          } else {
            for (;;) {
              const found = TEXT_CLASS[b[q] as number];
              if (found === 0) q++;
              else if (found === 2) {
                dirty = true;
                q++;
              } else break;
            }
          }
          to = q;
          if (slow || b[q] !== LT || b[q + 1] !== SLASH || b[q + 2 + pl] !== V || b[q + 3 + pl] !== GT) {
            slow = true;
            break;
          }
          p = q + 4 + pl;
          continue;
        }
        if (b[p + 1] === SLASH) {
          slow = b[p + 2 + pl] !== C || b[p + 3 + pl] !== GT;
          p += 4 + pl;
          break;
        }
        if (
          x === I &&
          b[p + 2 + pl] === S &&
          b[p + 3 + pl] === GT &&
          b[p + 4 + pl] === LT &&
          b[p + 5 + 2 * pl] === T &&
          from < 0
        ) {
          let q = p + 6 + 2 * pl;
          if (b[q] === SPACE) while (q < end && b[q] !== GT) q++;
          if (b[q] !== GT || b[q - 1] === SLASH) {
            slow = true;
            break;
          }
          from = ++q;
          for (;;) {
            const found = TEXT_CLASS[b[q] as number];
            if (found === 0) q++;
            else if (found === 2) {
              dirty = true;
              q++;
            } else break;
          }
          to = q;
          if (
            b[q] !== LT ||
            b[q + 1] !== SLASH ||
            b[q + 2 + pl] !== T ||
            b[q + 3 + pl] !== GT ||
            b[q + 4 + pl] !== LT ||
            b[q + 5 + pl] !== SLASH ||
            b[q + 6 + 2 * pl] !== I ||
            b[q + 7 + 2 * pl] !== S ||
            b[q + 8 + 2 * pl] !== GT
          ) {
            slow = true;
            break;
          }
          type = CELL_TYPE.INLINE;
          p = q + 9 + 2 * pl;
          continue;
        }
        if (x === F && isNameEnd(b[p + 2 + pl])) {
          let q = p + 2 + pl;
          while (q < end && b[q] !== GT && b[q] !== QUOT && b[q] !== APOS) q++;
          if (b[q] === GT && b[q - 1] !== SLASH) {
            while (q < end && b[q] !== LT) q++;
            if (b[q] === LT && b[q + 1] === SLASH && b[q + 2 + pl] === F && b[q + 3 + pl] === GT) {
              formula = true;
              p = q + 4 + pl;
              continue;
            }
          }
        }
        slow = true;
        break;
      }

      let bytes = b;
      if (slow) {
        const cell = readCellContent(b, cellContent, end, type);
        if (cell === undefined) return -1;
        ({ bytes, from, to, index, formula, dirty, type } = cell);
        if (cell.broken) throw this.#broken(c);
        p = cell.next;
      }
      if (p > end) return -1;

      let is: number = CELL.TEXT;
      if (type === SHARED) {
        if (index >= 0) {
          if (index >= strings.count) throw this.#noString(c, index);
          bytes = strings.blocks[strings.block[index] as number] as Buffer;
          from = strings.start[index] as number;
          to = strings.end[index] as number;
        } else {
          from = to = 0;
        }
        if (from === to) {
          if (!formula || index >= 0) continue;
          is = CELL.NO_VALUE;
        }
      } else if (type === NUMBER) {
        if (from === to) {
          if (!formula) continue;
          from = to = 0;
          is = CELL.NO_VALUE;
        } else is = style < styles && dateStyles[style] === 1 ? CELL.DATE : CELL.NUMBER;
      } else {
        if (dirty) {
          const target = this.#room(to - from);
          const at = this.#scratchUsed;
          to = decodeXmlText(bytes, from, to, target, at);
          bytes = target;
          from = at;
          this.#scratchUsed = to;
        }
        if (
          from >= to ||
          (((bytes[from] as number) <= SPACE || bytes[from] === 0xc2) && isBlank(bytes, from, to))
        ) {
          if (!formula || from >= 0) continue;
          from = to = 0;
          is = CELL.NO_VALUE;
        } else if (type === CELL_TYPE.BOOLEAN) {
          is = CELL.BOOLEAN;
          if (to - from !== 1) {
            const value = bytes.toString('latin1', from, to).trim();
            if (value !== 'true' && value !== 'false') throw this.#broken(c);
            bytes = BOOLEANS;
            from = value === 'true' ? 1 : 0;
            to = from + 1;
          }
        } else if (type === CELL_TYPE.ERROR) is = CELL.ERROR;
        else if (type === CELL_TYPE.DATE) is = CELL.ISO_DATE;
      }
      if (to - from > limits.cellBytes) throw limitExceeded(limits, 'cellBytes', this.#where(c));
      if (c >= limits.columns) throw limitExceeded(limits, 'columns', this.#where(c));
      if (c > top) top = c;
      else unordered = true;
      if (cells === capacity) {
        capacity *= 2;
        growRow(row, capacity);
        ({ column, kind, source, start, end: ends, shared } = row);
      }
      column[cells] = c;
      kind[cells] = is;
      source[cells] = bytes;
      start[cells] = from;
      ends[cells] = to;
      shared[cells] = is === CELL.TEXT ? index : -1;
      cells++;
    }
    if (p > end) return -1;
    this.cells = cells;
    this.column = c;
    row.cells = cells;
    if (unordered && !sortCells(row)) throw this.#broken(top);
    return p;
  }

  #reference(b: Buffer): { column: number; row: number } | undefined {
    const [, letters, digits] = /^\$?([A-Za-z]{1,4})\$?(\d{1,10})$/.exec(this.#attribute.text(b)) ?? [];
    if (letters === undefined || digits === undefined) return undefined;
    let column = 0;
    for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
    return { column: column - 1, row: Number(digits) };
  }

  #type(b: Buffer, c: number): number {
    switch (this.#attribute.text(b)) {
      case 's':
        return CELL_TYPE.SHARED;
      case 'n':
        return CELL_TYPE.NUMBER;
      case 'str':
        return CELL_TYPE.TEXT;
      case 'inlineStr':
        return CELL_TYPE.INLINE;
      case 'b':
        return CELL_TYPE.BOOLEAN;
      case 'e':
        return CELL_TYPE.ERROR;
      case 'd':
        return CELL_TYPE.DATE;
      default:
        throw this.#broken(c);
    }
  }

  #hasPrefix(b: Buffer, at: number): boolean {
    return b.compare(this.#prefix, 0, this.#prefix.length, at, at + this.#prefix.length) === 0;
  }

  /** Memory for `length` bytes at #scratchUsed that stays until the row has been handed over. */
  #room(length: number): Buffer {
    if (this.#scratchUsed + length > this.#scratch.length) {
      this.#scratch = Buffer.allocUnsafeSlow(Math.max(2 * this.#scratch.length, 2 * length));
      this.#scratchUsed = 0;
    }
    return this.#scratch;
  }

  #where(column: number): { sheet: string; row: number; column?: string } {
    return cellWhere(this.#options.sheet, this.number, column);
  }

  #broken(column: number): Error {
    return brokenSheet(this.#options.sheet, this.number, column);
  }

  #noString(column: number, index: number): Error {
    const { sheet, strings } = this.#options;
    return noSharedString({ sheet, row: this.number, column }, index, strings.count);
  }
}

function growRow(row: Row, capacity: number): void {
  const grown = (from: Int32Array): Int32Array => {
    const to = new Int32Array(capacity);
    to.set(from);
    to.fill(-1, from.length);
    return to;
  };
  const kind = new Uint8Array(capacity);
  kind.set(row.kind);
  row.kind = kind;
  row.column = grown(row.column);
  row.start = grown(row.start);
  row.end = grown(row.end);
  row.shared = grown(row.shared);
}
