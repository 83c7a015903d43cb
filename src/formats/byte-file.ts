import { statSync } from 'node:fs';
import type { ByteSource } from './byte-source.ts';
import { fileSource } from './file-source.ts';

/** Bytes that can be read from their start as often as one likes, whether they stand in a file or packed in a zip. */
export interface ByteFile {
  /** What `consumed` of a source runs up to: bytes of the file on disk. */
  readonly size: number;
  /** The bytes behind the first `skipped` ones. */
  open(skipped?: number): ByteSource;
}

export function plainFile(path: string): ByteFile {
  return { size: statSync(path).size, open: (skipped = 0) => fileSource(path, skipped) };
}
