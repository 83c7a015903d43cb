import type { FileFormat } from '../domain/codes.ts';
import { textStart } from './text-encoding.ts';

/** Control bytes that text does not have; random data has one in nine. */
const MAX_CONTROL_SHARE = 0.01;
const HTML =
  /^(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|meta|body|table|style|div)\b/is;
const WEB_ARCHIVE = /^MIME-Version:\s/i;

/** What a file is that begins like no known kind of data: CSV where it is text. `whole`: the head is all of it. */
export function textFormat(head: Buffer, whole: boolean): FileFormat {
  const start = textStart(head);
  const wide = start?.encoding === 'utf-16le' || start?.encoding === 'utf-16be';
  if (!wide && !isText(head)) return 'UNKNOWN';
  const text = wide
    ? new TextDecoder(start.encoding).decode(head.subarray(start.markBytes))
    : head.toString('latin1', start?.markBytes ?? 0);
  const trimmed = text.trimStart();
  if (trimmed === '') return whole ? 'EMPTY' : 'UNKNOWN';
  if (HTML.test(trimmed) || WEB_ARCHIVE.test(trimmed)) return 'HTML';
  if (/^<svg\b/i.test(trimmed)) return 'IMAGE';
  return trimmed.startsWith('<?xml') || trimmed.startsWith('{\\rtf') ? 'UNKNOWN' : 'CSV';
}

function isText(head: Buffer): boolean {
  if (head.includes(0)) return false;
  let control = 0;
  for (const byte of head) if (byte < 0x20 && (byte < 0x09 || byte > 0x0d) && byte !== 0x1a) control++;
  return control <= MAX_CONTROL_SHARE * head.length;
}
