import { brokenContent } from '../broken-content.ts';

/** The records that a reader of cells needs, by their numbers in [MS-XLS]; every other one is passed over unread. */
export const RECORD = {
  FORMULA: 0x0006,
  EOF: 0x000a,
  DATE_1904: 0x0022,
  FILE_PASS: 0x002f,
  CONTINUE: 0x003c,
  CODE_PAGE: 0x0042,
  BOUND_SHEET: 0x0085,
  MUL_RK: 0x00bd,
  RSTRING: 0x00d6,
  XF: 0x00e0,
  SST: 0x00fc,
  LABEL_SST: 0x00fd,
  NUMBER: 0x0203,
  LABEL: 0x0204,
  BOOL_ERR: 0x0205,
  STRING: 0x0207,
  RK: 0x027e,
  FORMAT: 0x041e,
  BOF: 0x0809,
} as const;

const HEAD_BYTES = 4;

/** Walks along the records of a book: type, length and content, one behind the other. */
export class BiffRecords {
  type = 0;
  /** Where the record itself begins, its content begins, and its content ends. */
  at = 0;
  start = 0;
  end: number;
  readonly bytes: Buffer;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.end = at;
  }

  /** The next record. Throws BROKEN_CONTENT where the bytes end in front of an EOF record or in the middle of one. */
  next(): void {
    const { bytes } = this;
    this.at = this.end;
    this.start = this.at + HEAD_BYTES;
    if (this.start > bytes.length) throw brokenBook('cortado', 'cut short');
    this.type = bytes.readUInt16LE(this.at);
    this.end = this.start + bytes.readUInt16LE(this.at + 2);
    if (this.end > bytes.length) throw brokenBook('cortado', 'cut short');
  }

  /** The first record of a book or of a sheet. Throws BROKEN_CONTENT where it does not stand here. */
  begin(): void {
    this.next();
    if (this.type !== RECORD.BOF)
      throw brokenBook('una hoja no está en su sitio', 'a sheet is not in its place');
  }

  /** The type of the record behind this one; 0 where nothing follows. */
  peek(): number {
    return this.end + 2 > this.bytes.length ? 0 : this.bytes.readUInt16LE(this.end);
  }

  /** Passes over a chart within a sheet, which is a book of its own from its BOF to its EOF. */
  skipInner(): void {
    for (let depth = 1; depth > 0; ) {
      this.next();
      if (this.type === RECORD.BOF) depth++;
      else if (this.type === RECORD.EOF) depth--;
    }
  }

  /** Throws BROKEN_CONTENT where the content is shorter than `bytes`. */
  need(bytes: number): void {
    if (this.end - this.start < bytes) {
      throw brokenBook(`registro ${this.type.toString(16)}`, `record ${this.type.toString(16)}`);
    }
  }
}

export function brokenBook(es: string, en: string, cause?: unknown): Error {
  return brokenContent(
    `El Excel antiguo (.xls) está dañado: ${es}`,
    `The old workbook (.xls) is damaged: ${en}`,
    {},
    cause,
  );
}
