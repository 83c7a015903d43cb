// The hot loop for CSV: no function call per field on the usual way through. What it costs: bench/read.ts.
import { CELL, type ReadLimits, type Row } from '../../domain/row.ts';
import { brokenContent } from '../broken-content.ts';
import { isBlank } from '../is-blank.ts';
import { limitExceeded } from '../limit-exceeded.ts';
import { windows1252AsUtf8 } from '../windows-1252.ts';
import type { CsvDelimiter } from './csv-dialect.ts';

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
const FIRST_CAPACITY = 64;
const SCRATCH_BYTES = 64 * 1024;
/** A byte of Windows-1252 takes at most three in UTF-8. */
const MAX_GROWTH = 3;

/** Classes of bytes. */
const PLAIN = 0;
const DELIMITER = 1;
const NEWLINE = 2;
const HIGH = 3;
const NUL = 4;

export interface RecordScannerOptions {
  readonly delimiter: CsvDelimiter;
  /** The bytes are Windows-1252, which is made UTF-8 field by field; else they are UTF-8 already. */
  readonly windows1252: boolean;
  /** The physical line on which the bytes begin. */
  readonly firstLine: number;
  readonly limits: ReadLimits;
}

/** Turns the bytes of a CSV text, a piece at a time, into rows. */
export class RecordScanner {
  readonly row: Row = {
    number: 0,
    cells: 0,
    column: new Int32Array(FIRST_CAPACITY),
    kind: new Uint8Array(FIRST_CAPACITY).fill(CELL.TEXT),
    source: [],
    start: new Int32Array(FIRST_CAPACITY),
    end: new Int32Array(FIRST_CAPACITY),
    shared: new Int32Array(FIRST_CAPACITY).fill(-1),
  };
  /** onRow wanted no more. */
  stopped = false;
  readonly #limits: ReadLimits;
  readonly #classes: Uint8Array;
  readonly #utf8: readonly Buffer[];
  #line: number;
  #records = 0;
  #scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  #scratchUsed = 0;

