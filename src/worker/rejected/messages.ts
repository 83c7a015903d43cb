import type { CellKind } from '../../domain/row.ts';
import type { ReadTask } from '../messages.ts';
import type { MarkKey } from './row-mark.ts';

/** A cell as the file has it: 0-based column, kind, text. */
export type RawCell = readonly [column: number, kind: CellKind, text: string];
export type RawRow = readonly [row: number, cells: readonly RawCell[]];

/** What reading an import's own file again takes. */
type FileTask = Pick<
  ReadTask,
  'path' | 'format' | 'definition' | 'tipoArchivo' | 'periodo' | 'sheet' | 'limits' | 'control' | 'port'
>;

/** Rows to take out of a file as they stand there. */
export interface SelectTask extends FileTask {
  /** Rows of the sheet, 1-based, ascending. */
  readonly rows: Int32Array;
}

export interface SelectedHead {
  readonly kind: 'head';
  readonly sheet: string | null;
  readonly date1904: boolean;
  /** The last row of the header. */
  readonly lastRow: number;
  /** 0-based: the first column behind those of the file. */
  readonly firstFree: number;
  /** What the hidden column's header says. */
  readonly markHeader: string;
}

export type SelectMessage =
  | SelectedHead
  /** JSON of RawRow[]: what stands above the data first, then the rows that were asked for, in order. */
  | { readonly kind: 'rows'; readonly bytes: Uint8Array; readonly last: number };

export type SelectResult = { readonly kind: 'done' } | { readonly kind: 'canceled' };

/** The corrected file of rejected rows: they are mapped as rows of the import's own file. */
export interface CorrectTask extends ReadTask {
  readonly mark: MarkKey;
  /** The rows that are still rejected, ascending. */
  readonly pending: Int32Array;
}

/** Why a row of the corrected file is none of the import's: see refuse-row.ts for the words. */
export type ForeignRowCode =
  | 'NO_MARK'
  | 'CHANGED_MARK'
  | 'OTHER_IMPORT'
  | 'ALREADY_IMPORTED'
  | 'REPEATED_ROW'
  | 'NOT_REJECTED_ROWS'
  | 'CHANGED_COLUMNS';

export interface ForeignRow {
  readonly kind: 'foreign';
  readonly code: ForeignRowCode;
  /** In the corrected file; undefined where the whole file is meant. */
  readonly row: number | undefined;
  /** Of the other import, or of the row in the import's own file. */
  readonly other: number | undefined;
}

/** What came of the rows, beside their charges and issues, which are numbered from 1. */
export interface Corrected {
  /** Every row of the import's own file that the corrected one brought, in its order there. */
  readonly rows: Int32Array;
  /** Distinct numbers of the accepted rows. */
  readonly lineas: readonly string[];
}
