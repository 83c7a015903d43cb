import type { OpenFile, ReadLimits } from '../domain/row.ts';
import type { BillingFormat } from './billing-format.ts';
import { type CsvOptions, openCsv } from './csv/open-csv.ts';
import { openXlsx } from './xlsx/open-xlsx.ts';

/**
 * Opens a file as the format that checkBillingFile found, in a thread where waiting harms nobody: everything is
 * synchronous. Throws ImportFailedError BROKEN_CONTENT or LIMIT_EXCEEDED. `onBytes` is called whenever a piece of the file
 * has been read, some 100 kB: what it throws ends the reading.
 */
export function openBillingFile(
  path: string,
  format: BillingFormat,
  limits: ReadLimits,
  csvOptions: CsvOptions = {},
  onBytes: () => void = () => {},
): OpenFile {
  switch (format) {
    case 'XLSX':
    case 'XLSM':
      return openXlsx(path, limits, { onBytes });
    case 'CSV':
      return openCsv(path, limits, { ...csvOptions, onBytes });
    default:
      return format satisfies never;
  }
}
