import { CHARGE_CONCEPTS, type Unit } from '../../domain/codes.ts';
import type { Amount } from '../cells/amount.ts';
import type { DateValue, TextValue } from '../cells/cell-values.ts';
import type { RowValues } from '../plan/row-values.ts';
import type { BatchMemory } from './batch-memory.ts';
import { type CopyArena, type Piece, writePieces } from './copy-arena.ts';
import { CopyLines } from './copy-lines.ts';
import { DigitCounter } from './digit-counter.ts';
import { writeSmallMoney } from './small-money.ts';
import {
  MAX_VALUE_BYTES,
  writeDate,
  writeDateTime,
  writeMoney,
  writeNull,
  writeQuantity,
  writeText,
} from './write-values.ts';

const TAB = 9;
const NEWLINE = 10;
/** Where the start of a piece stands, its end behind it. DETAIL: from occurred_on to unit, where they are always null. */
const PIECE = {
  COUNT: 0,
  ROW: 2,
  COLUMN: 4,
  LINEA: 6,
  ACCOUNT: 8,
  PLAN: 10,
  CONCEPT: 12,
  OPERADOR_CONCEPT: 14,
  DESCRIPTION: 16,
  DETAIL: 18,
} as const;
const DETAIL_COLUMNS = 7;
/** Digits that an amount kept as a BigInt may have: a number cell of 1E+308, more decimals than any text has. */
const BIG_AMOUNT_BYTES = 800;
/** What a line may take besides its texts: batches have that much to spare. */
const OTHER_BYTES = 4 * BIG_AMOUNT_BYTES + 16 * MAX_VALUE_BYTES;
const SCRATCH_BYTES = 1_024;

/** What differs between the charges of one row. */
export interface ChargeParts {
  /** 0-based column of the file; -1: the whole row is the charge. */
  column: number;
  /** Index in CHARGE_CONCEPTS. */
  concept: number;
  operadorConcept: TextValue;
  quantity: Amount | undefined;
  unit: Unit | undefined;
  net: Amount;
  tax: Amount;
  total: Amount;
}

/**
 * Writes charges as COPY text, in the order of CHARGE_COPY_COLUMNS. A line is put together from pieces of the arena, and
 * what is not there yet, such as a text that comes for the first time, is put there for the time of the line.
 */
export class ChargeLog {
  readonly #lines: CopyLines;
  readonly #arena: CopyArena;
  readonly #count: DigitCounter;
  readonly #row: DigitCounter;
  readonly #hasDetail: boolean;
  readonly #null: Piece;
  readonly #concepts: readonly Piece[];
  /** By 1 + column. */
  readonly #columns: Piece[];
  readonly #pieces: Int32Array;
  /** What its piece says now. */
  #column = -1;
  #concept = -1;
  /** Memory for texts that are in no other place of the arena. */
  #scratch = 0;
  #scratchEnd = 0;
  #scratchUsed = 0;

  constructor(options: {
    readonly empresaId: number;
    readonly importId: number;
    readonly batchBytes: number;
    readonly memory?: BatchMemory | undefined;
    readonly emit: (bytes: Uint8Array) => void;
    readonly arena: CopyArena;
    /** Whether any value between the description and the amounts can ever be there. */
    readonly hasDetail: boolean;
  }) {
    const { arena } = options;
    this.#lines = new CopyLines(options.batchBytes, options.emit, options.memory);
    this.#arena = arena;
    this.#count = new DigitCounter(arena, `${options.empresaId}\t${options.importId}\t`);
    this.#row = new DigitCounter(arena, '\t');
    this.#hasDetail = options.hasDetail;
    this.#null = arena.add('\t\\N');
    this.#concepts = CHARGE_CONCEPTS.map((concept) => arena.add(`\t${concept}`));
    this.#columns = [this.#null];
    this.#pieces = new Int32Array(options.hasDetail ? PIECE.DETAIL : PIECE.DETAIL + 2);
    this.#pieces[PIECE.COUNT + 1] = this.#count.end;
    this.#pieces[PIECE.ROW + 1] = this.#row.end;
    this.#setPiece(PIECE.COLUMN, this.#null);
    if (!options.hasDetail) this.#setPiece(PIECE.DETAIL, arena.add(`${'\t\\N'.repeat(DETAIL_COLUMNS)}\t`));
  }

  get count(): number {
    return this.#count.value;
  }

