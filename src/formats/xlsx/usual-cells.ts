// Part of the hot loop, beside row-scanner.ts. What it costs is measured by bench/read.ts.
import { CELL, type Row } from '../../domain/row.ts';
import { CELL_TYPE } from './cell-type.ts';
import type { SharedStrings } from './shared-strings.ts';

/** Column, row, what stands between the row and the value, whose first letter tells the type, and the value. */
const CELL_SHAPE =
  /<c r="([A-Z]{1,3})(\d+)("(?: s="(\d{1,6})")?(?: t="(s|n|inlineStr)")?(?:\/>|><v>|><is><t>))(?:(-?[\d.]+)<\/v><\/c>|([^<]*)<\/t><\/is><\/c>)?/y;
/** No cell takes more up to its value, and no number or inline text that is read here is longer. */
const MAX_BYTES = 64;
/** The rest of a row's tag: it says nothing of the row's number, and that there are cells. */
const USUAL_TAG = /^"(?: (?!r=)[\w:]+="[^"<>&]*")*>$/;
const MAX_TAG_BYTES = 128;
/** Cells that are missing in a row cost a look each. */
const MAX_SHAPES = 256;
/** Rows are learned from after 1, 2, 4, 8… more rows that looked otherwise: a sheet of no usual shape costs nothing. */
const MAX_LESSONS = 12;

/**
 * Of each cell in #shapes: column, type, kind, how many bytes stand before the row's number, the last four of them, how
 * many stand behind it, and these, four by four, the last four of them last.
 */
const SHAPE_SIZE = 16;
/** Instead of a CELL_TYPE. */
const BLANK = -1;

interface CellShape {
  readonly column: number;
  readonly type: number;
  readonly kind: number;
  readonly head: string;
  readonly tail: string;
}

/**
 * Cells that look as they did in rows before, but for the row's number and the value: they are compared with what is
 * expected, four bytes at a time, where the scanner takes each apart. What looks otherwise in any way is left to it.
 */
export class UsualCells {
  /** Cells that read() has put into the row, and the column of the last one it passed, -1 for none. */
  cells = 0;
  column = -1;
  readonly #strings: SharedStrings;
  readonly #dateStyles: Uint8Array;
  readonly #cellBytes: number;
  #known: readonly CellShape[] = [];
  #shapes = new Int32Array(0);
  #lessons = 0;
  #wait = 0;
  /** What stands behind the number in the tag of a row, its '>' included: four by four, the last four last. */
  #tag = new Int32Array(0);
  #tagBytes = 0;
  #tagLessons = 0;

  constructor(strings: SharedStrings, dateStyles: Uint8Array, cellBytes: number) {
    this.#strings = strings;
    this.#dateStyles = dateStyles;
    this.#cellBytes = cellBytes;
  }

