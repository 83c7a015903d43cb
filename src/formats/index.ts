import { readFileSync, statSync } from 'node:fs';
import type { OpenFile, ReadLimits } from '../domain/row.ts';
import type { BillingFormat } from './billing-format.ts';
import { plainFile } from './byte-file.ts';
import { type CsvOptions, openCsv } from './csv/open-csv.ts';
import { openHtml } from './html/open-html.ts';
import { limitExceeded } from './limit-exceeded.ts';
import { openXls } from './xls/open-xls.ts';
import { openXlsx } from './xlsx/open-xlsx.ts';
import { openZipped, type ZippedFile } from './zip/open-zipped.ts';

/**
 * Opens a file as the format that checkBillingFile found, in a thread where waiting harms nobody: everything is
 * synchronous. A zip of one file is read as that file. Throws ImportFailedError BROKEN_CONTENT or LIMIT_EXCEEDED. `onBytes`
 * is called whenever a piece of the file has been read, some 100 kB: what it throws ends the reading.
 */
export function openBillingFile(
  path: string,
  format: BillingFormat,
  limits: ReadLimits,
  csvOptions: CsvOptions = {},
  onBytes: () => void = () => {},
): OpenFile {
  const zipped = openZipped(path, limits, onBytes);
  if (zipped === undefined) return openPlain(path, format, limits, csvOptions, onBytes);
  try {
    return closing(zipped, openInner(zipped, format, limits, csvOptions, onBytes));
  } catch (error) {
    zipped[Symbol.dispose]();
    throw error;
  }
}

function openPlain(
  path: string,
  format: BillingFormat,
  limits: ReadLimits,
  csvOptions: CsvOptions,
  onBytes: () => void,
): OpenFile {
  switch (format) {
    case 'XLSX':
    case 'XLSM':
      return openXlsx(path, limits, { onBytes });
    case 'XLS':
      if (statSync(path).size > limits.xlsBytes) throw limitExceeded(limits, 'xlsBytes');
      return openXls(readFileSync(path), limits, { onBytes });
    case 'CSV':
      return openCsv(path, limits, { ...csvOptions, onBytes });
    case 'HTML':
      return openHtml(plainFile(path), limits, { onBytes });
    default:
      return format satisfies never;
  }
}

function openInner(
  zipped: ZippedFile,
  format: BillingFormat,
  limits: ReadLimits,
  csvOptions: CsvOptions,
  onBytes: () => void,
): OpenFile {
  const { bytes, size, unpackedBytes } = zipped;
  switch (format) {
    case 'XLSX':
    case 'XLSM':
      return scaled(openXlsx(zipped.unpack(), limits, { onBytes }), size / Math.max(1, unpackedBytes));
    case 'XLS':
      return scaled(
        openXls(wholeFile(zipped, limits), limits, { onBytes }),
        size / Math.max(1, unpackedBytes),
      );
    case 'CSV':
      return openCsv(bytes, limits, { ...csvOptions, onBytes });
    case 'HTML':
      return openHtml(bytes, limits, { onBytes });
    default:
      return format satisfies never;
  }
}

/** The bytes are read to their end, where size and checksum show. */
function wholeFile({ bytes, unpackedBytes }: ZippedFile, limits: ReadLimits): Buffer {
  if (unpackedBytes > limits.xlsBytes) throw limitExceeded(limits, 'xlsBytes');
  using source = bytes.open();
  const whole = Buffer.alloc(unpackedBytes + 1);
  return whole.subarray(0, source.fill(whole, 0, whole.length));
}

/** Progress is told in bytes of the zip. */
function scaled(file: OpenFile, factor: number): OpenFile {
  return wrapped(file, { bytesRead: () => Math.floor(file.bytesRead() * factor) });
}

function closing(zipped: ZippedFile, file: OpenFile): OpenFile {
  return wrapped(file, {
    [Symbol.dispose]() {
      file[Symbol.dispose]();
      zipped[Symbol.dispose]();
    },
  });
}

function wrapped(file: OpenFile, changed: Partial<OpenFile>): OpenFile {
  const { readHead } = file;
  return {
    sheets: file.sheets,
    date1904: file.date1904,
    bytesRead: () => file.bytesRead(),
    read: (sheet, onRow) => file.read(sheet, onRow),
    ...(readHead && { readHead: readHead.bind(file) }),
    [Symbol.dispose]: () => file[Symbol.dispose](),
    ...changed,
  };
}
