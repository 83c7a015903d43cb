import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { brokenContent } from '../broken-content.ts';

/** One part as the zip's central directory describes it; its bytes are found by readLocalHeader. */
export interface ZipEntry {
  /** With forward slashes, without a leading one. It names a part and never a path on this machine. */
  readonly name: string;
  readonly encrypted: boolean;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly headerOffset: number;
  /** Another entry has the same name: readers would disagree about which one counts. */
  readonly duplicated: boolean;
}

export interface ZipDirectory {
  /** By name in lower case: Office finds parts whatever their case. */
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** Entries written, duplicates included. */
  readonly count: number;
}

interface Range {
  readonly offset: number;
  readonly length: number;
}
/** A reader that says which bytes it needs and leaves the reading, synchronous or not, to its caller. */
export type RangeReader<T> = Generator<Range, T, Buffer>;

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const END64_LOCATOR_SIGNATURE = 0x07064b50;
const END64_LOCATOR_BYTES = 20;
const END64_SIGNATURE = 0x06064b50;
const END64_BYTES = 56;
const CENTRAL_SIGNATURE = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const MAX_COMMENT_BYTES = 0xffff;
/** A directory of 2,000 parts takes about 200 kB; what is above this is made to hurt. */
const MAX_DIRECTORY_BYTES = 16 * 2 ** 20;
/** As many as a zip without zip64 can have. */
const MAX_ENTRIES = 65_535;
const UNKNOWN_16 = 0xffff;
const UNKNOWN_32 = 0xffffffff;
const FLAG_ENCRYPTED = 1;
const EXTRA_ZIP64 = 1;

/**
 * Reads the central directory of a file of `size` bytes. Throws BROKEN_CONTENT where there is none, it is damaged, names
 * a place outside of the zip, or has parts that lie upon each other. Of more than `maxEntries` only the count is read.
 */
export function* readZipDirectory(size: number, maxEntries: number = MAX_ENTRIES): RangeReader<ZipDirectory> {
  const { count, offset, length } = yield* findDirectory(size);
  if (count > maxEntries) return { entries: new Map(), count };
  if (length > MAX_DIRECTORY_BYTES || offset + length > size || count * CENTRAL_BYTES > length) {
    throw broken('directorio fuera del archivo', 'directory outside of the file');
  }
  return parseDirectory(yield { offset, length }, count, offset);
}

/**
 * Where the packed bytes of `entry` begin. Throws BROKEN_CONTENT where the local header does not agree with the
 * directory.
 */
export function* readLocalHeader(entry: ZipEntry, size: number): RangeReader<number> {
  const fixed = yield { offset: entry.headerOffset, length: LOCAL_BYTES };
  const nameBytes = fixed.readUInt16LE(26);
  if (fixed.readUInt32LE(0) !== LOCAL_SIGNATURE || fixed.readUInt16LE(8) !== entry.method) {
    throw broken(`cabecera de "${entry.name}"`, `header of "${entry.name}"`);
  }
  const name = yield { offset: entry.headerOffset + LOCAL_BYTES, length: nameBytes };
  if (partName(name) !== entry.name) {
    throw broken(`cabecera de "${entry.name}" con otro nombre`, `header of "${entry.name}" has another name`);
  }
  const start = entry.headerOffset + LOCAL_BYTES + nameBytes + fixed.readUInt16LE(28);
  if (start + entry.packed > size) {
    throw broken(
      `"${entry.name}" pasa del final del archivo`,
      `"${entry.name}" runs past the end of the file`,
    );
  }
  return start;
}

export function readRangesSync<T>(fd: number, reader: RangeReader<T>): T {
  let step = reader.next();
  while (step.done !== true) {
    const bytes = Buffer.alloc(step.value.length);
    step = reader.next(whole(bytes, readSync(fd, bytes, 0, bytes.length, step.value.offset)));
  }
  return step.value;
}

export async function readRanges<T>(file: FileHandle, reader: RangeReader<T>): Promise<T> {
  let step = reader.next();
  while (step.done !== true) {
    const bytes = Buffer.alloc(step.value.length);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, step.value.offset);
    step = reader.next(whole(bytes, bytesRead));
  }
  return step.value;
}

function whole(bytes: Buffer, got: number): Buffer {
  if (got === bytes.length) return bytes;
  throw broken('archivo cortado', 'file cut short');
}

function* findDirectory(size: number): RangeReader<Range & { count: number }> {
  const length = Math.min(size, END_BYTES + END64_LOCATOR_BYTES + MAX_COMMENT_BYTES);
  const tailOffset = size - length;
  const tail = yield { offset: tailOffset, length };
  const end = findEnd(tail);
  const found = {
    count: tail.readUInt16LE(end + 10),
    length: tail.readUInt32LE(end + 12),
    offset: tail.readUInt32LE(end + 16),
  };
  const locator = end - END64_LOCATOR_BYTES;
  const needs64 = found.count === UNKNOWN_16 || found.length === UNKNOWN_32 || found.offset === UNKNOWN_32;
  if (!needs64 || locator < 0 || tail.readUInt32LE(locator) !== END64_LOCATOR_SIGNATURE) return found;
  const end64 = yield { offset: safe(tail, locator + 8), length: END64_BYTES };
  if (end64.readUInt32LE(0) !== END64_SIGNATURE) throw broken('final zip64', 'zip64 end');
  return { count: safe(end64, 32), length: safe(end64, 40), offset: safe(end64, 48) };
}

