import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import type { ReadLimits } from '../../domain/row.ts';
import { brokenContent } from '../broken-content.ts';
import type { ByteFile } from '../byte-file.ts';
import type { ByteSource } from '../byte-source.ts';
import { isZip, ZIP_START_BYTES } from '../head-kind.ts';
import { limitExceeded } from '../limit-exceeded.ts';
import { canInflateInPlace } from '../xlsx/inflate.ts';
import { readRangesSync, readZipDirectory, type ZipEntry } from '../xlsx/zip-directory.ts';
import { openPart, type ZipFile } from '../xlsx/zip-part.ts';
import { openUnnamedSync } from './unnamed-file.ts';
import { isPackage, zippedEntries } from './zipped-entries.ts';

/**
 * The one file of a zip of files. All ways to its bytes hold to the limits, and find out a wrong size or checksum at
 * the end.
 */
export interface ZippedFile extends Disposable {
  /** Bytes of the file when unpacked, as the zip declares them. */
  readonly unpackedBytes: number;
  /** Of the zip on disk. */
  readonly size: number;
  /** Unpacks as it is read, anew each time. */
  readonly bytes: ByteFile;
  /** Unpacks it into a file without a name, for a reader that has to seek; the descriptor is the caller's to close. */
  unpack(): number;
}

const PIECE_BYTES = 256 * 1024;

/** Undefined: the file is no zip of files, but is to be read itself. Throws BROKEN_CONTENT or LIMIT_EXCEEDED. */
export function openZipped(path: string, limits: ReadLimits, onBytes: () => void): ZippedFile | undefined {
  const fd = openSync(path, 'r');
  let kept = false;
  try {
    const { size } = fstatSync(fd);
    if (!beginsAsZip(fd)) return undefined;
    const directory = readRangesSync(fd, readZipDirectory(size));
    if (isPackage(directory)) return undefined;
    if (directory.count > limits.zipEntries) throw limitExceeded(limits, 'zipEntries');
    const [only, another] = zippedEntries(fd, size, directory).readable;
    if (only === undefined || another !== undefined) throw notOneFile();
    kept = true;
    const zip: ZipFile = { fd, size, limits, inPlace: canInflateInPlace(), unpacked: 0, onBytes };
    return zippedFile(zip, only.entry, path);
  } finally {
    if (!kept) closeSync(fd);
  }
}

function beginsAsZip(fd: number): boolean {
  const start = Buffer.alloc(ZIP_START_BYTES);
  readSync(fd, start, 0, start.length, 0);
  return isZip(start);
}

function zippedFile(zip: ZipFile, entry: ZipEntry, path: string): ZippedFile {
  const openEntry = (): ByteSource => {
    zip.unpacked = 0;
    return openPart(zip, entry);
  };
  return {
    unpackedBytes: entry.unpacked,
    size: zip.size,
    bytes: {
      size: zip.size,
      open(skipped = 0) {
        const source = openEntry();
        source.fill(Buffer.alloc(skipped), 0, skipped);
        return source;
      },
    },
    unpack() {
      using source = openEntry();
      const fd = openUnnamedSync(path);
      try {
        copy(source, fd);
        return fd;
      } catch (error) {
        closeSync(fd);
        throw error;
      }
    },
    [Symbol.dispose]: () => closeSync(zip.fd),
  };
}

function copy(source: ByteSource, fd: number): void {
  const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  for (;;) {
    const got = source.fill(piece, 0, piece.length);
    for (let at = 0; at < got; ) at += writeSync(fd, piece, at, got - at);
    if (got < piece.length) return;
  }
}

/** The upload has seen to it that there is one: the bytes are others now. */
function notOneFile(): Error {
  return brokenContent(
    'El zip no tiene exactamente un archivo que se pueda leer',
    'The zip does not have exactly one file that can be read',
  );
}
