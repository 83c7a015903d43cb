import { ByteMemo, UNKNOWN } from './byte-memo.ts';

/** UTF-8 read as Windows-1252 ("FacturaciÃ³n", "NÂ°"), and the mark of bytes that were lost. */
const UTF8_AS_1252 = /\u00c3[\u0080-\u00bf\u0152-\u2122]|\u00c2[\u0080-\u00bf]|\u00e2\u20ac|\ufffd/;
/** Windows-1252 read as CP850 ("Facturaci¾n") and CP850 read as Windows-1252 ("Facturaci¢n"), within a word. */
const WITHIN_WORD =
  /[A-Za-z][\u0080-\u009f¾±·¢£¤¥¡³Ýß\u201a\u2534\u2554\u2550\u250c\u2502\u2510\u2567][A-Za-z]|[a-z][ÚÞËÐ][a-z]/;

/** `shared`: the text's index among the file's shared strings, -1 for none. */
export type GarbledTextDetector = (bytes: Buffer, start: number, end: number, shared: number) => boolean;

const GARBLED = 1;
const CLEAN = 0;

/** Tells text whose letters were mixed up on the way, by its bytes; inline texts in plain ASCII cost one pass. */
export function garbledTextDetector(): GarbledTextDetector {
  const memo = new ByteMemo();
  return (bytes, start, end, shared) => {
    if (shared < 0 && isAscii(bytes, start, end)) return false;
    const known = memo.find(bytes, start, end, shared);
    if (known !== UNKNOWN) return known === GARBLED;
    const garbled = isGarbled(bytes.toString('utf8', start, end));
    memo.add(bytes, start, end, garbled ? GARBLED : CLEAN);
    return garbled;
  };
}

function isAscii(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if ((bytes[i] ?? 0) >= 0x80) return false;
  return true;
}

export function isGarbled(text: string): boolean {
  return UTF8_AS_1252.test(text) || WITHIN_WORD.test(text);
}
