import { closeSync, createReadStream, openSync, statSync } from 'node:fs';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { readLocalHeader, readRangesSync, readZipDirectory } from '../../src/formats/xlsx/zip-directory.ts';
import type { Reader } from './reader.ts';

const PARTS = ['xl/sharedstrings.xml', 'xl/worksheets/sheet1.xml'];

/** The parts unpacked by Node's public stream and dropped: what any reader on top of it takes at least. */
export const inflateAlone: Reader = async ({ path, variant }) => {
  if (variant === 'csv') throw new Error('a CSV is not packed');
  const parts = packedParts(path);
  return async () => {
    let bytes = 0;
    for (const { start, end } of parts) {
      const drop = new Writable({
        write(chunk: Buffer, _encoding, done) {
          bytes += chunk.length;
          done();
        },
      });
      await pipeline(createReadStream(path, { start, end }), createInflateRaw(), drop);
    }
    return { rows: 0, note: `${Math.round(bytes / 2 ** 20)} MiB unpacked` };
  };
};

/** From the first byte to the last, both included. */
function packedParts(path: string): { start: number; end: number }[] {
  const fd = openSync(path, 'r');
  try {
    const { size } = statSync(path);
    const { entries } = readRangesSync(fd, readZipDirectory(size));
    return PARTS.map((name) => {
      const entry = entries.get(name);
      if (entry === undefined) throw new Error(`${path} has no part ${name}`);
      const start = readRangesSync(fd, readLocalHeader(entry, size));
      return { start, end: start + entry.packed - 1 };
    });
  } finally {
    closeSync(fd);
  }
}
