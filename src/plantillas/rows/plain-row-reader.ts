// The hot loop of mapping, with no function call for a text that its column has had before. Measured by bench/read.ts.
import { CELL, type Row } from '../../domain/row.ts';
import { Amount } from '../cells/amount.ts';
import { skipApostrophe, trimEnd, trimStart } from '../cells/cell-text.ts';
import { DateValue, LineaValue, MonthValue, TextValue } from '../cells/cell-values.ts';
import { parseNumberCell } from '../cells/parse-number-cell.ts';
import type { Lanes } from '../identity/row-hash.ts';
import type { RowIdentity } from '../identity/row-identity.ts';
import type { CopyArena } from '../output/copy-arena.ts';
import { writeText } from '../output/write-values.ts';
import type { RowRule } from '../plan/row-rules.ts';
import type { RowStep } from '../plan/row-step.ts';
import { RuleConditions } from '../plan/rule-conditions.ts';
import { NO_CELL, type RowCells } from './row-cells.ts';

/** What a column's cells are read into, as far as that can be remembered; the rest is read each time. */
const SHAPE = {
  NO_PLACE: 0,
  NO_STEP: 1,
  TEXT: 2,
  LINEA: 3,
  MONTH: 4,
  DATE: 5,
  DECIMAL: 6,
  OTHER: 7,
} as const;

/** Texts that are remembered for a column, by the low bits of their index among the shared strings. */
const SLOT_BITS = 9;
const SLOTS = 512;
/** 1 + index of the shared string, four lanes of the hash, two integers of the value. */
const ENTRY_BITS = 3;
/** A sheet may have 16,384 columns: only so many have a memory, of 16 KiB each. */
const MAX_COLUMNS = 128;
/** Texts that take more in COPY text, the tab before them included, are escaped each time. */
const TEXT_BYTES = 64;
const TAB = 9;

/**
 * Reads rows of which nothing is to be said: no issue, no rule, no blank where a value is required. Such a row is read in
 * one pass that does what RowCells.locate, the rules, readSteps and RowIdentity.of do together, and what a shared string
 * means in its column is remembered. Any other row is left to them.
 */
export class PlainRowReader {
  readonly #cells: RowCells;
  readonly #identity: RowIdentity;
  readonly #steps: readonly RowStep[];
  readonly #fills: readonly RowStep[];
  readonly #stepAt: (RowStep | undefined)[] = [];
  /** By column. */
  readonly #shapes: Uint8Array;
  readonly #places: Int32Array;
  readonly #texts: (TextValue | undefined)[] = [];
  readonly #lineas: (LineaValue | undefined)[] = [];
  readonly #months: (MonthValue | undefined)[] = [];
  readonly #dates: (DateValue | undefined)[] = [];
  readonly #amounts: (Amount | undefined)[] = [];
  readonly #rules: RuleConditions;
  readonly #table: Int32Array;
  readonly #tableColumns: number;
  readonly #arena: CopyArena;
  /** By column: where the arena has its texts, TEXT_BYTES for each slot. */
  readonly #pieces: Int32Array;
  #lanes: Lanes = new Int32Array(0);
  #filled = 0;
  #present = 0;

