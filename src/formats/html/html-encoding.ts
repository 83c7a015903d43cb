import type { ByteFile } from '../byte-file.ts';
import { csvEncoding } from '../csv/csv-encoding.ts';
import type { TextStart } from '../text-encoding.ts';
import type { TextEncoding } from '../transcode.ts';

/** Browsers look for the declaration this far, Excel's own pages have it in the first kilobyte. */
const HEAD_BYTES = 4 * 1024;
const CHARSET = /<meta\b[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)/i;
/** What browsers read under these names; a page that says latin-1 is Windows-1252. */
const ENCODINGS: Readonly<Record<string, TextEncoding>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'windows-1252': 'windows-1252',
  'iso-8859-1': 'windows-1252',
  'iso-8859-15': 'windows-1252',
  latin1: 'windows-1252',
  'us-ascii': 'windows-1252',
};

/**
 * How a page is written: a byte order mark decides, then UTF-16's pattern, then whether its bytes are UTF-8 where it says
 * so or says nothing; a page that claims UTF-8 and is not is Windows-1252, as such pages are in practice.
 */
export function htmlEncoding(file: ByteFile): TextStart {
  const given = declared(file);
  if (given === 'windows-1252') return csvEncoding(file, given);
  return csvEncoding(file, undefined);
}

function declared(file: ByteFile): TextEncoding | undefined {
  using source = file.open();
  const head = Buffer.alloc(HEAD_BYTES);
  const got = source.fill(head, 0, head.length);
  const name = CHARSET.exec(head.toString('latin1', 0, got))?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(ENCODINGS, name) ? ENCODINGS[name] : undefined;
}
