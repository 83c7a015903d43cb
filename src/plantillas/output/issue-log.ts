import { ROW_ISSUE_SEVERITY, type RowIssueCode } from '../../domain/codes.ts';
import type { BatchMemory } from './batch-memory.ts';
import { CopyLines } from './copy-lines.ts';
import { MAX_VALUE_BYTES, writeBytes, writeInteger, writeNull, writeText } from './write-values.ts';

/** Characters of a raw value that are kept: enough to know the cell by. */
export const RAW_VALUE_CHARACTERS = 1_000;
/** A character takes at most this in UTF-8. */
const CHARACTER_BYTES = 4;

const NOTHING = Buffer.alloc(0);

export interface IssuePlace {
  readonly row: number;
  /** 0-based; undefined: the issue concerns the row. */
  readonly column: number | undefined;
  readonly header: string | undefined;
  readonly detail?: string | undefined;
}

/** Writes issues as COPY text; those of a row count once the row is committed. */
export class IssueLog {
  readonly #lines: CopyLines;
  readonly #prefix: Buffer;
  readonly #counts: Partial<Record<RowIssueCode, number>> = {};
  readonly #uncommitted: RowIssueCode[] = [];
  #committed = 0;

  constructor(options: {
    readonly empresaId: number;
    readonly importId: number;
    readonly attempt: number;
    readonly batchBytes: number;
    readonly memory?: BatchMemory | undefined;
    readonly emit: (bytes: Uint8Array) => void;
  }) {
    this.#lines = new CopyLines(options.batchBytes, options.emit, options.memory);
    this.#prefix = Buffer.from(`${options.empresaId}\t${options.importId}\t${options.attempt}\t`);
  }

  /** An issue without a raw value, of a cell that is not there or of a whole row. */
  add(code: RowIssueCode, place: IssuePlace): void {
    this.addRaw(code, place, NOTHING, 0, 0);
  }

  /** An issue of a cell with these bytes of text. */
  addRaw(code: RowIssueCode, place: IssuePlace, raw: Uint8Array, start: number, end: number): void {
    const header = place.header === undefined ? undefined : Buffer.from(place.header);
    const detail = place.detail === undefined ? undefined : Buffer.from(place.detail);
    const rawEnd = truncate(raw, start, end);
    const lines = this.#lines;
    const texts = (header?.length ?? 0) + (detail?.length ?? 0) + rawEnd - start;
    lines.reserve(this.#prefix.length + 2 * texts + 12 * MAX_VALUE_BYTES);
    this.#uncommitted.push(code);
    const out = lines.bytes;
    let p = writeBytes(this.#prefix, out, lines.position);
    p = writeInteger(this.#committed + this.#uncommitted.length, out, p);
    out[p++] = 9;
    p += out.write(`${ROW_ISSUE_SEVERITY[code]}\t${code}\t`, p, 'latin1');
    p = writeInteger(place.row, out, p);
    out[p++] = 9;
    p = place.column === undefined ? writeNull(out, p) : writeInteger(place.column, out, p);
    out[p++] = 9;
    p = header ? writeText(header, 0, header.length, out, p) : writeNull(out, p);
    out[p++] = 9;
    p = rawEnd > start ? writeText(raw, start, rawEnd, out, p) : writeNull(out, p);
    out[p++] = 9;
    p = detail ? writeText(detail, 0, detail.length, out, p) : writeNull(out, p);
    out[p++] = 10;
    lines.position = p;
  }

  /** Keeps what has been added since the last commit. */
  commit(): void {
    if (this.#uncommitted.length === 0) return;
    for (const code of this.#uncommitted) this.#counts[code] = (this.#counts[code] ?? 0) + 1;
    this.#committed += this.#uncommitted.length;
    this.#uncommitted.length = 0;
    this.#lines.commit();
  }

  /** Forgets what has been added since the last commit. */
  rollback(): void {
    this.#uncommitted.length = 0;
    this.#lines.rollback();
  }

  flush(): void {
    this.commit();
    this.#lines.flush();
  }

  counts(): Partial<Record<RowIssueCode, number>> {
    return { ...this.#counts };
  }
}

/** The end of the first RAW_VALUE_CHARACTERS characters. */
function truncate(bytes: Uint8Array, start: number, end: number): number {
  if (end - start <= RAW_VALUE_CHARACTERS) return end;
  const limit = Math.min(end, start + RAW_VALUE_CHARACTERS * CHARACTER_BYTES);
  let characters = 0;
  for (let i = start; i < limit; i++) {
    const isLead = ((bytes[i] ?? 0) & 0xc0) !== 0x80;
    if (isLead && ++characters > RAW_VALUE_CHARACTERS) return i;
  }
  return limit;
}
