import type { RowIssueCode } from '../domain/codes.ts';
import type { Periodo } from '../domain/periodo.ts';
import type { Row } from '../domain/row.ts';
import type { Definition } from './definition/definition-schema.ts';
import type { HeaderMatch } from './find-header.ts';
import type { BatchMemory } from './output/batch-memory.ts';

/** Where a mapper hands over what it has made: arrays that own their ArrayBuffers, to be transferred. */
export interface MapperSink {
  /** Whole lines of COPY text for CHARGE_COPY_COLUMNS. */
  charges(bytes: Uint8Array): void;
  /** Whole lines of COPY text for ISSUE_COPY_COLUMNS. */
  issues(bytes: Uint8Array): void;
  /** Hashes of accepted rows, 16 bytes each, little-endian. */
  hashes(bytes: Uint8Array): void;
  /** Accounts seen for the first time in accepted rows; '' stands for rows without one. */
  accounts(accounts: readonly string[]): void;
}

export interface MapperOptions {
  readonly definition: Definition;
  /** The code of the tipo de archivo. */
  readonly tipoArchivo: string;
  readonly header: HeaderMatch;
  readonly periodo: Periodo;
  /** As the user has it, without a folder; undefined: not known. */
  readonly fileName?: string | undefined;
  /** Rows that are added to an import: none accepted is then no failure. */
  readonly isPart?: boolean;
  readonly empresaId: number;
  readonly importId: number;
  readonly attempt: number;
  /** OpenFile.date1904. */
  readonly date1904: boolean;
  /** False: everything is checked and counted, but no charges and no hashes are handed over. */
  readonly store: boolean;
  /** The hashes of rows that are held already: of identical rows as many are skipped as DUPLICATE_ROW as are held. */
  readonly held: Uint8Array | undefined;
  readonly batchBytes: number;
  /** Left out: each batch has memory of its own. */
  readonly memory?: BatchMemory | undefined;
  readonly sink: MapperSink;
}

/** rowsRead is the sum of the other three. */
export interface RowCounters {
  readonly rowsRead: number;
  readonly rowsAccepted: number;
  readonly rowsRejected: number;
  readonly rowsSkipped: number;
}

/** Exact amounts in plain notation, at least two decimals. */
export interface MapperTotals {
  readonly lineas: number;
  readonly charges: number;
  readonly net: string;
  readonly tax: string;
  readonly total: string;
  readonly declaredTotal: string | null;
}

export interface MapperResult {
  readonly counters: RowCounters;
  readonly totals: MapperTotals;
  readonly issueCounts: Readonly<Partial<Record<RowIssueCode, number>>>;
  readonly accounts: readonly string[];
  /** Distinct numbers of accepted rows that gave no charge, in no order; other rows may charge them. */
  readonly unchargedLineas: readonly string[];
}

/** Turns the rows of one sheet into charges and issues. */
export interface Mapper {
  /** Takes the next row, in order; rows up to the header are passed over. Throws ImportFailedError TWO_ACCOUNTS. */
  row(row: Row): void;
  /**
   * Hands over what is left. Throws ImportFailedError NO_DATA_ROWS, OTHER_PERIODO or ALL_ROWS_REJECTED; the issues have
   * been handed over then, too.
   */
  finish(): MapperResult;
  counters(): RowCounters;
  /** Distinct numbers of the rows accepted so far. */
  lineas(): string[];
  issueCounts(): Readonly<Partial<Record<RowIssueCode, number>>>;
}
