import { inflateAlone } from './inflate-alone.ts';
import { exceljsStreaming, hucre, readExcelFile, sheetJs } from './others.ts';
import { ourCells, ourCopyBytes, ourValues } from './ours.ts';
import type { Reader } from './reader.ts';

export const EXCELJS = 'exceljs streaming';
export const INFLATE = 'inflate alone (zlib stream)';
export const OUR_CELLS = 'ours: typed cells';
export const OUR_VALUES = 'ours: to values';
export const OUR_COPY_BYTES = 'ours: reading + mapping, to COPY bytes';

export const READERS = {
  [OUR_CELLS]: ourCells,
  [OUR_VALUES]: ourValues,
  [OUR_COPY_BYTES]: ourCopyBytes,
  [INFLATE]: inflateAlone,
  [EXCELJS]: exceljsStreaming,
  'SheetJS (@e965/xlsx)': sheetJs,
  hucre,
  'read-excel-file': readExcelFile,
} as const satisfies Record<string, Reader>;
export type ReaderName = keyof typeof READERS;

export function isReader(name: string): name is ReaderName {
  return Object.hasOwn(READERS, name);
}
