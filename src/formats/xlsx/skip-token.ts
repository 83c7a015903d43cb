import { TOKEN, XmlTokens } from './xml-tokens.ts';

/**
 * Skips the token at p with all that is in it. Returns behind it, -1 for more bytes, undefined where that is damage: a
 * closing tag, or the element `unwanted`, which must not hide there.
 */
export function skipToken(b: Buffer, p: number, end: number, unwanted: string): number | undefined {
  const tokens = new XmlTokens(b, p, end);
  const token = tokens.next();
  if (token === TOKEN.MORE) return -1;
  const isTag = token === TOKEN.OPEN || token === TOKEN.EMPTY;
  if (token === TOKEN.CLOSE || (isTag && tokens.name === unwanted)) return undefined;
  if (token === TOKEN.OPEN && !tokens.skipElement()) return -1;
  return tokens.position;
}
