import { brokenContent } from '../broken-content.ts';
import type { ByteSource } from '../byte-source.ts';
import { type TextEncoding, transcode } from '../transcode.ts';

/** Enough for a byte order mark and the XML declaration. */
const PEEK_BYTES = 256;

/** The text of an XML part as UTF-8 without its byte order mark, whatever its declaration says it is written in. */
export function xmlSource(source: ByteSource): ByteSource {
  const head = Buffer.alloc(PEEK_BYTES);
  const got = source.fill(head, 0, head.length);
  const { encoding, markBytes } = encodingOf(head.subarray(0, got));
  return transcode(prepend(head.subarray(markBytes, got), source), encoding);
}

function encodingOf(head: Buffer): { encoding: TextEncoding; markBytes: number } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', markBytes: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', markBytes: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', markBytes: 2 };
  if (head[0] === 0x3c && head[1] === 0) return { encoding: 'utf-16le', markBytes: 0 };
  if (head[0] === 0 && head[1] === 0x3c) return { encoding: 'utf-16be', markBytes: 0 };
  return { encoding: declared(head.toString('latin1')), markBytes: 0 };
}

function declared(head: string): TextEncoding {
  const name = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']/.exec(head)?.[1]?.toLowerCase() ?? 'utf-8';
  switch (name) {
    case 'utf-8':
    case 'utf8':
    case 'us-ascii':
    case 'ascii':
      return 'utf-8';
    case 'iso-8859-1':
    case 'latin1':
    case 'windows-1252':
      return 'windows-1252';
    default:
      throw brokenContent(
        `El XML del archivo está escrito en "${name}", que no se lee`,
        `The file's XML is written in "${name}", which is not read`,
      );
  }
}

function prepend(head: Buffer, source: ByteSource): ByteSource {
  let at = 0;
  return {
    fill(target, offset, length) {
      const copied = head.copy(target, offset, at, Math.min(head.length, at + length));
      at += copied;
      return copied + (copied < length ? source.fill(target, offset + copied, length - copied) : 0);
    },
    consumed: () => source.consumed(),
    [Symbol.dispose]: () => source[Symbol.dispose](),
  };
}
