import type { FileHandle } from 'node:fs/promises';
import type { FileFormat } from '../domain/codes.ts';

const ENTRY_BYTES = 128;
const NAME_BYTES = 64;
const LAST_SECTOR = 0xfffffffa;
const FIRST_FAT_SECTOR_OFFSET = 76;
/** Books have under 20 entries, 4 to a sector of 512 bytes; more are not needed to tell what it is. */
const MAX_SECTORS = 64;

/**
 * What an OLE compound file holds, by the names in its directory: an old workbook, an encrypted new one, or neither.
 * See [MS-CFB]. Follows the directory's chain through the first sector of the allocation table only.
 */
export async function compoundFormat(file: FileHandle, size: number, head: Buffer): Promise<FileFormat> {
  if (head.length < 512) return 'UNKNOWN';
  const sectorBytes = 1 << head.readUInt16LE(30);
  if (sectorBytes !== 512 && sectorBytes !== 4096) return 'UNKNOWN';
  const names = new Set<string>();
  const sector = (id: number) => readAt(file, size, (id + 1) * sectorBytes, sectorBytes);
  const table = await sector(head.readUInt32LE(FIRST_FAT_SECTOR_OFFSET));
  let id = head.readUInt32LE(48);
  for (let i = 0; i < MAX_SECTORS && id < LAST_SECTOR; i++) {
    for (const name of entryNames(await sector(id))) names.add(name);
    id = 4 * id + 4 <= table.length ? table.readUInt32LE(4 * id) : LAST_SECTOR;
  }
  if (names.has('EncryptedPackage')) return 'ENCRYPTED';
  return names.has('Workbook') || names.has('Book') ? 'XLS' : 'UNKNOWN';
}

function entryNames(sector: Buffer): string[] {
  const names: string[] = [];
  for (let at = 0; at + ENTRY_BYTES <= sector.length; at += ENTRY_BYTES) {
    const length = Math.min(sector.readUInt16LE(at + NAME_BYTES), NAME_BYTES);
    if (length >= 2) names.push(sector.toString('utf16le', at, at + length - 2));
  }
  return names;
}

async function readAt(file: FileHandle, size: number, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
  await file.read(bytes, 0, bytes.length, offset);
  return bytes;
}