  /**
   * Reads cells from b[p] on, as long as they look as usual and end well before `end`; the row's number stands at
   * b[numberAt] with so many digits. Returns behind the last one read.
   */
  read(
    b: Buffer,
    view: DataView,
    p: number,
    end: number,
    row: Row,
    numberAt: number,
    digits: number,
  ): number {
    // Constants of the function, as in RowScanner.scan.
    const CELL_START = 0x7220633c; // <c r
    const REFERENCE_START = 0x223d7220; //  r="
    const V_END = 0x3e762f3c; // </v>
    const C_END = 0x3e632f3c; // </c>
    const T_END = 0x3e742f3c; // </t>
    const IS_END = 0x73692f3c; // </is
    const LT = 0x3c;
    const GT = 0x3e;
    const AMP = 0x26;
    const UNDERSCORE = 0x5f;
    const SIZE: typeof SHAPE_SIZE = 16;
    const MAX: typeof MAX_BYTES = 64;
    const { SHARED, NUMBER } = CELL_TYPE;
    const TEXT: typeof CELL.TEXT = 1;
    const shapes = this.#shapes;
    const strings = this.#strings;
    const cellBytes = this.#cellBytes;
    const { column: columns, kind: kinds, source, start, end: ends, shared } = row;
    // Where numbers of so many digits or texts of MAX_BYTES are too many for the limits, nothing is usual.
    const capacity = digits > 7 || cellBytes < MAX ? 0 : columns.length;
    const last = end - 2 * MAX;
    const mask = digits >= 4 ? -1 : (1 << (8 * digits)) - 1;
    const back = digits > 4 ? digits - 4 : 0;
    const first4 = view.getInt32(numberAt, true) & mask;
    const last4 = view.getInt32(numberAt + back, true) & mask;
    let cells = 0;
    let column = -1;
    for (let at = 0; at < shapes.length && p <= last && cells < capacity; at += SIZE) {
      if (view.getInt32(p, true) !== CELL_START || view.getInt32(p + 2, true) !== REFERENCE_START) break;
      let q = p + (shapes[at + 3] as number);
      if (view.getInt32(q - 4, true) !== shapes[at + 4]) continue;
      if ((view.getInt32(q, true) & mask) !== first4) break;
      if ((view.getInt32(q + back, true) & mask) !== last4) break;
      q += digits;
      const tail = shapes[at + 5] as number;
      let word = at + 6;
      const lastWord = q + tail - 4;
      while (q < lastWord && view.getInt32(q, true) === shapes[word]) {
        q += 4;
        word++;
      }
      if (q < lastWord || view.getInt32(lastWord, true) !== shapes[word]) continue;
      q = lastWord + 4;
      const type = shapes[at + 1] as number;
      let x = b[q] as number;
      if (type === SHARED) {
        const from = q;
        let index = 0;
        while (x >= 48 && x <= 57) {
          index = index * 10 + x - 48;
          x = b[++q] as number;
        }
        if (view.getInt32(q, true) !== V_END || view.getInt32(q + 4, true) !== C_END) break;
        if (q === from || q - from > 9 || index >= strings.count) break;
        const here = shapes[at] as number;
        // Where a row before had the same text in the same cell, all of it is there already.
        if (shared[cells] !== index || columns[cells] !== here) {
          const textStart = strings.start[index] as number;
          const textEnd = strings.end[index] as number;
          if (textStart === textEnd) break;
          columns[cells] = here;
          kinds[cells] = TEXT;
          source[cells] = strings.blocks[strings.block[index] as number] as Buffer;
          start[cells] = textStart;
          ends[cells] = textEnd;
          shared[cells] = index;
        }
        column = here;
        p = q + 8;
        cells++;
        continue;
      }
      if (type === NUMBER) {
        const from = q;
        if (x === 45) x = b[++q] as number;
        let first = q;
        while (x >= 48 && x <= 57) x = b[++q] as number;
        let count = q - first;
        if (x === 46) {
          first = ++q;
          x = b[q] as number;
          while (x >= 48 && x <= 57) x = b[++q] as number;
          count += q - first;
        }
        if (count === 0 || q - from > MAX) break;
        if (view.getInt32(q, true) !== V_END || view.getInt32(q + 4, true) !== C_END) break;
        column = shapes[at] as number;
        columns[cells] = column;
        kinds[cells] = shapes[at + 2] as number;
        source[cells] = b;
        start[cells] = from;
        ends[cells] = q;
        shared[cells] = -1;
        cells++;
        p = q + 8;
        continue;
      }
      if (type === BLANK) {
        column = shapes[at] as number;
        p = q;
        continue;
      }
      // Inline text that needs no decoding, and does not begin with what may be blank.
      const from = q;
      if (x <= 32) break;
      while (x >= 32 && x < 0x80 && x !== LT && x !== AMP && x !== UNDERSCORE) x = b[++q] as number;
      if (q === from || q - from > MAX) break;
      if (view.getInt32(q, true) !== T_END || view.getInt32(q + 4, true) !== IS_END) break;
      if (b[q + 8] !== GT || view.getInt32(q + 9, true) !== C_END) break;
      column = shapes[at] as number;
      columns[cells] = column;
      kinds[cells] = TEXT;
      source[cells] = b;
      start[cells] = from;
      ends[cells] = q;
      shared[cells] = -1;
      cells++;
      p = q + 13;
    }
    this.cells = cells;
    this.column = column;
    return p;
  }

