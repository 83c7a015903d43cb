import type { ReadLimits } from './row.ts';

/** How whoever runs the server sets one of the limits, and within which bounds it works. */
export interface ReadLimitSetting {
  /** The variable of the environment. */
  readonly variable: string;
  readonly min: number;
  readonly max: number;
}

const KIB = 2 ** 10;
const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** The upper bounds are those of the reader's own tables and offsets, which are 32 bits wide. */
export const READ_LIMIT_SETTINGS: Readonly<Record<keyof ReadLimits, ReadLimitSetting>> = {
  unpackedBytes: { variable: 'READ_MAX_UNPACKED_BYTES', min: MIB, max: 1_024 * GIB },
  ratio: { variable: 'READ_MAX_RATIO', min: 2, max: 1_100 },
  zipEntries: { variable: 'READ_MAX_ZIP_ENTRIES', min: 10, max: 65_535 },
  sharedStrings: { variable: 'READ_MAX_SHARED_STRINGS', min: 1, max: 200_000_000 },
  sharedStringBytes: { variable: 'READ_MAX_SHARED_STRING_BYTES', min: KIB, max: 8 * GIB },
  cellBytes: { variable: 'READ_MAX_CELL_BYTES', min: 100, max: 64 * MIB },
  rowBytes: { variable: 'READ_MAX_ROW_BYTES', min: 256 * KIB, max: 256 * MIB },
  columns: { variable: 'READ_MAX_COLUMNS', min: 1, max: 1_000_000 },
  rows: { variable: 'READ_MAX_ROWS', min: 1, max: 2_000_000_000 },
  xlsBytes: { variable: 'READ_MAX_XLS_BYTES', min: KIB, max: GIB },
  stalledSeconds: { variable: 'READ_MAX_STALLED_SECONDS', min: 1, max: 86_400 },
};
