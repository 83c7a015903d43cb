/** True for no bytes at all and for blanks and control characters only, the no-break space (C2 A0) included. */
export function isBlank(bytes: Buffer, start: number, end: number): boolean {
  let p = start;
  while (p < end) {
    if ((bytes[p] as number) <= 0x20) p++;
    else if (bytes[p] === 0xc2 && bytes[p + 1] === 0xa0) p += 2;
    else return false;
  }
  return true;
}
