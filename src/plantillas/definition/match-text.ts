/**
 * How texts of a sheet are compared with texts of a definition: case, accents, blanks and punctuation do not count, so
 * "Cod. Concepto", "COD CONCEPTO" and "cód.concepto " are one; in a pattern, * stands for anything, nothing included.
 */

/** What remains of a text when only letters and digits count; º, ª and ° are punctuation. */
export function plainText(text: string): string {
  return text
    .replace(/[ºª°]/g, '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** A pattern compiled once; testing takes time proportional to the text, whatever the pattern. */
export interface TextPattern {
  /** As the definition writes it. */
  readonly source: string;
  /** Without a *: the text itself, made plain. Undefined for a pattern with a *. */
  readonly exact: string | undefined;
  matches(text: string): boolean;
  /** For a text already made plain by plainText. */
  matchesPlain(plain: string): boolean;
  /** What the first * stood for, plain; undefined where the pattern does not match. Without a *: the whole text. */
  capture(plain: string): string | undefined;
}

export function compilePattern(source: string): TextPattern {
  const parts = source.split('*').map(plainText);
  const [exact = ''] = parts;
  const capture =
    parts.length === 1
      ? (plain: string) => (plain === exact ? plain : undefined)
      : (plain: string) => captureFirst(parts, plain);
  const matchesPlain = (plain: string) => capture(plain) !== undefined;
  return {
    source,
    exact: parts.length === 1 ? exact : undefined,
    matches: (text) => matchesPlain(plainText(text)),
    matchesPlain,
    capture,
  };
}

/** Index of the first pattern that matches, -1 if none does. */
export function firstMatch(patterns: readonly TextPattern[], plain: string): number {
  return patterns.findIndex((pattern) => pattern.matchesPlain(plain));
}

/** Leftmost placing of each middle part is enough: if any placing fits, that one does. */
function captureFirst(parts: readonly string[], plain: string): string | undefined {
  const first = parts[0] ?? '';
  const last = parts[parts.length - 1] ?? '';
  if (plain.length < first.length + last.length || !plain.startsWith(first) || !plain.endsWith(last)) {
    return undefined;
  }
  const end = plain.length - last.length;
  let at = first.length;
  let firstStarEnd = end;
  for (let i = 1; i < parts.length - 1; i++) {
    const part = parts[i] ?? '';
    const found = plain.indexOf(part, at);
    if (found < 0 || found + part.length > end) return undefined;
    if (i === 1) firstStarEnd = found;
    at = found + part.length;
  }
  return plain.slice(first.length, firstStarEnd);
}
