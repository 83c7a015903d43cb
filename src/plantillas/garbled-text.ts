import { ByteMemo, UNKNOWN } from './byte-memo.ts';

/** UTF-8 read as Windows-1252 ("FacturaciÃ³n", "NÂ°"), and the mark of bytes that were lost. */
const UTF8_AS_1252 = /\u00c3[\u0080-\u00bf\u0152-\u2122]|\u00c2[\u0080-\u00bf]|\u00e2\u20ac|\ufffd/;
/** Windows-1252 read as CP850 ("Facturaci¾n") and CP850 read as Windows-1252 ("Facturaci¢n"), within a word. */
const WITHIN_WORD =
  /[A-Za-z][\u0080-\u009f¾±·¢£¤¥¡³Ýß\u201a\u2534\u2554\u2550\u250c\u2502\u2510\u2567][A-Za-z]|[a-z][ÚÞËÐ][a-z]/;

/** Tells text whose letters were mixed up on the way, by its bytes; texts in plain ASCII cost one pass. */
export function garbledTextDetector(): (bytes: Buffer, start: number, end: number) => boolean {
  const memo = new ByteMemo();
  return (bytes, start, end) => {
    let i = start;
    while (i < end && (bytes[i] ?? 0) < 0x80) i++;
    if (i === end) return false;
    const known = memo.find(bytes, start, end);
    if (known !== UNKNOWN) return known === 1;
    const garbled = isGarbled(bytes.toString('utf8', start, end));
    memo.add(bytes, start, end, garbled ? 1 : 0);
    return garbled;
  };
}

export function isGarbled(text: string): boolean {
  return UTF8_AS_1252.test(text) || WITHIN_WORD.test(text);
}
