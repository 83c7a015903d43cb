import { csv } from './csv.ts';
import type { ExportFormat } from './export-format.ts';
import { ndjson } from './ndjson.ts';
import { parquet } from './parquet.ts';
import { xlsx } from './xlsx.ts';

/** By the ending of an export's address. */
export const EXPORT_FORMATS = { csv, ndjson, xlsx, parquet } as const satisfies Record<string, ExportFormat>;
export type ExportFormatName = keyof typeof EXPORT_FORMATS;
