import { closeSync, fstatSync, openSync } from 'node:fs';
import type { HeadRows, OpenFile, ReadLimits, Row } from '../../domain/row.ts';
import { limitExceeded } from '../limit-exceeded.ts';
import { type CountUpTo, countStringItems } from './count-string-items.ts';
import { canInflateInPlace } from './inflate.ts';
import { readSheet } from './read-sheet.ts';
import { readSheetHead } from './read-sheet-head.ts';
import { readSharedStrings, SharedStrings } from './shared-strings.ts';
import { readWantedStrings } from './wanted-strings.ts';
import { readWorkbook, type Workbook, type WorkbookSheet } from './workbook.ts';
import { xmlSource } from './xml-source.ts';
import { readRangesSync, readZipDirectory, type ZipEntry } from './zip-directory.ts';
import { openPart, type ZipFile } from './zip-part.ts';

/** What an item of the shared strings takes at the least. */
const MIN_ITEM_BYTES = 5;
const SAMPLE_BYTES = 1024 * 1024;

export interface XlsxOptions {
  /** False reads through zlib's public functions only: slower, and a part stands whole in memory. */
  readonly inflateInPlace?: boolean;
  /** Called whenever a piece of a part has been unpacked. */
  readonly onBytes?: () => void;
}

/**
 * An Excel workbook (XLSX or XLSM), by its path or a descriptor, which is closed with it. Opening reads its directory,
 * workbook, relations and styles; the shared strings are read before the first sheet is. Throws ImportFailedError
 * BROKEN_CONTENT or LIMIT_EXCEEDED, here and while reading.
 */
export function openXlsx(pathOrFd: string | number, limits: ReadLimits, options: XlsxOptions = {}): OpenFile {
  const fd = typeof pathOrFd === 'number' ? pathOrFd : openSync(pathOrFd, 'r');
  try {
    const { size } = fstatSync(fd);
    const directory = readRangesSync(fd, readZipDirectory(size, limits.zipEntries));
    if (directory.count > limits.zipEntries) throw limitExceeded(limits, 'zipEntries');
    const inPlace = options.inflateInPlace ?? canInflateInPlace();
    const { onBytes = () => {} } = options;
    const zip: ZipFile = { fd, size, limits, inPlace, unpacked: 0, onBytes };
    return new OpenWorkbook(zip, readWorkbook(zip, directory));
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

class OpenWorkbook implements OpenFile {
  readonly sheets: readonly WorkbookSheet[];
  readonly date1904: boolean;
  readonly #zip: ZipFile;
  readonly #workbook: Workbook;
  #strings: SharedStrings | undefined;
  /** Of the last head: it may be read again, and its strings may stand far back. */
  #headStrings: { readonly uses: string; readonly strings: SharedStrings } | undefined;
  /** What the sheet's own bytes come on top of: unpacked, and consumed of the file. */
  #unpackedBefore = 0;
  #bytesRead: () => number = () => 0;
  #open = true;

  constructor(zip: ZipFile, workbook: Workbook) {
    this.#zip = zip;
    this.#workbook = workbook;
    this.sheets = workbook.sheets;
    this.date1904 = workbook.date1904;
  }

  /** The packed bytes of what has been read; all of the file once a sheet is read to its end, as no other is needed. */
  bytesRead(): number {
    return Math.min(this.#bytesRead(), this.#zip.size);
  }

  read(sheet: number, onRow: Parameters<OpenFile['read']>[1]): void {
    const { dateStyles, sharedStrings } = this.#workbook;
    const { limits, size } = this.#zip;
    const wanted = this.sheets[sheet];
    if (wanted === undefined) throw new RangeError(`There is no sheet ${sheet}`);
    const strings = this.#loadStrings();
    this.#zip.unpacked = this.#unpackedBefore;
    using source = xmlSource(openPart(this.#zip, wanted.entry));
    const before = sharedStrings?.packed ?? 0;
    this.#bytesRead = () => before + source.consumed();
    if (readSheet(source, { sheet: wanted.name, dateStyles, strings, limits }, onRow)) {
      this.#bytesRead = () => size;
    } else {
      const stopped = before + source.consumed();
      this.#bytesRead = () => stopped;
    }
  }

  readHead(sheet: number, wanted: HeadRows, onRow: (row: Row) => boolean): void {
    const { dateStyles, sharedStrings } = this.#workbook;
    const zip = this.#zip;
    const found = this.sheets[sheet];
    if (found === undefined) throw new RangeError(`There is no sheet ${sheet}`);
    zip.unpacked = 0;
    using source = xmlSource(openPart(zip, found.entry));
    const strings = (indexes: readonly number[]) => {
      const uses = indexes.join();
      if (this.#headStrings?.uses !== uses)
        this.#headStrings = { uses, strings: loadWanted(zip, sharedStrings, indexes) };
      return this.#headStrings.strings;
    };
    readSheetHead(source, wanted, { sheet: found.name, dateStyles, limits: zip.limits, strings }, onRow);
  }

  [Symbol.dispose](): void {
    if (this.#open) closeSync(this.#zip.fd);
    this.#open = false;
  }

  #loadStrings(): SharedStrings {
    if (this.#strings !== undefined) return this.#strings;
    this.#strings = loadStrings(this.#zip, this.#workbook.sharedStrings);
    this.#unpackedBefore = this.#zip.unpacked;
    return this.#strings;
  }
}

function loadWanted(zip: ZipFile, entry: ZipEntry | undefined, wanted: readonly number[]): SharedStrings {
  if (entry === undefined) return new SharedStrings(zip.limits);
  using source = xmlSource(openPart(zip, entry));
  return readWantedStrings(source, zip.limits, wanted);
}

function loadStrings(zip: ZipFile, entry: ZipEntry | undefined): SharedStrings {
  const { limits } = zip;
  if (entry === undefined) return new SharedStrings(limits);
  if (entry.unpacked > limits.sharedStringBytes) throw limitExceeded(limits, 'sharedStringBytes');
  if (hasMoreStrings(zip, entry)) throw limitExceeded(limits, 'sharedStrings');
  using source = xmlSource(openPart(zip, entry, { kept: true }));
  return readSharedStrings(source, limits);
}

/** True where they are more than are read, which is counted only where the first of them make it seem so. */
function hasMoreStrings(zip: ZipFile, entry: ZipEntry): boolean {
  const { sharedStrings } = zip.limits;
  if (entry.unpacked < MIN_ITEM_BYTES * sharedStrings) return false;
  const few = countStrings(zip, entry, { maxBytes: SAMPLE_BYTES });
  return (
    (few * entry.unpacked) / SAMPLE_BYTES > sharedStrings &&
    countStrings(zip, entry, { maxItems: sharedStrings }) > sharedStrings
  );
}

/** What is unpacked for counting is not what the file makes us unpack. */
function countStrings(zip: ZipFile, entry: ZipEntry, upTo: CountUpTo): number {
  const before = zip.unpacked;
  using source = xmlSource(openPart(zip, entry, { kept: true }));
  const count = countStringItems(source, upTo);
  zip.unpacked = before;
  return count;
}
