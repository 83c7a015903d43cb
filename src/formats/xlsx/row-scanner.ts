// The hot loop of the product: longer than our files are, and with no function call per cell on the usual way through.
// What it costs is measured by bench/read.ts.
import { CELL, type ReadLimits, type Row } from '../../domain/row.ts';
import { brokenContent } from '../broken-content.ts';
import { isBlank } from '../is-blank.ts';
import { limitExceeded } from '../limit-exceeded.ts';
import { readCellContent } from './cell-content.ts';
import { CELL_TYPE } from './cell-type.ts';
import type { SharedStrings } from './shared-strings.ts';
import { sortCells } from './sort-cells.ts';
import { UsualCells } from './usual-cells.ts';
import { decodeXmlText } from './xml-text.ts';
import { TOKEN, XmlTokens } from './xml-tokens.ts';

const LT = 0x3c;
const GT = 0x3e;
const SLASH = 0x2f;
const EQ = 0x3d;
const QUOT = 0x22;
const APOS = 0x27;
const SPACE = 0x20;

const FIRST_CAPACITY = 64;
const SCRATCH_BYTES = 64 * 1024;
const MAX_ROW_NUMBER = 2 ** 31 - 1;
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

export interface ScannerOptions {
  readonly sheet: string;
  /** The prefix that <sheetData> has, with its colon: '' in nearly every file. */
  readonly prefix: string;
  readonly dateStyles: Uint8Array;
  readonly strings: SharedStrings;
  readonly limits: ReadLimits;
}

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
  readonly #options: ScannerOptions;
  readonly #prefix: Buffer;
  readonly #usual: UsualCells;
  /** The bytes scanned last, and a view of them. */
  #viewed: Buffer | undefined;
  #view = new DataView<ArrayBufferLike>(new ArrayBuffer(0));
  #lastRow = 0;
  #rows = 0;
  #scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  #scratchUsed = 0;
  /** The last attribute that #attribute read: its name where that is one letter, else 0, and its value. */
  #name = 0;
  #valueStart = 0;
  #valueEnd = 0;

  constructor(options: ScannerOptions) {
    this.#options = options;
    this.prefix = options.prefix;
    this.#prefix = Buffer.from(options.prefix, 'latin1');
    this.#usual = new UsualCells(options.strings, options.dateStyles, options.limits.cellBytes);
  }

  /**
   * Calls onRow for every row that is whole in bytes[p, end) and has a cell. Returns up to where the bytes are used up;
   * what follows there wants more bytes behind it. Behind `end` there must be LOOK_AHEAD bytes more, NUL or the next ones.
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
    const pl = this.#prefix.length;
    const styles = dateStyles.length;
    let { column, kind, source, start, end: ends, shared } = row;
    let capacity = column.length;
    let x: number | undefined;
    const usual = this.#usual;
    if (this.#viewed !== b) {
      this.#viewed = b;
      this.#view = new DataView(b.buffer, b.byteOffset, b.byteLength);
    }
    const view = this.#view;

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
            p = q + 1;
            continue;
          }
        }
        const next = this.#attribute(b, p, end);
        if (next < 0) return tag;
        p = next;
        if (this.#name === R) {
          rowNumber = this.#number(b, end);
          numbered = true;
        }
      }
      if (p > end) return tag;
      if (++this.#rows > limits.rows) throw limitExceeded(limits, 'rows', { sheet: this.#options.sheet });
      if (empty) {
        if (rowNumber <= this.#lastRow) throw this.#broken(rowNumber, -1);
        this.#lastRow = rowNumber;
        continue;
      }

      let cells = 0;
      let c = -1;
      let top = -1;
      let unordered = false;
      let unusual = false;
      this.#scratchUsed = 0;
      const content = p;
      if (digits > 0 && pl === 0) {
        p = usual.read(b, view, p, end, row, numberAt, digits);
        cells = usual.cells;
        c = usual.column;
        if (cells > 0) top = column[cells - 1] as number;
      }
      for (;;) {
        x = b[p];
        if (x !== LT) {
          if (p >= end) return this.#again(tag);
          if ((x as number) > SPACE) throw this.#broken(rowNumber, c);
          p++;
          continue;
        }
        if (b[p + 1] === SLASH) {
          if (b[p + 2 + pl] === R && b[p + 3 + pl] === O && b[p + 4 + pl] === W) {
            p += 5 + pl;
            while (b[p] !== GT) {
              if (p >= end) return this.#again(tag);
              if ((b[p] as number) > SPACE) throw this.#broken(rowNumber, c);
              p++;
            }
            p++;
            break;
          }
          if (p + LOOK_AHEAD > end) return this.#again(tag);
          throw this.#broken(rowNumber, c);
        }
        if (b[p + 1 + pl] !== C || !isNameEnd(b[p + 2 + pl]) || (pl !== 0 && !this.#hasPrefix(b, p + 1))) {
          p = this.#skip(b, p, end, 'c');
          if (p < 0) return this.#again(tag);
          continue;
        }

        p += 2 + pl;
        c++;
        unusual = true;
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
                  rowNumber = number;
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
                else throw this.#broken(rowNumber, c);
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
          const next = this.#attribute(b, p, end);
          if (next < 0) return this.#again(tag);
          p = next;
          if (this.#name === R) {
            const reference = this.#reference(b);
            if (reference === undefined) throw this.#broken(rowNumber, c);
            c = reference.column;
            if (!numbered) rowNumber = reference.row;
            numbered = true;
          } else if (this.#name === S) style = this.#number(b, end);
          else if (this.#name === T) type = this.#type(b, rowNumber, c);
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
            if (p >= end) return this.#again(tag);
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
          if (cell === undefined) return this.#again(tag);
          ({ bytes, from, to, index, formula, dirty, type } = cell);
          if (cell.broken) throw this.#broken(rowNumber, c);
          p = cell.next;
        }
        if (p > end) return this.#again(tag);

        let is: number = CELL.TEXT;
        if (type === SHARED) {
          if (index >= 0) {
            if (index >= strings.count) throw this.#noString(rowNumber, c, index);
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
              if (value !== 'true' && value !== 'false') throw this.#broken(rowNumber, c);
              bytes = BOOLEANS;
              from = value === 'true' ? 1 : 0;
              to = from + 1;
            }
          } else if (type === CELL_TYPE.ERROR) is = CELL.ERROR;
          else if (type === CELL_TYPE.DATE) is = CELL.ISO_DATE;
        }
        if (to - from > limits.cellBytes) throw limitExceeded(limits, 'cellBytes', this.#where(rowNumber, c));
        if (c >= limits.columns) throw limitExceeded(limits, 'columns', this.#where(rowNumber, c));
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
      if (p > end) return this.#again(tag);
      if (rowNumber <= this.#lastRow || rowNumber > MAX_ROW_NUMBER) throw this.#broken(rowNumber, c);
      this.#lastRow = rowNumber;
      if (unusual && digits > 0 && pl === 0) usual.learn(b, content, p, rowNumber);
      if (cells === 0) continue;
      row.number = rowNumber;
      row.cells = cells;
      if (unordered && !sortCells(row)) throw this.#broken(rowNumber, top);
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
    const token = tokens.next();
    if (token === TOKEN.CLOSE) {
      if (tokens.name !== 'sheetData') throw this.#broken(this.#lastRow, -1);
      this.done = true;
      return tokens.position;
    }
    return this.#skip(b, p, end, 'row');
  }

  /** Skips the token at p with all that is in it; -1 for more bytes. The element `unwanted` must not hide there. */
  #skip(b: Buffer, p: number, end: number, unwanted: string): number {
    const tokens = new XmlTokens(b, p, end);
    const token = tokens.next();
    if (token === TOKEN.MORE) return -1;
    const tag = token === TOKEN.OPEN || token === TOKEN.EMPTY;
    if (token === TOKEN.CLOSE || (tag && tokens.name === unwanted)) throw this.#broken(this.#lastRow + 1, -1);
    if (token === TOKEN.OPEN && !tokens.skipElement()) return -1;
    return tokens.position;
  }

  /** Reads name, '=' and quoted value at p, with blanks around '='. Returns behind it, -1 for more bytes. */
  #attribute(b: Buffer, p: number, end: number): number {
    let q = p;
    while ((b[q] as number) > SPACE && b[q] !== EQ && b[q] !== GT) q++;
    this.#name = q - p === 1 ? (b[p] as number) : 0;
    while (q < end && (b[q] as number) <= SPACE) q++;
    if (q >= end) return -1;
    const equals = b[q] === EQ;
    q++;
    while (q < end && (b[q] as number) <= SPACE) q++;
    if (q >= end) return -1;
    const quote = b[q];
    if (!equals || (quote !== QUOT && quote !== APOS)) throw this.#broken(this.#lastRow + 1, -1);
    this.#valueStart = ++q;
    while (b[q] !== quote) {
      if (q >= end) return -1;
      q++;
    }
    this.#valueEnd = q;
    return q + 1;
  }

  #number(b: Buffer, end: number): number {
    const text = b.toString('latin1', this.#valueStart, Math.min(this.#valueEnd, end)).trim();
    if (!/^\d{1,10}$/.test(text)) throw this.#broken(this.#lastRow + 1, -1);
    return Number(text);
  }

  #reference(b: Buffer): { column: number; row: number } | undefined {
    const text = b.toString('latin1', this.#valueStart, this.#valueEnd).trim();
    const [, letters, digits] = /^\$?([A-Za-z]{1,4})\$?(\d{1,10})$/.exec(text) ?? [];
    if (letters === undefined || digits === undefined) return undefined;
    let column = 0;
    for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
    return { column: column - 1, row: Number(digits) };
  }

  #type(b: Buffer, rowNumber: number, c: number): number {
    switch (b.toString('latin1', this.#valueStart, this.#valueEnd).trim()) {
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
        throw this.#broken(rowNumber, c);
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

  #where(row: number, column: number): { sheet: string; row: number; column?: string } {
    const where = { sheet: this.#options.sheet, row };
    return column < 0 ? where : { ...where, column: columnLetters(column) };
  }

  #broken(row: number, column: number): Error {
    const { sheet } = this.#options;
    return brokenContent(
      `El contenido de la hoja "${sheet}" está dañado en la fila ${row}`,
      `The content of the sheet "${sheet}" is damaged at row ${row}`,
      this.#where(row, column),
    );
  }

  #noString(row: number, column: number, index: number): Error {
    const cell = `${columnLetters(column)}${row}`;
    const { count } = this.#options.strings;
    return brokenContent(
      `La celda ${cell} de la hoja "${this.#options.sheet}" usa el texto compartido ${index}, pero el archivo tiene ${count}`,
      `Cell ${cell} of the sheet "${this.#options.sheet}" uses shared string ${index}, but the file has ${count}`,
      this.#where(row, column),
    );
  }
}

function isNameEnd(x: number | undefined): boolean {
  return x === SPACE || x === GT || x === SLASH || x === 10 || x === 13 || x === 9;
}

function columnLetters(column: number): string {
  let letters = '';
  for (let n = column + 1; n > 0; n = Math.floor((n - 1) / 26)) {
    letters = String.fromCharCode(65 + ((n - 1) % 26)) + letters;
  }
  return letters;
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
