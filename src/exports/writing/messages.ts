import type { WrittenMessage } from '../../worker/written-messages.ts';
import type { Column } from '../column.ts';

/** What the thread that makes a file of rows is given. */
export interface WritingTask {
  readonly format: 'xlsx' | 'parquet';
  readonly name: string;
  readonly columns: readonly Pick<Column, 'name' | 'type'>[];
}

/** The cells of a row, as line-sql.ts has them written for CELLS. */
export type Cells = readonly (string | number | boolean | null)[];

export type WritingMessage =
  | WrittenMessage
  /** A value does not fit into the format: nothing more comes. */
  | { readonly kind: 'unfit' };

export type WritingRequest =
  /** JSON arrays, each followed by a comma. */
  { readonly kind: 'rows'; readonly content: string } | { readonly kind: 'end' } | { readonly kind: 'more' };
