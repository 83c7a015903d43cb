import { brokenContent } from './broken-content.ts';
import type { ByteSource } from './byte-source.ts';

/** What a text can be written in; Windows-1252 stands for ISO-8859-1 too, as every browser reads it. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

const INPUT_BYTES = 64 * 1024;

/**
 * The source's text as UTF-8. UTF-8 itself passes as it is. Throws BROKEN_CONTENT where the bytes are no text of that
 * encoding, such as half a UTF-16 character at the end.
 */
export function transcode(source: ByteSource, encoding: TextEncoding): ByteSource {
  if (encoding === 'utf-8') return source;
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const input = Buffer.allocUnsafeSlow(INPUT_BYTES);
  let ready = Buffer.alloc(0);
  let ended = false;

  function refill(): void {
    const got = source.fill(input, 0, input.length);
    ended = got === 0;
    try {
      ready = Buffer.from(decoder.decode(input.subarray(0, got), { stream: !ended }), 'utf8');
    } catch (error) {
      throw brokenContent(
        `El texto del archivo no es ${encoding} válido`,
        `The file's text is not valid ${encoding}`,
        {},
        error,
      );
    }
  }

  return {
    fill(target, offset, length) {
      let filled = 0;
      while (filled < length) {
        if (ready.length === 0) {
          if (ended) break;
          refill();
          continue;
        }
        const n = ready.copy(target, offset + filled, 0, Math.min(ready.length, length - filled));
        ready = ready.subarray(n);
        filled += n;
      }
      return filled;
    },
    consumed: () => source.consumed(),
    [Symbol.dispose]: () => source[Symbol.dispose](),
  };
}
