import { type FileHandle, open } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import type { FileFormat } from '../domain/codes.ts';
import { ImportFailedError } from '../domain/errors.ts';
import { compoundFormat } from './compound-file.ts';
import { headKind, isOldBiff } from './head-kind.ts';
import { isWebArchive, showsTable } from './text-format.ts';
import {
  readLocalHeader,
  readRanges,
  readZipDirectory,
  type ZipDirectory,
  type ZipEntry,
} from './xlsx/zip-directory.ts';
import { unzipEntry } from './zip/unzip-entry.ts';
import { isPackage, zippedEntries } from './zip/zipped-entries.ts';

/** Why a file whose format is read, or might be, is not. */
export type Obstacle =
  /** It begins as a zip but has no readable central directory: cut short on its way, most likely. */
  | { readonly kind: 'BROKEN_ZIP' }
  /** The zip asks for a password, not a workbook. */
  | { readonly kind: 'ZIP_PASSWORD' }
  /** A zip of files of which not exactly one can be read. */
  | { readonly kind: 'NOT_ONE_FILE'; readonly readable: readonly string[]; readonly names: readonly string[] }
  /** A page and its pictures in one file. */
  | { readonly kind: 'WEB_ARCHIVE' }
  | { readonly kind: 'NO_TABLE' }
  /** A book of Excel 2, 3 or 4. */
  | { readonly kind: 'TOO_OLD' };

export interface Detected {
  /** Of the one readable file in it, where it is a zip of files. */
  readonly format: FileFormat;
  readonly obstacle?: Obstacle;
}

/** Enough to tell text from data and HTML with a long comment in front of it. */
const HEAD_BYTES = 64 * 1024;
/** Excel's own [Content_Types].xml takes 1 to 20 kB. */
const MAX_CONTENT_TYPES_BYTES = 1024 * 1024;
const DEFLATED = 8;

/**
 * What the file's bytes are; its name does not count. Reads the few pieces that decide; only a workbook in a zip is
 * unpacked.
 */
export async function detectFormat(path: string): Promise<Detected> {
  await using file = await open(path, 'r');
  return await detect(file, path, false);
}

/** `path` says beside which file something may be unpacked; `zipped`: the file came out of a zip itself. */
async function detect(file: FileHandle, path: string, zipped: boolean): Promise<Detected> {
  const { size } = await file.stat();
  const bytes = Buffer.alloc(Math.min(size, HEAD_BYTES));
  const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
  const head = bytes.subarray(0, bytesRead);
  const whole = head.length === size;
  const kind = headKind(head, whole);
  if (kind === 'ZIP') return await zipFormat(file, { path, size, head, zipped });
  if (kind === 'COMPOUND') return { format: await compoundFormat(file, size, head) };
  return plain(kind, head, whole);
}

function plain(format: FileFormat, head: Buffer, whole: boolean): Detected {
  if (format === 'XLS' && isOldBiff(head)) return { format, obstacle: { kind: 'TOO_OLD' } };
  if (format !== 'HTML') return { format };
  if (isWebArchive(head)) return { format, obstacle: { kind: 'WEB_ARCHIVE' } };
  return whole && !showsTable(head) ? { format, obstacle: { kind: 'NO_TABLE' } } : { format };
}

interface ZipToDetect {
  readonly path: string;
  readonly size: number;
  readonly head: Buffer;
  readonly zipped: boolean;
}

async function zipFormat(file: FileHandle, zip: ZipToDetect): Promise<Detected> {
  let directory: ZipDirectory;
  try {
    directory = await readRanges(file, readZipDirectory(zip.size));
    if (isPackage(directory)) return { format: await packageFormat(file, zip.size, directory) };
  } catch (error) {
    if (!(error instanceof ImportFailedError)) throw error;
    const looksLikeExcel = /\[Content_Types\]\.xml|_rels\/\.rels|xl\//.test(zip.head.toString('latin1'));
    return { format: looksLikeExcel ? 'XLSX' : 'ZIP', obstacle: { kind: 'BROKEN_ZIP' } };
  }
  return zip.zipped ? { format: 'ZIP' } : await zippedFormat(file, zip, directory);
}

/** A zip of files bears the format of the one file in it that can be read. */
async function zippedFormat(file: FileHandle, zip: ZipToDetect, directory: ZipDirectory): Promise<Detected> {
  if (hasPassword(directory)) return { format: 'ENCRYPTED', obstacle: { kind: 'ZIP_PASSWORD' } };
  const { readable, names } = zippedEntries(file.fd, zip.size, directory);
  const [only, another] = readable;
  if (only === undefined || another !== undefined) {
    const shown = readable.map(({ entry }) => entry.name);
    return { format: 'ZIP', obstacle: { kind: 'NOT_ONE_FILE', readable: shown, names } };
  }
  if (only.kind === 'CSV') return { format: 'CSV' };
  const unpacked = await unzipEntry(file, zip, only.entry);
  if (unpacked === undefined) return { format: GUESSED[only.kind] };
  await using inner = unpacked;
  return await detect(inner, zip.path, true);
}

/** What a file is read as that only the reading thread will open: it finds out if it is not. */
const GUESSED = { PACKAGE: 'XLSX', COMPOUND: 'XLS', XLS: 'XLS', HTML: 'HTML' } as const;

function hasPassword({ entries }: ZipDirectory): boolean {
  return [...entries.values()].some(({ encrypted }) => encrypted);
}

async function packageFormat(file: FileHandle, size: number, directory: ZipDirectory): Promise<FileFormat> {
  const { entries } = directory;
  if (hasPassword(directory) || entries.has('encryptedpackage')) return 'ENCRYPTED';
  const mimetype = entries.get('mimetype');
  if (mimetype && /opendocument\.spreadsheet/.test(await smallPart(file, size, mimetype))) return 'ODS';
  const contentTypes = entries.get('[content_types].xml');
  if (contentTypes === undefined) return 'ZIP';
  const types = await smallPart(file, size, contentTypes);
  if (/ms-excel\.sheet\.binary/i.test(types) || entries.has('xl/workbook.bin')) return 'XLSB';
  if (/ms-excel\.(?:sheet|template)\.macroEnabled/i.test(types)) return 'XLSM';
  return /spreadsheetml/i.test(types) || entries.has('xl/workbook.xml') ? 'XLSX' : 'ZIP';
}

/** The text of a part that says what the package is; nothing of it is believed beyond that. */
async function smallPart(file: FileHandle, size: number, entry: ZipEntry): Promise<string> {
  if (entry.packed > MAX_CONTENT_TYPES_BYTES) return '';
  const start = await readRanges(file, readLocalHeader(entry, size));
  const packed = Buffer.alloc(entry.packed);
  await file.read(packed, 0, packed.length, start);
  if (entry.method !== DEFLATED) return plainText(packed);
  try {
    return plainText(inflateRawSync(packed, { maxOutputLength: MAX_CONTENT_TYPES_BYTES }));
  } catch {
    return '';
  }
}

/** Its ASCII letters, in UTF-8 and UTF-16 alike. */
function plainText(bytes: Buffer): string {
  return bytes.toString('latin1').replaceAll('\0', '');
}
