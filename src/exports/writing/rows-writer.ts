import type { Cells } from './messages.ts';

/** Makes a file of rows; what it is ready with goes to its output, which it waits for. */
export interface RowsWriter {
  write(rows: readonly Cells[]): Promise<void>;
  /** Resolves once the last byte was taken. */
  end(): Promise<void>;
}
