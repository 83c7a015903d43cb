import type { CsvStyle } from './write-sample.ts';

/** What the four files of one bill have in common. */
export const BILL = {
  csv: { delimiter: ',', encoding: 'windows-1252' },
  account: '90011',
} as const satisfies { readonly csv: CsvStyle; readonly account: string };
