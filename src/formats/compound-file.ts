import type { FileHandle } from 'node:fs/promises';
import type { FileFormat } from '../domain/codes.ts';

const ENTRY_BYTES = 128;
const NAME_BYTES = 64;
const START_OFFSET = 116;
const SIZE_OFFSET = 120;
const LAST_SECTOR = 0xfffffffa;
const FIRST_FAT_SECTOR_OFFSET = 76;
/** Books have under 20 entries, 4 to a sector of 512 bytes; more are not needed to tell what it is. */
const MAX_SECTORS = 64;
/** The first records of a book: FILEPASS is the second or third of them. */
const FIRST_RECORDS = 4;
const FILE_PASS = 0x002f;

/**
 * What an OLE compound file holds, by the names in its directory: an old workbook, one with a password, an encrypted new
 * one, or none of them. See [MS-CFB]. Follows chains through the first sector of the allocation table only.
 */
export async function compoundFormat(file: FileHandle, size: number, head: Buffer): Promise<FileFormat> {
  if (head.length < 512) return 'UNKNOWN';
  const sectorBytes = 1 << head.readUInt16LE(30);
  if (sectorBytes !== 512 && sectorBytes !== 4096) return 'UNKNOWN';
  const entries = new Map<string, Entry>();
  const sector = (id: number) => readAt(file, size, (id + 1) * sectorBytes, sectorBytes);
  const table = await sector(head.readUInt32LE(FIRST_FAT_SECTOR_OFFSET));
  const next = (id: number) => (4 * id + 4 <= table.length ? table.readUInt32LE(4 * id) : LAST_SECTOR);
  let id = head.readUInt32LE(48);
  for (let i = 0; i < MAX_SECTORS && id < LAST_SECTOR; i++) {
    for (const entry of readEntries(await sector(id))) entries.set(entry.name, entry);
    id = next(id);
  }
  if (entries.has('EncryptedPackage')) return 'ENCRYPTED';
  const book = entries.get('Workbook') ?? entries.get('Book');
  if (book === undefined) return 'UNKNOWN';
  // A book as small as this stands in the short sectors of the root's stream, whose first sector shows the first records.
  const isShort = book.size < head.readUInt32LE(56);
  const start = isShort ? (entries.get('Root Entry')?.start ?? LAST_SECTOR) : book.start;
  if (start >= LAST_SECTOR) return 'XLS';
  const first = await sector(start);
  return asksForPassword(isShort ? first.subarray(64 * book.start) : first) ? 'ENCRYPTED' : 'XLS';
}

interface Entry {
  readonly name: string;
  readonly start: number;
  readonly size: number;
}

function readEntries(sector: Buffer): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at + ENTRY_BYTES <= sector.length; at += ENTRY_BYTES) {
    const length = Math.min(sector.readUInt16LE(at + NAME_BYTES), NAME_BYTES);
    if (length < 2) continue;
    entries.push({
      name: sector.toString('utf16le', at, at + length - 2),
      start: sector.readUInt32LE(at + START_OFFSET),
      size: sector.readUInt32LE(at + SIZE_OFFSET),
    });
  }
  return entries;
}

function asksForPassword(book: Buffer): boolean {
  let at = 0;
  for (let i = 0; i < FIRST_RECORDS && at + 4 <= book.length; i++) {
    if (book.readUInt16LE(at) === FILE_PASS) return true;
    at += 4 + book.readUInt16LE(at + 2);
  }
  return false;
}

async function readAt(file: FileHandle, size: number, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
  await file.read(bytes, 0, bytes.length, offset);
  return bytes;
}
