import { describe, expect, it } from 'vitest';
import { DEFAULT_READ_LIMITS } from '../../domain/row.ts';
import type { ByteSource } from '../byte-source.ts';
import { readSharedStrings } from './shared-strings.ts';

const TEXTS = Array.from({ length: 3_000 }, (_, i) => `texto ${i}`);
const ITEMS = TEXTS.map((text) => `<si><t>${text}</t></si>`).join('');

describe('how many shared strings a part says that it has', () => {
  it.each([
    ['rightly', 'count="9000" uniqueCount="3000"'],
    ['too few', 'count="9000" uniqueCount="5"'],
    ['too many', 'uniqueCount="5000000"'],
    ['more than any part may have', 'uniqueCount="999999999"'],
    ['in nonsense', 'uniqueCount="-1e9"'],
    ['not at all', ''],
  ])('is no more than a hint: told %s', (_, told) => {
    const strings = readSharedStrings(sourceOf(`<sst ${told}>${ITEMS}</sst>`), DEFAULT_READ_LIMITS);
    const texts = Array.from({ length: strings.count }, (_, i) =>
      strings.blocks[strings.block[i] ?? 0]?.toString('utf8', strings.start[i], strings.end[i]),
    );
    expect(texts).toEqual(TEXTS);
  });

  it('makes room at once, so that nothing is outgrown, and never for more than the limit', () => {
    const part = (told: number) => sourceOf(`<sst count="1" uniqueCount="${told}">${ITEMS}</sst>`);
    expect(readSharedStrings(part(3_000), DEFAULT_READ_LIMITS).start).toHaveLength(3_000);
    const limits = { ...DEFAULT_READ_LIMITS, sharedStrings: 4_000 };
    expect(readSharedStrings(part(999_999_999), limits).start).toHaveLength(4_000);
  });
});

function sourceOf(text: string): ByteSource {
  const bytes = Buffer.from(text);
  let at = 0;
  return {
    fill(target, offset, length) {
      const copied = bytes.copy(target, offset, at, at + length);
      at += copied;
      return copied;
    },
    consumed: () => at,
    [Symbol.dispose]() {},
  };
}
