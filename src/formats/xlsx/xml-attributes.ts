/**
 * The attributes in what stands behind a tag's name, values as written. What is no attribute ends them. Takes time
 * proportional to the text, whatever stands there.
 */
export function* xmlAttributes(text: string): Generator<{ readonly key: string; readonly value: string }> {
  for (let at = skipBlanks(text, 0); at < text.length; ) {
    const keyEnd = skipKey(text, at);
    const equals = skipBlanks(text, keyEnd);
    const opening = skipBlanks(text, equals + 1);
    const quote = text[opening];
    if (keyEnd === at || text[equals] !== '=' || (quote !== '"' && quote !== "'")) return;
    const closing = text.indexOf(quote, opening + 1);
    if (closing < 0) return;
    yield { key: text.slice(at, keyEnd), value: text.slice(opening + 1, closing) };
    at = skipBlanks(text, closing + 1);
  }
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text, at)) at++;
  return at;
}

function skipKey(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '=' && !isBlank(text, at)) at++;
  return at;
}

function isBlank(text: string, at: number): boolean {
  return text.charCodeAt(at) <= 0x20;
}
