import type { RowHash } from '../identity/row-hash.ts';

/** What one field of the present row holds. Made once, filled again for every row; see also Amount. */
export interface FieldValue {
  has: boolean;
  clear(): void;
  /** Adds the value, the same however the file writes it, to the cell being hashed. */
  hashInto(hash: RowHash): void;
}

const NOTHING: Buffer = Buffer.alloc(0);

/** A trimmed text, as bytes of the row or, kept for rows below, of its own. */
export class TextValue implements FieldValue {
  has = false;
  bytes: Buffer = NOTHING;
  start = 0;
  end = 0;
  /** Index among the file's shared strings, which stands for the text; -1: none. */
  shared = -1;
  /** The text as COPY wants it, a tab before it, where the arena of the charges has it; pieceEnd = 0: nowhere. */
  pieceStart = 0;
  pieceEnd = 0;

  clear(): void {
    this.has = false;
  }

  set(bytes: Buffer, start: number, end: number, shared = -1): void {
    this.has = end > start;
    this.shared = shared;
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.pieceEnd = 0;
  }

  /** Right after set. */
  setPiece(start: number, end: number): void {
    this.pieceStart = start;
    this.pieceEnd = end;
  }

  copy(other: TextValue): void {
    // Copied before, from another row.
    if (other.has && this.has && other.shared >= 0 && other.shared === this.shared) return;
    const copy = other.has ? Buffer.from(other.bytes.subarray(other.start, other.end)) : NOTHING;
    this.set(copy, 0, copy.length, other.shared);
  }

  hashInto(hash: RowHash): void {
    hash.addBytes(this.bytes, this.start, this.end);
  }
}

/** Digits beyond this are no number of a line. */
export const MAX_LINEA_DIGITS = 20;

/** A line's number; accountLevel: a text instead that stands for a charge of the whole account. */
export class LineaValue implements FieldValue {
  has = false;
  accountLevel = false;
  readonly digits = new Uint8Array(MAX_LINEA_DIGITS + 4);
  length = 0;
  /** Index among the file's shared strings of the text that gave this number; -1: none, or not known. */
  shared = -1;
  /** As of TextValue. */
  pieceStart = 0;
  pieceEnd = 0;

  clear(): void {
    this.has = false;
    this.accountLevel = false;
    this.length = 0;
    this.shared = -1;
    this.pieceEnd = 0;
  }

  setDigits(bytes: Uint8Array, start: number, end: number): void {
    this.has = true;
    this.accountLevel = false;
    this.length = end - start;
    for (let i = start; i < end; i++) this.digits[i - start] = bytes[i] ?? 0;
  }

  copy(other: LineaValue): void {
    this.shared = other.shared;
    // Where the piece is, another number may be by the time that the copy is used.
    this.pieceEnd = 0;
    this.has = other.has;
    this.accountLevel = other.accountLevel;
    this.length = other.length;
    this.digits.set(other.digits);
  }

  hashInto(hash: RowHash): void {
    hash.addBytes(this.digits, 0, this.length);
  }
}

/** A local date, with or without a time of day, or a time of day alone. */
export class DateValue implements FieldValue {
  has = false;
  /** yyyymmdd; 0: no date. */
  ymd = 0;
  /** Seconds of the day; -1: no time. */
  seconds = -1;

  clear(): void {
    this.has = false;
    this.ymd = 0;
    this.seconds = -1;
  }

  set(ymd: number, seconds: number): void {
    this.has = true;
    this.ymd = ymd;
    this.seconds = seconds;
  }

  copy(other: DateValue): void {
    this.has = other.has;
    this.ymd = other.ymd;
    this.seconds = other.seconds;
  }

  hashInto(hash: RowHash): void {
    hash.addNumber(this.ymd, this.seconds);
  }
}

/** A month as yyyymm. */
export class MonthValue implements FieldValue {
  has = false;
  month = 0;

  clear(): void {
    this.has = false;
    this.month = 0;
  }

  set(month: number): void {
    this.has = true;
    this.month = month;
  }

  copy(other: MonthValue): void {
    this.has = other.has;
    this.month = other.month;
  }

  hashInto(hash: RowHash): void {
    hash.addNumber(this.month, 0);
  }
}
