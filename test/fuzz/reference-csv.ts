import { isUtf8 } from 'node:buffer';
import { columnLetters } from '../../src/domain/column-letters.ts';
import type { ShownRow } from '../../src/formats/rows-of.test-data.ts';
import { textStart } from '../../src/formats/text-encoding.ts';

/**
 * The rules of our CSV, written for being right and not for being fast: character by character, on a string. Undefined
 * where the text is to be refused: a quote that is never closed, a NUL.
 */
export function referenceCsv(bytes: Buffer, delimiter: string): ShownRow[] | undefined {
  const text = decoded(bytes);
  if (text === undefined) return undefined;
  const rows: ShownRow[] = [];
  let line = 1;
  let at = 0;
  const sep = /^sep=[;,\t|]\r?\n/i.exec(text)?.[0] ?? '';
  at += sep.length;
  if (sep !== '') line = 2;
  while (at < text.length) {
    const number = line;
    const fields: string[] = [];
    for (;;) {
      let field = '';
      if (text[at] === '"') {
        at++;
        for (;;) {
          if (at >= text.length) return undefined;
          if (text[at] === '"' && text[at + 1] !== '"') break;
          if (text[at] === '"') at++;
          if (text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n')) line++;
          field += text[at++];
        }
        at++;
      }
      while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') {
        field += text[at++];
      }
      fields.push(field);
      if (text[at] !== delimiter) break;
      at++;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    if (at < text.length) line++;
    at++;
    const cells = fields.flatMap((field, i) =>
      isBlank(field) ? [] : [`${columnLetters(i)} TEXT ${field}`.trim()],
    );
    if (cells.length > 0) rows.push({ number, cells });
  }
  return text.includes('\0') ? undefined : rows;
}

function decoded(bytes: Buffer): string | undefined {
  const start = textStart(bytes);
  const encoding = start?.encoding ?? (isUtf8(bytes) ? 'utf-8' : 'windows-1252');
  const rest = bytes.subarray(start?.markBytes ?? 0);
  if (encoding === 'windows-1252') return windows1252(rest);
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(rest);
  } catch {
    return undefined;
  }
}

const FROM_0X80 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function windows1252(bytes: Buffer): string {
  return Array.from(bytes, (byte) => FROM_0X80[byte - 0x80] ?? String.fromCharCode(byte)).join('');
}

function isBlank(field: string): boolean {
  return [...field].every((letter) => letter <= ' ' || letter === '\u00a0');
}
