/** Text from elsewhere made safe for a terminal: what would move the cursor or hide something becomes "·". */
export function printable(text: string): string {
  return text.normalize('NFC').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '·');
}
