import type { DataSet } from '../data-set.ts';
import type { LineKind } from '../line-sql.ts';
import type { Page } from '../read-pages.ts';

export interface Writing {
  readonly dataSet: DataSet;
  /** Whether a format that has a line of names begins with it. */
  readonly header: boolean;
  /** Aborted once nobody wants it any more. */
  readonly signal: AbortSignal;
}

/** A kind of file that rows are exported as: how the database is to write them, and what is made of its pages. */
export interface ExportFormat {
  readonly contentType: string;
  readonly kind: LineKind;
  /** Holds no more than a few pages; leaving it early frees what it holds. */
  write(pages: AsyncIterable<Page>, writing: Writing): AsyncGenerator<Uint8Array, void, void>;
}
