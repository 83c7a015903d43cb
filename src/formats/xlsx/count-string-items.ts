import type { ByteSource } from '../byte-source.ts';

const WINDOW_BYTES = 256 * 1024;
const LT = 0x3c;
const S = 0x73;
const I = 0x69;
const GT = 0x3e;
const SPACE = 0x20;
const SLASH = 0x2f;
/** '<si' and what follows it. */
const LOOK_AHEAD = 4;

export interface CountUpTo {
  readonly maxBytes?: number;
  /** More than these need not be counted. */
  readonly maxItems?: number;
}

/**
 * How many items the first `maxBytes` bytes of the shared strings have, as far as tags without a prefix tell. Keeps
 * none of them: for saying no to a part whose strings would fill the memory before their number shows.
 */
export function countStringItems(
  source: ByteSource,
  { maxBytes = Number.POSITIVE_INFINITY, maxItems = Number.POSITIVE_INFINITY }: CountUpTo,
): number {
  const b = Buffer.alloc(WINDOW_BYTES + LOOK_AHEAD);
  let items = 0;
  let kept = 0;
  for (let total = 0; total < maxBytes && items <= maxItems; ) {
    const got = source.fill(b, kept, WINDOW_BYTES - kept);
    if (got === 0) break;
    total += got;
    const have = kept + got;
    b.fill(0, have, have + LOOK_AHEAD);
    const end = Math.max(0, have - LOOK_AHEAD + 1);
    for (let p = 0; p < end; p++) {
      if (b[p] !== LT || b[p + 1] !== S || b[p + 2] !== I) continue;
      const next = b[p + 3];
      if (next === GT || next === SPACE || next === SLASH) items++;
    }
    b.copyWithin(0, end, have);
    kept = have - end;
  }
  return items;
}
