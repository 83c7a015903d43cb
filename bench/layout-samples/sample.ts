import type { SampleSheet } from './sample-sheet.ts';
import type { CsvStyle } from './write-sample.ts';

/** A sheet, and the kind of file that it is written as. */
export interface Sample {
  readonly sheet: SampleSheet;
  readonly as: { readonly sheetName: string; readonly merges?: readonly string[] } | CsvStyle;
}
