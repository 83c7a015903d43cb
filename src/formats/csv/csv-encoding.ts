import { isUtf8 } from 'node:buffer';
import { brokenContent } from '../broken-content.ts';
import type { ByteFile } from '../byte-file.ts';
import { type TextStart, textStart } from '../text-encoding.ts';
import type { TextEncoding } from '../transcode.ts';

const HEAD_BYTES = 64 * 1024;
const CHUNK_BYTES = 1024 * 1024;

/**
 * How a text file is written. A byte order mark is believed before anything; then what is `given`; then UTF-16's
 * pattern; then UTF-8 where every byte of the file agrees with it, which takes one fast pass over it, else Windows-1252.
 * Throws BROKEN_CONTENT where a file that must be UTF-8 is not.
 */
export function csvEncoding(file: ByteFile, given: TextEncoding | undefined): TextStart {
  const start = textStart(readHead(file));
  const marked = start !== undefined && start.markBytes > 0;
  if (start !== undefined && (marked || given === undefined)) return utf8Checked(file, start);
  if (given !== undefined) return utf8Checked(file, { encoding: given, markBytes: 0 });
  return { encoding: isUtf8File(file) ? 'utf-8' : 'windows-1252', markBytes: 0 };
}

function utf8Checked(file: ByteFile, start: TextStart): TextStart {
  if (start.encoding !== 'utf-8' || isUtf8File(file)) return start;
  throw brokenContent(
    'El archivo dice ser UTF-8, pero tiene bytes que no lo son',
    'The file claims to be UTF-8, but has bytes that are not',
  );
}

function readHead(file: ByteFile): Buffer {
  using source = file.open();
  const head = Buffer.alloc(HEAD_BYTES);
  return head.subarray(0, source.fill(head, 0, head.length));
}

function isUtf8File(file: ByteFile): boolean {
  using source = file.open();
  const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let kept = 0;
  for (;;) {
    const got = source.fill(chunk, kept, chunk.length - kept);
    const have = kept + got;
    const ended = have < chunk.length;
    const whole = ended ? have : lastCharacterStart(chunk, have);
    if (!isUtf8(chunk.subarray(0, whole))) return false;
    if (ended) return true;
    chunk.copyWithin(0, whole, have);
    kept = have - whole;
  }
}

/** Where the last character of the bytes begins: it may go on in the next chunk. */
function lastCharacterStart(bytes: Buffer, have: number): number {
  for (let i = have - 1; i > have - 4; i--) if (((bytes[i] as number) & 0xc0) !== 0x80) return i;
  return have;
}
