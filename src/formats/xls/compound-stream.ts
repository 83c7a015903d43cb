import { brokenBook as broken } from './biff-records.ts';

const HEADER_BYTES = 512;
const ENTRY_BYTES = 128;
const NAME_BYTES = 64;
const MINI_SECTOR_BYTES = 64;
const TABLE_SECTORS_IN_HEADER = 109;
/** Above this come the marks for "end", "free" and "part of the allocation table". */
const LAST_SECTOR = 0xfffffffa;
const STREAM = 2;
const ROOT = 5;
/** A book of Excel 97 and one of Excel 95 may stand in the same file; the newer one counts. */
const BOOK_NAMES = ['workbook', 'book'];

/**
 * The bytes of the workbook within an OLE compound file, see [MS-CFB]. Throws BROKEN_CONTENT where the file is cut short
 * or its chains of sectors do not hold together.
 */
export function bookStream(file: Buffer): Buffer {
  if (file.length < HEADER_BYTES) throw broken('cabecera', 'header');
  const shift = file.readUInt16LE(30);
  if (shift !== 9 && shift !== 12) throw broken('tamaño de sector', 'sector size');
  const disk: Sectors = { bytes: file, sectorBytes: 1 << shift, offset: 1 << shift };
  const table = allocationTable(file, disk);
  const directory = chain(disk, table, file.readUInt32LE(48), undefined);
  const entries = readEntries(directory);
  const book = BOOK_NAMES.map((name) => entries.find((each) => each.name === name)).find(
    (each) => each !== undefined,
  );
  if (book === undefined) throw broken('sin libro', 'no workbook');
  if (book.size >= file.readUInt32LE(56)) return chain(disk, table, book.start, book.size);
  const root = entries.find(({ type }) => type === ROOT);
  if (root === undefined) throw broken('sin raíz', 'no root');
  const bytes = chain(disk, table, root.start, undefined);
  const miniTable = asTable(chain(disk, table, file.readUInt32LE(60), undefined));
  return chain({ bytes, sectorBytes: MINI_SECTOR_BYTES, offset: 0 }, miniTable, book.start, book.size);
}

interface Sectors {
  readonly bytes: Buffer;
  readonly sectorBytes: number;
  /** Where sector 0 begins. */
  readonly offset: number;
}

interface Entry {
  readonly name: string;
  readonly type: number;
  readonly start: number;
  readonly size: number;
}

/** For each sector the one that follows it. */
function allocationTable(file: Buffer, disk: Sectors): Uint32Array {
  const perSector = disk.sectorBytes / 4;
  const maxSectors = Math.ceil(file.length / disk.sectorBytes);
  const parts: Buffer[] = [];
  const add = (id: number) => {
    if (id >= LAST_SECTOR) return;
    if (parts.length > maxSectors) throw broken('tabla de sectores', 'sector table');
    parts.push(sector(disk, id));
  };
  for (let i = 0; i < TABLE_SECTORS_IN_HEADER; i++) add(file.readUInt32LE(76 + 4 * i));
  let more = file.readUInt32LE(68);
  for (let n = 0; more < LAST_SECTOR; n++) {
    if (n > maxSectors) throw broken('tabla de sectores', 'sector table');
    const list = sector(disk, more);
    for (let i = 0; i < perSector - 1; i++) add(list.readUInt32LE(4 * i));
    more = list.readUInt32LE(4 * (perSector - 1));
  }
  return asTable(Buffer.concat(parts));
}

function asTable(bytes: Buffer): Uint32Array {
  return Uint32Array.from({ length: bytes.length >> 2 }, (_, i) => bytes.readUInt32LE(4 * i));
}

/** The sectors from `start` on; `size` of their bytes, or all. A chain longer than its sectors runs in a circle. */
function chain(sectors: Sectors, table: Uint32Array, start: number, size: number | undefined): Buffer {
  const parts: Buffer[] = [];
  const needed = size === undefined ? Number.POSITIVE_INFINITY : Math.ceil(size / sectors.sectorBytes);
  for (let id = start; id < LAST_SECTOR && parts.length < needed; id = table[id] ?? LAST_SECTOR) {
    if (parts.length > table.length) throw broken('cadena sin fin', 'endless chain');
    parts.push(sector(sectors, id));
  }
  const bytes = Buffer.concat(parts);
  if (size === undefined) return bytes;
  if (bytes.length < size) throw broken('cortado', 'cut short');
  return bytes.subarray(0, size);
}

/** The last sector of a file may be shorter than the others. */
function sector({ bytes, sectorBytes, offset }: Sectors, id: number): Buffer {
  const from = offset + id * sectorBytes;
  if (from >= bytes.length) throw broken('cortado', 'cut short');
  return bytes.subarray(from, from + sectorBytes);
}

function readEntries(directory: Buffer): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at + ENTRY_BYTES <= directory.length; at += ENTRY_BYTES) {
    const type = directory[at + 66] ?? 0;
    if (type !== STREAM && type !== ROOT) continue;
    const nameBytes = Math.max(2, Math.min(directory.readUInt16LE(at + NAME_BYTES), NAME_BYTES));
    entries.push({
      name: directory.toString('utf16le', at, at + nameBytes - 2).toLowerCase(),
      type,
      start: directory.readUInt32LE(at + 116),
      size: directory.readUInt32LE(at + 120),
    });
  }
  return entries;
}
