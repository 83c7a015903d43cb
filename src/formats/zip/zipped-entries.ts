import { ImportFailedError } from '../../domain/errors.ts';
import type { ReadLimits } from '../../domain/row.ts';
import { DEFAULT_READ_LIMITS } from '../../domain/row.ts';
import { headKind } from '../head-kind.ts';
import { canInflateInPlace } from '../xlsx/inflate.ts';
import type { ZipDirectory, ZipEntry } from '../xlsx/zip-directory.ts';
import { openPart } from '../xlsx/zip-part.ts';

/** What systems put into zips by themselves, and what has no bytes. */
const JUNK = /(?:^|\/)(?:__MACOSX\/.*|\.[^/]*|thumbs\.db|desktop\.ini)$|\/$/i;
/** Enough to tell text from data, and to see the first parts of a workbook. */
const HEAD_BYTES = 64 * 1024;
/** More files than this are not looked into: it is not a zip of one. */
const MAX_LOOKED_INTO = 50;
/** Only the head is unpacked: what the whole would cost is of no concern. */
const NO_LIMITS: ReadLimits = {
  ...DEFAULT_READ_LIMITS,
  unpackedBytes: Number.MAX_SAFE_INTEGER,
  ratio: Number.MAX_SAFE_INTEGER,
};

/**
 * The kinds of file in a zip that may be a billing file; whether a PACKAGE or COMPOUND is one shows only when it is
 * unpacked.
 */
export type ZippedKind = 'PACKAGE' | 'COMPOUND' | 'XLS' | 'HTML' | 'CSV';

export interface ZippedEntry {
  readonly entry: ZipEntry;
  readonly kind: ZippedKind;
}

export interface ZippedEntries {
  /** Those that seem to be readable, in the zip's order. */
  readonly readable: readonly ZippedEntry[];
  /** The names of all its files, junk left out. */
  readonly names: readonly string[];
}

/** A zip of files is one that is no Office document itself. */
export function isPackage({ entries }: ZipDirectory): boolean {
  return entries.has('[content_types].xml') || entries.has('mimetype') || entries.has('encryptedpackage');
}

/**
 * What a zip of files holds, by the first bytes of each of them. Synchronous, and small: some 64 kB of each file. The same
 * zip gives the same answer whenever it is asked, so that the upload and the reading thread agree.
 */
export function zippedEntries(fd: number, size: number, { entries }: ZipDirectory): ZippedEntries {
  const files = [...entries.values()].filter(({ name }) => !JUNK.test(name));
  const names = files.map(({ name }) => name);
  if (files.length > MAX_LOOKED_INTO) {
    return { names, readable: files.map((entry) => ({ entry, kind: 'CSV' })) };
  }
  const readable = files.flatMap((entry) => {
    const kind = kindOf(fd, size, entry);
    return kind === undefined ? [] : [{ entry, kind }];
  });
  return { readable, names };
}

function kindOf(fd: number, size: number, entry: ZipEntry): ZippedKind | undefined {
  const head = headOf(fd, size, entry);
  // Damaged: it counts, and reading it will say what is wrong with it.
  if (head === undefined) return 'PACKAGE';
  const kind = headKind(head, head.length === entry.unpacked);
  switch (kind) {
    case 'ZIP':
      return looksLikeWorkbook(head) ? 'PACKAGE' : undefined;
    case 'COMPOUND':
    case 'XLS':
    case 'HTML':
    case 'CSV':
      return kind;
    default:
      return undefined;
  }
}

function headOf(fd: number, size: number, entry: ZipEntry): Buffer | undefined {
  try {
    const zip = { fd, size, limits: NO_LIMITS, inPlace: canInflateInPlace(), unpacked: 0, onBytes() {} };
    using source = openPart(zip, entry);
    const head = Buffer.alloc(HEAD_BYTES);
    return head.subarray(0, source.fill(head, 0, head.length));
  } catch (error) {
    if (error instanceof ImportFailedError) return undefined;
    throw error;
  }
}

/** By the names of its first parts: a zip within a zip is opened only for a workbook. */
function looksLikeWorkbook(head: Buffer): boolean {
  const text = head.toString('latin1');
  if (/(?:word|ppt)\/|mimetypeapplication/.test(text)) return false;
  return /\[Content_Types\]\.xml|_rels\/\.rels|xl\/|docProps\//.test(text);
}
