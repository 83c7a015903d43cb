import { crc32, deflateRawSync } from 'node:zlib';

/** A part as a test wants it written, right or wrong. */
export interface PartToZip {
  readonly name: string;
  readonly content: Buffer | string;
  readonly stored?: boolean;
  /** Sizes and checksum behind the data, zeros in the local header: how streaming writers do it. */
  readonly descriptor?: boolean;
  /** Sizes and offset in a zip64 extra field. */
  readonly zip64?: boolean;
  readonly encrypted?: boolean;
  readonly crc?: number;
  readonly unpacked?: number;
  readonly method?: number;
  /** In the local header only. */
  readonly localName?: string;
}

/** A zip, byte by byte, so that every oddity of one can be made. */
export function zipOf(parts: readonly PartToZip[], { zip64End = false, comment = '' } = {}): Buffer {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  const push = (bytes: Buffer) => {
    pieces.push(bytes);
    offset += bytes.length;
  };
  for (const part of parts) {
    const written = writtenPart(part, offset);
    push(written.local);
    directory.push(written.central);
  }
  const start = offset;
  for (const entry of directory) push(entry);
  const length = offset - start;
  if (zip64End) push(end64(parts.length, start, length));
  push(end(parts.length, start, length, zip64End, comment));
  return Buffer.concat(pieces);
}

function writtenPart(part: PartToZip, offset: number): { local: Buffer; central: Buffer } {
  const content = Buffer.from(part.content);
  const packed = part.stored ? content : deflateRawSync(content);
  const sizes = [part.crc ?? crc32(content), packed.length, part.unpacked ?? content.length] as const;
  const flags = (part.encrypted ? 1 : 0) | (part.descriptor ? 8 : 0);
  const method = part.method ?? (part.stored ? 0 : 8);
  const name = Buffer.from(part.name);
  const local = header(0x04034b50, 30, 6, flags, method, part.descriptor ? [0, 0, 0] : sizes);
  const localName = Buffer.from(part.localName ?? part.name);
  local.writeUInt16LE(localName.length, 26);
  const descriptor = part.descriptor ? Buffer.alloc(16) : Buffer.alloc(0);
  if (part.descriptor) {
    descriptor.writeUInt32LE(0x08074b50, 0);
    for (const [i, value] of sizes.entries()) descriptor.writeUInt32LE(value, 4 + 4 * i);
  }
  const unknown = 0xffffffff;
  const central = header(0x02014b50, 46, 8, flags, method, part.zip64 ? [sizes[0], unknown, unknown] : sizes);
  central.writeUInt16LE(name.length, 28);
  const extra = part.zip64 ? Buffer.alloc(28) : Buffer.alloc(0);
  if (part.zip64) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(24, 2);
    extra.writeBigUInt64LE(BigInt(sizes[2]), 4);
    extra.writeBigUInt64LE(BigInt(sizes[1]), 12);
    extra.writeBigUInt64LE(BigInt(offset), 20);
  }
  central.writeUInt16LE(extra.length, 30);
  central.writeUInt32LE(part.zip64 ? unknown : offset, 42);
  return {
    local: Buffer.concat([local, localName, packed, descriptor]),
    central: Buffer.concat([central, name, extra]),
  };
}

function header(
  signature: number,
  bytes: number,
  at: number,
  flags: number,
  method: number,
  [crc, packed, unpacked]: readonly [number, number, number],
): Buffer {
  const written = Buffer.alloc(bytes);
  written.writeUInt32LE(signature, 0);
  written.writeUInt16LE(flags, at);
  written.writeUInt16LE(method, at + 2);
  written.writeUInt32LE(crc, at + 8);
  written.writeUInt32LE(packed, at + 12);
  written.writeUInt32LE(unpacked, at + 16);
  return written;
}

function end64(count: number, start: number, length: number): Buffer {
  const bytes = Buffer.alloc(56 + 20);
  bytes.writeUInt32LE(0x06064b50, 0);
  bytes.writeBigUInt64LE(44n, 4);
  bytes.writeBigUInt64LE(BigInt(count), 24);
  bytes.writeBigUInt64LE(BigInt(count), 32);
  bytes.writeBigUInt64LE(BigInt(length), 40);
  bytes.writeBigUInt64LE(BigInt(start), 48);
  bytes.writeUInt32LE(0x07064b50, 56);
  bytes.writeBigUInt64LE(BigInt(start + length), 64);
  return bytes;
}

function end(count: number, start: number, length: number, zip64: boolean, comment: string): Buffer {
  const bytes = Buffer.alloc(22 + comment.length);
  bytes.writeUInt32LE(0x06054b50, 0);
  bytes.writeUInt16LE(zip64 ? 0xffff : count, 8);
  bytes.writeUInt16LE(zip64 ? 0xffff : count, 10);
  bytes.writeUInt32LE(zip64 ? 0xffffffff : length, 12);
  bytes.writeUInt32LE(zip64 ? 0xffffffff : start, 16);
  bytes.writeUInt16LE(comment.length, 20);
  bytes.write(comment, 22, 'latin1');
  return bytes;
}