  /** Behind the tag of a row, if it goes on as usual from p on; else -1. */
  tagEnd(view: DataView, p: number, end: number): number {
    const bytes = this.#tagBytes;
    if (bytes === 0 || p + bytes > end) return -1;
    const tag = this.#tag;
    const last = p + bytes - 4;
    let word = 0;
    let q = p;
    while (q < last && view.getInt32(q, true) === tag[word]) {
      q += 4;
      word++;
    }
    return q >= last && view.getInt32(last, true) === tag[word] ? last + 4 : -1;
  }

  /** Learns how the tag of a row goes on that ends at `end`, behind its '>'. */
  learnTag(b: Buffer, p: number, end: number): void {
    if (this.#tagLessons === MAX_LESSONS || end - p < 4 || end - p > MAX_TAG_BYTES) return;
    this.#tagLessons++;
    const tag = b.toString('latin1', p, end);
    if (!USUAL_TAG.test(tag)) return;
    this.#tag = Int32Array.from(wordsIn(tag));
    this.#tagBytes = end - p;
  }

  /** Learns how the cells look of the row of this number that stands whole in b[p, end). */
  learn(b: Buffer, p: number, end: number, number: number): void {
    if (this.#lessons === MAX_LESSONS || this.#wait-- > 0) return;
    this.#wait = 2 ** this.#lessons++;
    const shapes = new Map(this.#known.map((shape) => [shape.column, shape]));
    for (const shape of this.#shapesOf(b.toString('latin1', p, end), number)) {
      if (shapes.size < MAX_SHAPES) shapes.set(shape.column, shape);
    }
    this.#known = [...shapes.values()].sort((one, other) => one.column - other.column);
    this.#shapes = new Int32Array(this.#known.length * SHAPE_SIZE);
    this.#known.forEach((shape, i) => {
      this.#shapes.set(wordsOf(shape), i * SHAPE_SIZE);
    });
  }

  *#shapesOf(cells: string, number: number): Generator<CellShape> {
    const pattern = new RegExp(CELL_SHAPE);
    for (let match = pattern.exec(cells); match !== null; match = pattern.exec(cells)) {
      const [, letters = '', row, tail = '', style = '0', type = 'n', value, text] = match;
      const isDate = this.#dateStyles[Number(style)] === 1;
      const shape = { head: `<c r="${letters}`, tail, kind: isDate ? CELL.DATE : CELL.NUMBER };
      const column = columnOf(letters);
      if (Number(row) !== number || tail.length < 4) return;
      if (tail.endsWith('/>')) yield { ...shape, column, type: BLANK };
      else if (type === 'inlineStr' && text !== undefined) yield { ...shape, column, type: CELL_TYPE.INLINE };
      else if (type === 's' && value !== undefined) yield { ...shape, column, type: CELL_TYPE.SHARED };
      else if (type === 'n' && value !== undefined) yield { ...shape, column, type: CELL_TYPE.NUMBER };
      else return;
    }
  }
}

function wordsOf({ column, type, kind, head, tail }: CellShape): number[] {
  return [column, type, kind, head.length, wordAt(head, head.length - 4), tail.length, ...wordsIn(tail)];
}

/** The bytes of a text of at least four, four by four, and the last four. */
function wordsIn(text: string): number[] {
  const words: number[] = [];
  for (let at = 0; at < text.length - 4; at += 4) words.push(wordAt(text, at));
  words.push(wordAt(text, text.length - 4));
  return words;
}

function wordAt(text: string, at: number): number {
  return Buffer.from(text, 'latin1').readInt32LE(at);
}

function columnOf(letters: string): number {
  let column = 0;
  for (let i = 0; i < letters.length; i++) column = column * 26 + letters.charCodeAt(i) - 64;
  return column - 1;
}