/**
 * The last end record whose comment reaches exactly to the end of the file, since a comment may hold the signature too;
 * else, for files with bytes stuck to their end on the way, the last record that there is.
 */
function findEnd(tail: Buffer): number {
  let last = -1;
  for (let i = tail.length - END_BYTES; i >= 0; i--) {
    if (tail.readUInt32LE(i) !== END_SIGNATURE) continue;
    if (i + END_BYTES + tail.readUInt16LE(i + 20) === tail.length) return i;
    last = Math.max(last, i);
  }
  if (last >= 0) return last;
  throw broken('sin directorio central', 'no central directory');
}

/** `limit`: where the directory begins, which is where the parts end. */
function parseDirectory(bytes: Buffer, count: number, limit: number): ZipDirectory {
  const entries = new Map<string, ZipEntry>();
  const places: Place[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL_BYTES > bytes.length || bytes.readUInt32LE(at) !== CENTRAL_SIGNATURE) {
      throw broken('directorio central', 'central directory');
    }
    const nameEnd = at + CENTRAL_BYTES + bytes.readUInt16LE(at + 28);
    const extraEnd = nameEnd + bytes.readUInt16LE(at + 30);
    const next = extraEnd + bytes.readUInt16LE(at + 32);
    if (next > bytes.length) throw broken('directorio central', 'central directory');
    const entry = parseEntry(bytes.subarray(at, nameEnd), bytes.subarray(nameEnd, extraEnd));
    const end = entry.headerOffset + LOCAL_BYTES + (nameEnd - at - CENTRAL_BYTES) + entry.packed;
    if (end > limit) {
      throw broken(`"${entry.name}" fuera del archivo`, `"${entry.name}" lies outside of the file`);
    }
    places.push({ name: entry.name, start: entry.headerOffset, end });
    const key = entry.name.toLowerCase();
    entries.set(key, entries.has(key) ? { ...entry, duplicated: true } : entry);
    at = next;
  }
  refuseOverlaps(places);
  return { entries, count };
}

interface Place {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Parts that share their bytes are how a small zip unpacks to more than any ratio of its parts shows. */
function refuseOverlaps(places: Place[]): void {
  places.sort((a, b) => a.start - b.start);
  for (const [i, place] of places.entries()) {
    const next = places[i + 1];
    if (next === undefined || place.end <= next.start) continue;
    throw broken(
      `"${place.name}" y "${next.name}" ocupan los mismos bytes`,
      `"${place.name}" and "${next.name}" take up the same bytes`,
    );
  }
}

function parseEntry(header: Buffer, extra: Buffer): ZipEntry {
  let unpacked = header.readUInt32LE(24);
  let packed = header.readUInt32LE(20);
  let headerOffset = header.readUInt32LE(42);
  const wide = zip64Extra(extra);
  let at = 0;
  const next = (value: number): number => {
    if (value !== UNKNOWN_32 || at + 8 > wide.length) return value;
    at += 8;
    return safe(wide, at - 8);
  };
  unpacked = next(unpacked);
  packed = next(packed);
  headerOffset = next(headerOffset);
  return {
    name: partName(header.subarray(CENTRAL_BYTES)),
    encrypted: (header.readUInt16LE(8) & FLAG_ENCRYPTED) !== 0,
    method: header.readUInt16LE(10),
    crc: header.readUInt32LE(16),
    packed,
    unpacked,
    headerOffset,
    duplicated: false,
  };
}

function zip64Extra(extra: Buffer): Buffer {
  let at = 0;
  while (at + 4 <= extra.length) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === EXTRA_ZIP64) return extra.subarray(at + 4, end);
    at = end;
  }
  return extra.subarray(0, 0);
}

/**
 * Throws for a name that would lead out of the folder it is unpacked to: nothing is, but no writer of workbooks makes
 * one.
 */
function partName(bytes: Buffer): string {
  const name = bytes.toString('utf8').replaceAll('\\', '/').replace(/^\/+/, '');
  if (!/(?:^|\/)\.\.(?:\/|$)|^[a-z]:|\0/i.test(name)) return name;
  throw broken(
    `el nombre de parte ${JSON.stringify(name)} sale del zip`,
    `the part name ${JSON.stringify(name)} leads out of the zip`,
  );
}

function safe(bytes: Buffer, at: number): number {
  const value = bytes.readBigUInt64LE(at);
  if (value <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(value);
  throw broken('tamaño zip64', 'zip64 size');
}

function broken(es: string, en: string): Error {
  return brokenContent(`El zip del archivo está dañado: ${es}`, `The file's zip is damaged: ${en}`);
}
