import type { TextEncoding } from './transcode.ts';

export interface TextStart {
  readonly encoding: TextEncoding;
  /** Bytes of the byte order mark in front of the text. */
  readonly markBytes: number;
}

/** Pairs looked at to recognise UTF-16 without a byte order mark. */
const MAX_PAIRS = 2_048;
/** In UTF-16 text of our languages nearly every second byte is NUL; punctuation such as '€' or '–' makes the rest. */
const NUL_SHARE = 0.7;

/**
 * What the first bytes of a text show by themselves: a byte order mark, or UTF-16's pattern of NUL bytes. Undefined
 * where they do not decide, which leaves UTF-8 and Windows-1252.
 */
export function textStart(head: Uint8Array): TextStart | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', markBytes: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', markBytes: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', markBytes: 2 };
  const pairs = Math.min(MAX_PAIRS, Math.floor(head.length / 2));
  let highFirst = 0;
  let lowFirst = 0;
  for (let i = 0; i < pairs; i++) {
    if (head[2 * i] === 0 && head[2 * i + 1] !== 0) highFirst++;
    if (head[2 * i] !== 0 && head[2 * i + 1] === 0) lowFirst++;
  }
  if (pairs > 1 && lowFirst > NUL_SHARE * pairs) return { encoding: 'utf-16le', markBytes: 0 };
  if (pairs > 1 && highFirst > NUL_SHARE * pairs) return { encoding: 'utf-16be', markBytes: 0 };
  return undefined;
}
