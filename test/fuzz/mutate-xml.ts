import type { Random } from './random.ts';

const TOKENS = /<[^>]*>|[^<]+/g;
const ODD_TEXTS = [
  '',
  ' ',
  '\n',
  '&amp;',
  '&#x1F600;',
  '&#0;',
  '&nope;',
  '_x0041_',
  '_xD83D__xDE00_',
  '\u0000',
  ']]>',
  '<![CDATA[x]]>',
  '<!-- </row> -->',
  '<?x ?>',
  '<!DOCTYPE x>',
  '1e999',
  '-',
  '99999999999999999999',
  'ñ€😀',
  '"',
  "'",
  '=',
  '/',
  '>',
] as const;
const ODD_ATTRIBUTES = [
  ' r="A0"',
  ' r="XFE1"',
  ' r="ZZZZZZZZZZZZ99999999999"',
  ' r=""',
  ' r="2147483648"',
  ' t="s"',
  ' t="inlineStr"',
  ' t=""',
  ' s="99999999999"',
  ' s="-1"',
  " r='1'",
  ' = "x"',
  ' a',
  ' xml:space="preserve"',
  ' Target="../../../x"',
  ' numFmtId="14"',
  ' date1904="1"',
] as const;

/** The text of an XML part with a few of its pieces gone, doubled, exchanged, cut or made odd. */
export function mutatedXml(text: string, random: Random): string {
  let pieces: string[] = [...(text.match(TOKENS) ?? [])];
  for (let left = 1 + random.below(4); left > 0; left--) {
    const at = random.below(pieces.length);
    const piece = pieces[at] ?? '';
    switch (random.below(8)) {
      case 0:
        pieces.splice(at, 1);
        break;
      case 1:
        pieces.splice(at, 0, piece);
        break;
      case 2:
        [pieces[at], pieces[random.below(pieces.length)]] = [
          pieces[random.below(pieces.length)] ?? '',
          piece,
        ];
        break;
      case 3:
        pieces.splice(at, 0, random.pick(ODD_TEXTS));
        break;
      case 4:
        pieces[at] = piece.replace(/(?=\/?>)/, random.pick(ODD_ATTRIBUTES));
        break;
      case 5:
        pieces[at] = piece.replace(/"[^"]*"/, `"${random.pick(ODD_TEXTS)}"`);
        break;
      case 6:
        pieces[at] = piece.slice(0, random.below(piece.length));
        break;
      default:
        pieces = pieces.slice(0, random.oneIn(4) ? at : pieces.length);
    }
  }
  return pieces.join('');
}
