import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { codeOf } from '../../domain/code-of.ts';
import { ImportFailedError } from '../../domain/errors.ts';
import { readLocalHeader, readRanges, type ZipEntry } from '../xlsx/zip-directory.ts';
import { openUnnamed } from './unnamed-file.ts';

/**
 * A workbook is packed itself: what grows beyond this is looked at by the reading thread, within its limits, and not
 * here.
 */
const MAX_BYTES = 512 * 2 ** 20;
const MAX_GROWTH = 20;
const PIECE_BYTES = 256 * 1024;
const STORED = 0;
const DEFLATED = 8;

/**
 * One file of a zip, unpacked into a file without a name, without waiting on the main thread. Undefined where it is
 * damaged or grows more than a workbook does: the reading thread will say so.
 */
export async function unzipEntry(
  zip: FileHandle,
  { path, size }: { path: string; size: number },
  entry: ZipEntry,
): Promise<FileHandle | undefined> {
  if (entry.unpacked > Math.min(MAX_BYTES, MAX_GROWTH * entry.packed + 64 * 1024)) return undefined;
  if (entry.method !== STORED && entry.method !== DEFLATED) return undefined;
  const file = await openUnnamed(path);
  try {
    const start = await readRanges(zip, readLocalHeader(entry, size));
    if (entry.packed > 0) await unpack(zip, start, entry, file);
    return file;
  } catch (error) {
    await file.close();
    if (error instanceof ImportFailedError || isDamage(error)) return undefined;
    throw error;
  }
}

async function unpack(zip: FileHandle, start: number, entry: ZipEntry, file: FileHandle): Promise<void> {
  const packed = packedPieces(zip, start, entry.packed);
  const write = (pieces: AsyncIterable<Buffer>) => writeAtMost(file, pieces, entry.unpacked);
  if (entry.method === STORED) await pipeline(packed, write);
  else await pipeline(packed, createInflateRaw(), write);
}

async function* packedPieces(zip: FileHandle, start: number, bytes: number): AsyncGenerator<Buffer> {
  for (let done = 0; done < bytes; ) {
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, bytes - done));
    const { bytesRead } = await zip.read(piece, 0, piece.length, start + done);
    if (bytesRead === 0) return;
    done += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}

async function writeAtMost(file: FileHandle, pieces: AsyncIterable<Buffer>, bytes: number): Promise<void> {
  let written = 0;
  for await (const piece of pieces) {
    written += piece.length;
    if (written > bytes)
      throw Object.assign(new Error('The entry is longer than it says'), { code: 'Z_TOO_LONG' });
    await file.write(piece);
  }
}

/** Errors of zlib, and ours above, have codes that begin with Z_. */
function isDamage(error: unknown): boolean {
  return codeOf(error)?.startsWith('Z_') ?? false;
}
