import { readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { ReadLimits } from '../../domain/row.ts';
import { brokenContent } from '../broken-content.ts';
import type { ByteSource } from '../byte-source.ts';
import { limitExceeded } from '../limit-exceeded.ts';
import { inflatePacked } from './inflate.ts';
import { readLocalHeader, readRangesSync, type ZipEntry } from './zip-directory.ts';

const STORED = 0;
const DEFLATED = 8;
/** Below this a high ratio is how blank sheets look; above it, how bombs do. */
const RATIO_FROM_BYTES = 100 * 2 ** 20;
/** Texts that stand but once compress less than rows do, and stand in memory: there a high ratio tells sooner. */
const TEXT_RATIO_FROM_BYTES = 16 * 2 ** 20;

/** An open zip, what may be spent on it and what has been. */
export interface ZipFile {
  readonly fd: number;
  readonly size: number;
  readonly limits: ReadLimits;
  readonly inPlace: boolean;
  /** Bytes that inflating has produced for the part of the file that is being read: see ReadLimits.unpackedBytes. */
  unpacked: number;
  /** Called whenever a piece of a part has been unpacked. */
  readonly onBytes: () => void;
}

export interface PartOptions {
  /** The part's content is kept in memory. */
  readonly kept?: boolean;
}

/**
 * The unpacked bytes of one part. Its end is only reached, as a fill of 0, when size and checksum agree with the zip's
 * directory; else BROKEN_CONTENT. Limits hold whatever the directory declares.
 */
export function openPart(zip: ZipFile, entry: ZipEntry, { kept = false }: PartOptions = {}): ByteSource {
  const ratioFrom = kept ? TEXT_RATIO_FROM_BYTES : RATIO_FROM_BYTES;
  refuse(zip, entry, ratioFrom);
  const start = readRangesSync(zip.fd, readLocalHeader(entry, zip.size));
  const packed = packedBytes(zip.fd, start, entry);
  const source = entry.method === STORED ? packed : inflatePacked(packed, entry.unpacked, zip.inPlace);
  let total = 0;
  let crc = 0;
  return {
    fill(target, offset, length) {
      zip.onBytes();
      const got = source.fill(target, offset, length);
      total += got;
      zip.unpacked += got;
      crc = crc32(target.subarray(offset, offset + got), crc);
      if (total > entry.unpacked) throw wrong(entry, 'tamaño', 'size');
      if (zip.unpacked > zip.limits.unpackedBytes) throw limitExceeded(zip.limits, 'unpackedBytes');
      if (total > ratioFrom && total > zip.limits.ratio * source.consumed()) {
        throw limitExceeded(zip.limits, 'ratio');
      }
      if (got < length && total !== entry.unpacked) throw wrong(entry, 'tamaño', 'size');
      if (got < length && crc !== entry.crc) throw wrong(entry, 'suma de control', 'checksum');
      return got;
    },
    consumed: () => source.consumed(),
    [Symbol.dispose]: () => source[Symbol.dispose](),
  };
}

function refuse(zip: ZipFile, entry: ZipEntry, ratioFrom: number): void {
  if (entry.encrypted) throw wrong(entry, 'cifrada', 'encrypted');
  if (entry.duplicated) throw wrong(entry, 'repetida', 'there twice');
  if (entry.method !== STORED && entry.method !== DEFLATED) {
    throw wrong(entry, `método ${entry.method}`, `method ${entry.method}`);
  }
  if (zip.unpacked + entry.unpacked > zip.limits.unpackedBytes) {
    throw limitExceeded(zip.limits, 'unpackedBytes');
  }
  if (entry.unpacked > ratioFrom && entry.unpacked > zip.limits.ratio * entry.packed) {
    throw limitExceeded(zip.limits, 'ratio');
  }
}

function packedBytes(fd: number, start: number, entry: ZipEntry): ByteSource {
  let position = start;
  const end = start + entry.packed;
  return {
    fill(target, offset, length) {
      const wanted = Math.min(length, end - position);
      let filled = 0;
      while (filled < wanted) {
        const got = readSync(fd, target, offset + filled, wanted - filled, position);
        if (got === 0) throw wrong(entry, 'cortada', 'cut short');
        filled += got;
        position += got;
      }
      return filled;
    },
    consumed: () => position - start,
    [Symbol.dispose]() {},
  };
}

function wrong(entry: ZipEntry, es: string, en: string): Error {
  return brokenContent(
    `La parte "${entry.name}" del archivo no es válida: ${es}`,
    `The part "${entry.name}" of the file is not valid: ${en}`,
  );
}
