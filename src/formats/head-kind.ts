import type { FileFormat } from '../domain/codes.ts';
import { textFormat } from './text-format.ts';

/** A format, or a container that has to be opened to tell: a zip, or an OLE compound file. */
export type HeadKind = Exclude<FileFormat, 'XLSX' | 'XLSM' | 'XLSB' | 'ODS' | 'ENCRYPTED'> | 'COMPOUND';

export const ZIP_START_BYTES = 4;
const ZIP_STARTS = ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'];
const IMAGE_STARTS = ['\x89PNG\r\n', '\xff\xd8\xff', 'GIF87a', 'GIF89a', 'II*\0', 'MM\0*'];
const COMPOUND_START = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1';
/** The first record of a book of Excel 2, 3 and 4. */
const OLD_BIFF_STARTS = ['\t\0\x04\0', '\t\x02\x06\0', '\t\x04\x06\0'];

/** What the first bytes of a file tell about it. `whole`: they are all that there is. */
export function headKind(head: Buffer, whole: boolean): HeadKind {
  const start = head.toString('latin1', 0, 16);
  if (head.length === 0) return 'EMPTY';
  if (isZip(head)) return 'ZIP';
  if (start.startsWith(COMPOUND_START)) return 'COMPOUND';
  if (start.startsWith('%PDF-')) return 'PDF';
  if (isImage(start)) return 'IMAGE';
  if (isBareBiff(head) || isOldBiff(head)) return 'XLS';
  return textFormat(head, whole);
}

/** By its first ZIP_START_BYTES: a text may begin with the first two of them. */
export function isZip(head: Buffer): boolean {
  return ZIP_STARTS.includes(head.toString('latin1', 0, ZIP_START_BYTES));
}

/** Excel 2, 3 or 4: told to be XLS, and not read. */
export function isOldBiff(head: Buffer): boolean {
  const start = head.toString('latin1', 0, 4);
  return OLD_BIFF_STARTS.some((each) => start.startsWith(each));
}

/** A book or sheet of Excel 5 and later without a compound file around it, as simple writers make it: its BOF record. */
function isBareBiff(head: Buffer): boolean {
  const [low, high, length = 0, zero, revision, version = 0] = head;
  const isBof = low === 0x09 && high === 0x08 && length >= 4 && length <= 16 && zero === 0;
  return isBof && revision === 0 && (version === 0 || version === 5 || version === 6);
}

function isImage(start: string): boolean {
  return (
    IMAGE_STARTS.some((each) => start.startsWith(each)) ||
    (start.startsWith('RIFF') && start.startsWith('WEBP', 8)) ||
    /^ftyp(?:hei|mif|avif)/.test(start.slice(4)) ||
    (start.startsWith('BM') && start.startsWith('\0\0\0\0', 6))
  );
}