  constructor(options: RecordScannerOptions) {
    this.#limits = options.limits;
    this.#line = options.firstLine;
    this.#utf8 = options.windows1252 ? windows1252AsUtf8() : [];
    this.#classes = new Uint8Array(256).map((_, byte) => {
      if (byte === options.delimiter.charCodeAt(0)) return DELIMITER;
      if (byte === LF || byte === CR) return NEWLINE;
      if (byte === 0) return NUL;
      return byte >= 0x80 && options.windows1252 ? HIGH : PLAIN;
    });
  }

  /**
   * Calls onRow for every record that is whole in bytes[p, end) and has a field that is not blank; `last`: nothing
   * follows behind `end`, so its end ends the record too. Returns where the first record that is not whole begins.
   * Behind `end` there must be a NUL byte.
   */
  scan(b: Buffer, p: number, end: number, last: boolean, onRow: (row: Row) => boolean): number {
    const limits = this.#limits;
    const classes = this.#classes;
    const { row } = this;
    let { column, source, start, end: ends } = row;
    let capacity = column.length;

    while (p < end) {
      const record = p;
      let line = this.#line;
      let cells = 0;
      let c = 0;
      let atNewline = false;
      this.#scratchUsed = 0;
      while (!atNewline) {
        let from = p;
        let to: number;
        let tail = -1;
        let dirty = false;
        if (b[p] === QUOTE) {
          from = ++p;
          for (;;) {
            const x = b[p] as number;
            if (x === QUOTE) {
              if (p + 1 >= end && !last) return record;
              if (b[p + 1] !== QUOTE) break;
              dirty = true;
              p += 2;
              continue;
            }
            if (p >= end) {
              if (last || p - from > limits.cellBytes) throw this.#unclosed(line);
              return record;
            }
            const is = classes[x];
            if (is === HIGH) dirty = true;
            else if (is === NEWLINE && (x === LF || b[p + 1] !== LF)) line++;
            else if (is === NUL) throw this.#nul(line);
            p++;
          }
          to = p;
          p++;
          tail = p;
        }
        for (;;) {
          const is = classes[b[p] as number];
          if (is === PLAIN) p++;
          else if (is === HIGH) {
            dirty = true;
            p++;
          } else break;
        }
        const x = b[p];
        if (p >= end && !last) {
          if (p - from > limits.cellBytes) throw this.#tooLong('cellBytes');
          return record;
        }
        if (tail < 0) to = p;
        else {
          to = tail - 1;
          if (p > tail) dirty = true;
        }
        let bytes = b;
        if (dirty) {
          bytes = this.#room(MAX_GROWTH * (p - from));
          const at = this.#scratchUsed;
          to = this.#clean(b, from, to, tail < 0 ? to : tail, p, tail >= 0);
          from = at;
        }
        if (to > from) {
          const first = bytes[from] as number;
          if ((first > 0x20 && first !== 0xc2) || !isBlank(bytes, from, to)) {
            if (to - from > limits.cellBytes) throw this.#tooLong('cellBytes');
            if (c >= limits.columns) throw this.#tooLong('columns');
            if (cells === capacity) {
              capacity *= 2;
              growRow(row, capacity);
              ({ column, source, start, end: ends } = row);
            }
            column[cells] = c;
            source[cells] = bytes;
            start[cells] = from;
            ends[cells] = to;
            cells++;
          }
        }
        if (p >= end) atNewline = true;
        else if (classes[x as number] === DELIMITER) {
          p++;
          c++;
        } else if (x === LF) {
          p++;
          atNewline = true;
          line++;
        } else if (x === CR) {
          if (p + 1 >= end && !last) return record;
          p += b[p + 1] === LF ? 2 : 1;
          atNewline = true;
          line++;
        } else throw this.#nul(line);
      }
      if (++this.#records > limits.rows) throw this.#tooLong('rows');
      row.number = this.#line;
      this.#line = line;
      if (cells === 0) continue;
      row.cells = cells;
      if (!onRow(row)) {
        this.stopped = true;
        return p;
      }
    }
    return p;
  }

  /**
   * Writes b[from, to), then b[tail, tailEnd), into the scratch memory as UTF-8; in the first part a doubled quote is
   * one where the field is quoted. Text behind the closing quote belongs to the field, as in Excel.
   */
  #clean(b: Buffer, from: number, to: number, tail: number, tailEnd: number, quoted: boolean): number {
    const target = this.#scratch;
    let o = this.#scratchUsed;
    for (let p = from; p < tailEnd; p++) {
      if (p === to) {
        p = tail;
        if (p >= tailEnd) break;
      }
      const x = b[p] as number;
      if (quoted && x === QUOTE && p + 1 < to) p++;
      const wide = x < 0x80 ? undefined : this.#utf8[x - 0x80];
      if (wide === undefined) target[o++] = x;
      else o += wide.copy(target, o);
    }
    this.#scratchUsed = o;
    return o;
  }

  /** Memory for `length` bytes at #scratchUsed that stays until the row has been handed over. */
  #room(length: number): Buffer {
    if (this.#scratchUsed + length > this.#scratch.length) {
      this.#scratch = Buffer.allocUnsafeSlow(Math.max(2 * this.#scratch.length, 2 * length));
      this.#scratchUsed = 0;
    }
    return this.#scratch;
  }

  #tooLong(limit: keyof ReadLimits): Error {
    return limitExceeded(this.#limits, limit, { row: this.#line });
  }

  #unclosed(line: number): Error {
    return brokenContent(
      `Las comillas que se abren en el registro de la línea ${this.#line} no se cierran (se buscó hasta la línea ${line})`,
      `The quote that opens in the record of line ${this.#line} is never closed (looked for as far as line ${line})`,
      { row: this.#line },
    );
  }

  #nul(line: number): Error {
    return brokenContent(
      `La línea ${line} tiene un byte NUL, que ningún texto tiene`,
      `Line ${line} has a NUL byte, which no text has`,
      { row: line },
    );
  }
}

function growRow(row: Row, capacity: number): void {
  const grown = (from: Int32Array): Int32Array => {
    const to = new Int32Array(capacity);
    to.set(from);
    return to;
  };
  row.column = grown(row.column);
  row.start = grown(row.start);
  row.end = grown(row.end);
  row.kind = new Uint8Array(capacity).fill(CELL.TEXT);
  row.shared = new Int32Array(capacity).fill(-1);
}