  constructor(
    {
      steps,
      rules,
      cells,
      arena,
    }: {
      readonly steps: readonly RowStep[];
      readonly rules: readonly RowRule[];
      readonly cells: RowCells;
      readonly arena: CopyArena;
    },
    identity: RowIdentity,
    columns: number,
  ) {
    this.#cells = cells;
    this.#arena = arena;
    this.#identity = identity;
    this.#steps = steps;
    this.#fills = steps.filter(({ fill }) => fill !== undefined);
    this.#rules = new RuleConditions(rules);
    this.#tableColumns = Math.min(columns, MAX_COLUMNS);
    this.#table = new Int32Array(this.#tableColumns << (SLOT_BITS + ENTRY_BITS));
    this.#shapes = new Uint8Array(Math.max(columns, ...steps.map(({ column }) => column + 1)));
    this.#places = Int32Array.from(this.#shapes, (_, column) => cells.known(column));
    for (let column = 0; column < this.#shapes.length; column++) {
      if (this.#places[column] !== NO_CELL) this.#shapes[column] = SHAPE.NO_STEP;
    }
    this.#pieces = new Int32Array(this.#shapes.length);
    for (const step of steps) this.#addStep(step);
  }

  /** Of the row that has been read. */
  get lanes(): Lanes {
    return this.#lanes;
  }

  /** True: the cells are located, the values read, the hash made. False: nothing of that holds. */
  read(row: Row): boolean {
    // Constants of the function: V8 reads those of a module from memory at every use.
    const number: typeof CELL.NUMBER = 2;
    const noCell: typeof NO_CELL = -1;
    const slots: typeof SLOTS = 512;
    const slotBits: typeof SLOT_BITS = 9;
    const entryBits: typeof ENTRY_BITS = 3;
    const noPlace: typeof SHAPE.NO_PLACE = 0;
    const noStep: typeof SHAPE.NO_STEP = 1;
    const text: typeof SHAPE.TEXT = 2;
    const linea: typeof SHAPE.LINEA = 3;
    const month: typeof SHAPE.MONTH = 4;
    const date: typeof SHAPE.DATE = 5;
    const decimal: typeof SHAPE.DECIMAL = 6;
    const { column: columns, kind, source, start: starts, end: ends, shared: indexes } = row;
    const { cell, start, end } = this.#cells;
    const table = this.#table;
    const tableColumns = this.#tableColumns;
    const shapes = this.#shapes;
    const places = this.#places;
    const texts = this.#texts;
    const count = row.cells;
    let known = 0;
    let withStep = 0;
    let lane0 = 0;
    let lane1 = 0;
    let lane2 = 0;
    let lane3 = 0;
    this.#filled = 0;
    this.#present = 0;
    this.#identity.start();
    for (let place = 0; place < cell.length; place++) cell[place] = noCell;
    for (let i = 0; i < count; i++) {
      const column = columns[i] ?? 0;
      const shared = indexes[i] ?? -1;
      const shape = shapes[column] ?? noPlace;
      const from = starts[i] ?? 0;
      const to = ends[i] ?? 0;
      const bytes = source[i];
      if (bytes === undefined) return false;
      if (shared >= 0 && column < tableColumns) {
        const slot = shared & (slots - 1);
        const entry = ((column << slotBits) | slot) << entryBits;
        if (table[entry] === shared + 1) {
          lane0 = (lane0 + (table[entry + 1] ?? 0)) | 0;
          lane1 = (lane1 + (table[entry + 2] ?? 0)) | 0;
          lane2 = (lane2 + (table[entry + 3] ?? 0)) | 0;
          lane3 = (lane3 + (table[entry + 4] ?? 0)) | 0;
          known++;
          if (shape === noPlace) continue;
          const place = places[column] ?? 0;
          cell[place] = i;
          start[place] = from;
          end[place] = to;
          if (shape === noStep) continue;
          withStep++;
          if (shape === text) {
            const value = texts[column];
            if (value === undefined) return false;
            value.set(bytes, from, to, shared);
            value.setPiece(table[entry + 5] ?? 0, table[entry + 6] ?? 0);
          } else if (shape === linea) this.#recallLinea(column, entry, shared);
          else if (shape === month) this.#months[column]?.set(table[entry + 5] ?? 0);
          else if (shape === date) {
            this.#dates[column]?.set(table[entry + 5] ?? 0, table[entry + 6] ?? 0);
          }
          continue;
        }
      } else if (shape === decimal && kind[i] === number) {
        const amount = this.#amounts[column];
        if (amount === undefined || !parseNumberCell(bytes, from, to, amount)) return false;
        const place = places[column] ?? 0;
        cell[place] = i;
        start[place] = from;
        end[place] = to;
        known++;
        withStep++;
        this.#identity.addAmount(column, amount);
        continue;
      }
      if (!this.#readCell(row, i, bytes, shape)) return false;
    }
    this.#present += withStep;
    if (this.#filled + known === 0 || !this.#isComplete()) return false;
    this.#identity.addKept(lane0, lane1, lane2, lane3);
    this.#lanes = this.#identity.end();
    return true;
  }

  #addStep(step: RowStep): void {
    const { column, place, value } = step;
    this.#stepAt[place] = step;
    this.#texts[column] = value instanceof TextValue ? value : undefined;
    this.#lineas[column] = value instanceof LineaValue ? value : undefined;
    this.#months[column] = value instanceof MonthValue ? value : undefined;
    this.#dates[column] = value instanceof DateValue ? value : undefined;
    this.#amounts[column] = value instanceof Amount ? value : undefined;
    const shape = this.#shapeOf(step);
    this.#shapes[column] = shape;
    const isKept = (shape === SHAPE.TEXT || shape === SHAPE.LINEA) && column < this.#tableColumns;
    if (isKept) this.#pieces[column] = this.#arena.allocate(SLOTS * TEXT_BYTES);
  }

  #shapeOf({ value, place, isDecimal }: RowStep): number {
    if (value instanceof TextValue) return SHAPE.TEXT;
    if (value instanceof LineaValue) return SHAPE.LINEA;
    if (value instanceof MonthValue) return SHAPE.MONTH;
    if (value instanceof DateValue) return SHAPE.DATE;
    return isDecimal && !this.#rules.hasAny(place) ? SHAPE.DECIMAL : SHAPE.OTHER;
  }

  #recallLinea(column: number, entry: number, shared: number): void {
    const linea = this.#lineas[column];
    // The row before may have been of the same line.
    if (linea === undefined || (linea.has && linea.shared === shared)) return;
    const start = this.#table[entry + 5] ?? 0;
    const end = this.#table[entry + 6] ?? 0;
    const { bytes } = this.#arena;
    linea.setDigits(bytes, start + 1, end);
    linea.shared = shared;
    linea.pieceStart = start;
    linea.pieceEnd = end;
  }

