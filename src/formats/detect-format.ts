import { type FileHandle, open } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import type { FileFormat } from '../domain/codes.ts';
import { ImportFailedError } from '../domain/errors.ts';
import { compoundFormat } from './compound-file.ts';
import { textFormat } from './text-format.ts';
import {
  readLocalHeader,
  readRanges,
  readZipDirectory,
  type ZipDirectory,
  type ZipEntry,
} from './xlsx/zip-directory.ts';

export interface Detected {
  readonly format: FileFormat;
  /** It begins as a zip but has no readable central directory: cut short on its way, most likely. */
  readonly brokenZip: boolean;
}

/** Enough to tell text from data and HTML with a long comment in front of it. */
const HEAD_BYTES = 64 * 1024;
/** Excel's own [Content_Types].xml takes 1 to 20 kB. */
const MAX_CONTENT_TYPES_BYTES = 1024 * 1024;
const DEFLATED = 8;
const ZIP_STARTS = ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'];
const IMAGE_STARTS = ['\x89PNG\r\n', '\xff\xd8\xff', 'GIF87a', 'GIF89a', 'II*\0', 'MM\0*'];
/** The first record of a workbook of Excel 2, 3 and 4, which had no compound file around it. */
const BARE_BIFF_STARTS = ['\t\0\x04\0', '\t\x02\x06\0', '\t\x04\x06\0'];
const COMPOUND_START = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1';

/** What the file's bytes are; its name does not count. Reads the few pieces that decide, never the whole. */
export async function detectFormat(path: string): Promise<Detected> {
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  const bytes = Buffer.alloc(Math.min(size, HEAD_BYTES));
  const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
  const head = bytes.subarray(0, bytesRead);
  const start = head.toString('latin1', 0, 16);
  if (ZIP_STARTS.some((each) => start.startsWith(each))) return await zipFormat(file, size, head);
  return { format: await plainFormat(file, size, head, start), brokenZip: false };
}

async function plainFormat(file: FileHandle, size: number, head: Buffer, start: string): Promise<FileFormat> {
  if (head.length === 0) return 'EMPTY';
  if (start.startsWith(COMPOUND_START)) return compoundFormat(file, size, head);
  if (start.startsWith('%PDF-')) return 'PDF';
  if (isImage(start)) return 'IMAGE';
  if (BARE_BIFF_STARTS.some((each) => start.startsWith(each))) return 'XLS';
  return textFormat(head, head.length === size);
}

function isImage(start: string): boolean {
  return (
    IMAGE_STARTS.some((each) => start.startsWith(each)) ||
    (start.startsWith('RIFF') && start.startsWith('WEBP', 8)) ||
    /^ftyp(?:hei|mif|avif)/.test(start.slice(4)) ||
    (start.startsWith('BM') && start.startsWith('\0\0\0\0', 6))
  );
}

async function zipFormat(file: FileHandle, size: number, head: Buffer): Promise<Detected> {
  try {
    const directory = await readRanges(file, readZipDirectory(size));
    return { format: await packageFormat(file, size, directory), brokenZip: false };
  } catch (error) {
    if (!(error instanceof ImportFailedError)) throw error;
    const looksLikeExcel = /\[Content_Types\]\.xml|_rels\/\.rels|xl\//.test(head.toString('latin1'));
    return { format: looksLikeExcel ? 'XLSX' : 'ZIP', brokenZip: true };
  }
}

async function packageFormat(file: FileHandle, size: number, directory: ZipDirectory): Promise<FileFormat> {
  const { entries } = directory;
  if ([...entries.values()].some(({ encrypted }) => encrypted)) return 'ENCRYPTED';
  if (entries.has('encryptedpackage')) return 'ENCRYPTED';
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
