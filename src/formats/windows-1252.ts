/** What 0x80 to 0x9f stand for; the five that stand for nothing stay control characters, as browsers have it. */
const FROM_0X80 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/**
 * The UTF-8 bytes of each of the upper 128 characters of Windows-1252, that of byte 0x80 first. A table of our own, since
 * TextDecoder('windows-1252') of Node 20 reads ISO-8859-1: it knows no '€'.
 */
export function windows1252AsUtf8(): readonly Buffer[] {
  return Array.from({ length: 128 }, (_, i) => Buffer.from(FROM_0X80[i] ?? String.fromCharCode(0x80 + i)));
}
