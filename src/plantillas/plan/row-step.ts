import type { RowIssueCode } from '../../domain/codes.ts';
import type { CellReader } from '../cells/cell-reader.ts';
import type { FieldValue } from '../cells/cell-values.ts';

/** What is done with one column of the file in every row. */
export interface RowStep {
  /** Of RowCells. */
  readonly place: number;
  /** 0-based column of the file, and its header there. */
  readonly column: number;
  readonly header: string;
  readonly required: boolean;
  readonly value: FieldValue;
  readonly read: CellReader;
  /** The value above, kept for blank cells below it; undefined where blank is blank. */
  readonly fill: FillDown | undefined;
  /** The reader is numberCellReader for a DECIMAL: a number cell may go to parseNumberCell at once. */
  readonly isDecimal: boolean;
  /** A check's cells reject no row and raise no issue of their own. */
  readonly isCheck: boolean;
  /** What the message of an issue names: the expected form. */
  detail(code: RowIssueCode): string | undefined;
}

export interface FillDown {
  remember(): void;
  recall(): void;
}

/** Keeps a copy of a value: the bytes of a row do not outlive it. */
export function fillDown<Value extends FieldValue & { copy(other: Value): void }>(
  value: Value,
  kept: Value,
): FillDown {
  return {
    remember: () => kept.copy(value),
    recall: () => value.copy(kept),
  };
}
