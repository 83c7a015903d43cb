import type { MoreRequest, WrittenMessage } from '../written-messages.ts';
import type { SelectedHead } from './messages.ts';

/** What crosses to and from the thread that writes a workbook of rejected rows. */
export interface WriterTask {
  readonly head: SelectedHead;
  readonly reasonHeader: string;
  readonly sheetName: string;
}

/** Rows as select-rows.ts hands them over; those of the data with their reason and mark, the others are left out. */
export interface NotedRows {
  readonly kind: 'rows';
  readonly bytes: Uint8Array;
  readonly notes: Readonly<Record<number, readonly [reason: string, mark: string]>>;
}

export type WriterRequest = NotedRows | { readonly kind: 'end' } | MoreRequest;

export type WriterMessage = WrittenMessage;