  /** Keeps a text in the arena that stays the same throughout the file. */
  keep(value: TextValue): void {
    const start = this.#arena.allocate(1 + 2 * (value.end - value.start));
    value.setPiece(start, this.#writeText(value.bytes, value.start, value.end, start));
  }

  add(row: number, values: RowValues, charge: ChargeParts): void {
    const lines = this.#lines;
    const pieces = this.#pieces;
    const { linea, account, plan, description, destination } = values;
    const { operadorConcept } = charge;
    this.#scratchUsed = this.#scratch;
    this.#count.increment();
    this.#row.moveTo(row);
    pieces[PIECE.COUNT] = this.#count.start;
    pieces[PIECE.ROW] = this.#row.start;
    if (charge.column !== this.#column) this.#moveToColumn(charge.column);
    if (charge.concept !== this.#concept) this.#moveToConcept(charge.concept);
    if (linea.pieceEnd > 0) {
      pieces[PIECE.LINEA] = linea.pieceStart;
      pieces[PIECE.LINEA + 1] = linea.pieceEnd;
    } else this.#setText(PIECE.LINEA, linea.digits, 0, linea.length);
    this.#setValue(PIECE.ACCOUNT, account);
    this.#setValue(PIECE.PLAN, plan);
    this.#setValue(PIECE.OPERADOR_CONCEPT, operadorConcept);
    if (!operadorConcept.has) pieces[PIECE.OPERADOR_CONCEPT + 1] = (pieces[PIECE.OPERADOR_CONCEPT] ?? 0) + 1;
    this.#setValue(PIECE.DESCRIPTION, description);
    const texts = lengthOf(account) + lengthOf(plan) + lengthOf(operadorConcept) + lengthOf(description);
    lines.reserve(2 * (texts + lengthOf(destination)) + OTHER_BYTES);
    let p = writePieces(pieces, this.#arena.view, lines.view, lines.position);
    if (this.#hasDetail) p = writeDetail(values, charge, lines.bytes, p);
    p = writeAmounts(charge, lines, p);
    lines.bytes[p] = NEWLINE;
    lines.position = p + 1;
  }

  /** Keeps the charges written so far. */
  commit(): void {
    this.#lines.commit();
  }

  flush(): void {
    this.#lines.commit();
    this.#lines.flush();
  }

  #setValue(at: number, value: TextValue): void {
    if (value.has && value.pieceEnd > 0) {
      this.#pieces[at] = value.pieceStart;
      this.#pieces[at + 1] = value.pieceEnd;
    } else this.#setText(at, value.bytes, value.start, value.has ? value.end : value.start);
  }

  /** A text that is in no other place of the arena; null where it is empty. */
  #setText(at: number, text: Uint8Array, start: number, end: number): void {
    if (start === end) {
      this.#setPiece(at, this.#null);
      return;
    }
    const most = 1 + 2 * (end - start);
    if (this.#scratchUsed + most > this.#scratchEnd) this.#moveScratch(most);
    this.#pieces[at] = this.#scratchUsed;
    this.#scratchUsed = this.#writeText(text, start, end, this.#scratchUsed);
    this.#pieces[at + 1] = this.#scratchUsed;
  }

  #setPiece(at: number, { start, end }: Piece): void {
    this.#pieces[at] = start;
    this.#pieces[at + 1] = end;
  }

  #moveToColumn(column: number): void {
    this.#column = column;
    this.#columns[column + 1] ??= this.#arena.add(`\t${column}`);
    this.#setPiece(PIECE.COLUMN, this.#columns[column + 1] ?? this.#null);
  }

  #moveToConcept(concept: number): void {
    this.#concept = concept;
    this.#setPiece(PIECE.CONCEPT, this.#concepts[concept] ?? this.#null);
  }

  #writeText(text: Uint8Array, start: number, end: number, at: number): number {
    const { bytes } = this.#arena;
    bytes[at] = TAB;
    return writeText(text, start, end, bytes, at + 1);
  }

  /** Each one is twice as long as the one before, or longer: what they take altogether is bounded by the longest line. */
  #moveScratch(most: number): void {
    const size = 2 * (this.#scratchEnd - this.#scratch + most) + SCRATCH_BYTES;
    this.#scratch = this.#arena.allocate(size);
    this.#scratchEnd = this.#scratch + size;
    this.#scratchUsed = this.#scratch;
  }
}

function lengthOf(value: TextValue): number {
  return value.has ? value.end - value.start : 0;
}

/** From occurred_on to unit, a tab before each and behind the last. */
function writeDetail(values: RowValues, { quantity, unit }: ChargeParts, out: Buffer, at: number): number {
  let p = writeMoment(values, out, at);
  p = dateOrNull(values.periodFrom, out, p);
  p = dateOrNull(values.periodTo, out, p);
  p = textOrNull(values.destination, out, p);
  out[p++] = TAB;
  p = quantity?.has ? writeQuantity(quantity, out, p) : writeNull(out, p);
  out[p++] = TAB;
  p = quantity?.has && unit !== undefined ? p + out.write(unit, p, 'latin1') : writeNull(out, p);
  out[p++] = TAB;
  return p;
}

function textOrNull({ has, bytes, start, end }: TextValue, out: Buffer, at: number): number {
  out[at] = TAB;
  return has ? writeText(bytes, start, end, out, at + 1) : writeNull(out, at + 1);
}

function dateOrNull(value: DateValue, out: Buffer, at: number): number {
  out[at] = TAB;
  return value.ymd > 0 ? writeDate(value.ymd, out, at + 1) : writeNull(out, at + 1);
}

/** occurred_on and occurred_at: the date may stand in either column, the time beside it or with it. */
function writeMoment({ occurredOn, occurredAt }: RowValues, out: Buffer, at: number): number {
  const ymd = occurredOn.ymd > 0 ? occurredOn.ymd : occurredAt.ymd;
  const seconds = occurredAt.seconds >= 0 ? occurredAt.seconds : occurredOn.seconds;
  let p = at;
  out[p++] = TAB;
  p = ymd > 0 ? writeDate(ymd, out, p) : writeNull(out, p);
  out[p++] = TAB;
  return ymd > 0 && seconds >= 0 ? writeDateTime(ymd, seconds, out, p) : writeNull(out, p);
}

function writeAmounts({ net, tax, total }: ChargeParts, lines: CopyLines, at: number): number {
  const { bytes, view } = lines;
  let p = writeAmount(net, lines, at);
  if (tax.isZero()) {
    // Tab, 0.00, tab.
    view.setInt32(p, 0x09302e30);
    view.setInt16(p + 4, 0x3009);
    return writeAmount(total, lines, p + 6);
  }
  bytes[p++] = TAB;
  p = writeAmount(tax, lines, p);
  bytes[p++] = TAB;
  return writeAmount(total, lines, p);
}

function writeAmount(amount: Amount, { bytes, view }: CopyLines, at: number): number {
  const p = writeSmallMoney(amount, view, at);
  return p < 0 ? writeMoney(amount, bytes, at) : p;
}
