import { brokenContent } from './broken-content.ts';
import type { ByteSource } from './byte-source.ts';
import { windows1252AsUtf8 } from './windows-1252.ts';

/** What a text can be written in; Windows-1252 stands for ISO-8859-1 too, as every browser reads it. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

const INPUT_BYTES = 64 * 1024;
/** A byte of Windows-1252 takes at most three in UTF-8. */
const MAX_GROWTH = 3;

/**
 * The source's text as UTF-8. UTF-8 itself passes as it is. Throws BROKEN_CONTENT where the bytes are no text of that
 * encoding, such as half a UTF-16 character at the end.
 */
export function transcode(source: ByteSource, encoding: TextEncoding): ByteSource {
  if (encoding === 'utf-8') return source;
  const decode = encoding === 'windows-1252' ? windows1252Decoder() : utf16Decoder(encoding);
  const input = Buffer.allocUnsafeSlow(INPUT_BYTES);
  let ready = Buffer.alloc(0);
  let ended = false;

  function refill(): void {
    const got = source.fill(input, 0, input.length);
    ended = got === 0;
    ready = decode(input.subarray(0, got), ended);
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

type Decode = (bytes: Buffer, last: boolean) => Buffer<ArrayBuffer>;

function utf16Decoder(encoding: 'utf-16le' | 'utf-16be'): Decode {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  return (bytes, last) => {
    try {
      return Buffer.from(decoder.decode(bytes, { stream: !last }), 'utf8');
    } catch (error) {
      throw brokenContent(
        `El texto del archivo no es ${encoding} válido`,
        `The file's text is not valid ${encoding}`,
        {},
        error,
      );
    }
  };
}

function windows1252Decoder(): Decode {
  const upper = windows1252AsUtf8();
  return (bytes) => {
    const target = Buffer.alloc(MAX_GROWTH * bytes.length);
    let o = 0;
    for (const byte of bytes) {
      const wide = upper[byte - 0x80];
      if (wide === undefined) target[o++] = byte;
      else o += wide.copy(target, o);
    }
    return target.subarray(0, o);
  };
}
