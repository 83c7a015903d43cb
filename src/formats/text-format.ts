import { textStart } from './text-encoding.ts';

/** Control bytes that text does not have; random data has one in nine. */
const MAX_CONTROL_SHARE = 0.01;
const HTML =
  /^(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|meta|title|body|table|style|div|center|font|form|script|link|span|p|h[1-6]|br)\b/is;
const WEB_ARCHIVE = /^MIME-Version:\s/i;

/** What a file is that begins like no known kind of data: CSV where it is text. `whole`: the head is all of it. */
export function textFormat(head: Buffer, whole: boolean): 'EMPTY' | 'HTML' | 'IMAGE' | 'CSV' | 'UNKNOWN' {
  const text = textOf(head);
  if (text === undefined) return 'UNKNOWN';
  const trimmed = text.trimStart();
  if (trimmed === '') return whole ? 'EMPTY' : 'UNKNOWN';
  if (HTML.test(trimmed) || isWebArchive(head)) return 'HTML';
  if (/^<svg\b/i.test(trimmed)) return 'IMAGE';
  return trimmed.startsWith('<?xml') || trimmed.startsWith('{\\rtf') ? 'UNKNOWN' : 'CSV';
}

/** A page and its pictures in one file (.mht), which is told to be HTML and not read. */
export function isWebArchive(head: Buffer): boolean {
  return WEB_ARCHIVE.test(textOf(head)?.trimStart() ?? '');
}

/** A page that begins in `head` shows a table there. */
export function showsTable(head: Buffer): boolean {
  return /<table\b/i.test(textOf(head) ?? '');
}

/** Undefined: the bytes are no text. ASCII is right in any case, which is all that is looked for. */
function textOf(head: Buffer): string | undefined {
  const start = textStart(head);
  if (start?.encoding === 'utf-16le' || start?.encoding === 'utf-16be') {
    return new TextDecoder(start.encoding).decode(head.subarray(start.markBytes));
  }
  return isText(head) ? head.toString('latin1', start?.markBytes ?? 0) : undefined;
}

function isText(head: Buffer): boolean {
  if (head.includes(0)) return false;
  let control = 0;
  for (const byte of head) if (byte < 0x20 && (byte < 0x09 || byte > 0x0d) && byte !== 0x1a) control++;
  return control <= MAX_CONTROL_SHARE * head.length;
}
