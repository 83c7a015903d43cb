import { plainText } from './match-text.ts';

/**
 * The word of the list that somebody probably meant: by a dictionary of what people write, else the nearest by spelling.
 * Undefined where none is near.
 */
export function didYouMean(
  written: string,
  words: readonly string[],
  dictionary: Readonly<Record<string, string>> = {},
): string | undefined {
  const plain = plainText(written).slice(0, 60);
  const meant = Object.hasOwn(dictionary, plain) ? dictionary[plain] : undefined;
  if (meant !== undefined && words.includes(meant)) return meant;
  let best: string | undefined;
  let bestDistance = Math.max(plain.length > 3 ? 2 : 1, Math.floor(plain.length / 3)) + 1;
  for (const word of words) {
    const distance = editDistance(plain, plainText(word));
    if (distance < bestDistance) [best, bestDistance] = [word, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitute, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