  /** A cell as it comes, remembered if it can be. False if anything is to be said of it. */
  #readCell(row: Row, i: number, bytes: Buffer, shape: number): boolean {
    const column = row.column[i] ?? 0;
    const kind = row.kind[i] ?? CELL.TEXT;
    const shared = row.shared[i] ?? -1;
    let from = row.start[i] ?? 0;
    let to = row.end[i] ?? 0;
    let text = from;
    if (kind === CELL.TEXT) {
      from = trimStart(bytes, from, to);
      if (from === to) return true;
      to = trimEnd(bytes, from, to);
      if (this.#rules.areMetAnywhere(bytes, from, to)) return false;
      text = skipApostrophe(bytes, from, to);
      if (text === to) return false;
    }
    this.#filled++;
    const place = shape === SHAPE.NO_PLACE ? NO_CELL : this.#cells.known(column);
    const step = place === NO_CELL ? undefined : this.#stepAt[place];
    if (place !== NO_CELL) {
      if (kind === CELL.ERROR || kind === CELL.NO_VALUE) return false;
      if (this.#rules.areMetAt(place, bytes, from, to)) return false;
      this.#cells.cell[place] = i;
      this.#cells.start[place] = from;
      this.#cells.end[place] = to;
    }
    if (step) {
      step.value.clear();
      if (step.read(kind, bytes, text, to, shared) !== undefined) return false;
      this.#present++;
    }
    const isWhole = text === row.start[i] && to === row.end[i];
    if (shared < 0 || column >= this.#tableColumns || !isWhole) this.#identity.addCell(row, i);
    else this.#remember(row, i, shape);
    return true;
  }

  #remember(row: Row, i: number, shape: number): void {
    const column = row.column[i] ?? 0;
    const shared = row.shared[i] ?? -1;
    const linea = this.#lineas[column];
    if (shape === SHAPE.DECIMAL || shape === SHAPE.OTHER || linea?.accountLevel) {
      this.#identity.addCell(row, i);
      return;
    }
    const table = this.#table;
    const slot = shared & (SLOTS - 1);
    const entry = ((column << SLOT_BITS) | slot) << ENTRY_BITS;
    this.#identity.addCellKeeping(row, i, table, entry + 1);
    table[entry] = shared + 1;
    const start = (this.#pieces[column] ?? 0) + slot * TEXT_BYTES;
    const text = this.#texts[column];
    const month = this.#months[column];
    const date = this.#dates[column];
    if (linea) {
      linea.shared = shared;
      linea.pieceStart = start;
      linea.pieceEnd = this.#keepPiece(start, linea.digits, 0, linea.length);
      table[entry + 5] = start;
      table[entry + 6] = linea.pieceEnd;
    } else if (text) {
      table[entry + 5] = start;
      table[entry + 6] = this.#keepPiece(start, text.bytes, text.start, text.end);
    } else if (month) table[entry + 5] = month.month;
    else if (date) {
      table[entry + 5] = date.ymd;
      table[entry + 6] = date.seconds;
    }
  }

  /** Where the piece ends; 0 if it is too long to be kept. */
  #keepPiece(at: number, text: Uint8Array, start: number, end: number): number {
    if (1 + 2 * (end - start) > TEXT_BYTES && !fitsPlain(text, start, end)) return 0;
    const { bytes } = this.#arena;
    bytes[at] = TAB;
    return writeText(text, start, end, bytes, at + 1);
  }

  /** Whether what is blank may be so. */
  #isComplete(): boolean {
    const { cell } = this.#cells;
    if (this.#present < this.#steps.length) {
      for (const step of this.#steps) {
        if (cell[step.place] !== NO_CELL) continue;
        if (step.required || step.fill) return false;
        step.value.clear();
      }
    }
    for (const place of this.#rules.needed) if (cell[place] === NO_CELL) return false;
    for (const { fill } of this.#fills) fill?.remember();
    return true;
  }
}

/** Whether a text fits, since nothing of it is to be escaped. */
function fitsPlain(text: Uint8Array, start: number, end: number): boolean {
  if (1 + end - start > TEXT_BYTES) return false;
  for (let i = start; i < end; i++) if ((text[i] ?? 0) < 32 || text[i] === 92) return false;
  return true;
}
