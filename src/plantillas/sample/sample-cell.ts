import type { Message } from '../../domain/message.ts';

/** A cell of a sample: text, a number, an amount in cents, a day (yyyymmdd); null is no cell. */
export type SampleCell =
  | string
  | null
  | { readonly number: number }
  | { readonly cents: number }
  | { readonly day: number };

/** What one column of a sample holds. */
export interface SampleColumn {
  readonly header: string;
  readonly note: Message;
  cell(row: SampleRow): SampleCell;
}

/** One of the few rows of a sample: its place, and what its charges come to, in cents. */
export interface SampleRow {
  readonly index: number;
  readonly net: number;
  readonly tax: number;
  readonly total: number;
}

/** A pattern as a header that it matches: its * stands for nothing. */
export function literal(pattern: string): string {
  return pattern.replaceAll('*', ' ').replace(/\s+/g, ' ').trim();
}
