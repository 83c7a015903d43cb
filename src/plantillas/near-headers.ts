import { didYouMean } from './definition/did-you-mean.ts';
import { plainText } from './definition/match-text.ts';

/** A header of the file that was probably meant to be one that is missing. */
export interface NearHeader {
  readonly written: string;
  readonly missing: string;
}

/** One text within another says something only from so many letters on. */
const MIN_PART = 4;

/**
 * Which of the headers that nobody knows look like which of the missing ones: by spelling ("Impote", "Importe"), or
 * because one has the other in it ("Importe total"). Each is named at most once.
 */
export function nearHeaders(unknown: readonly string[], missing: readonly string[]): NearHeader[] {
  const wanted = new Set(missing);
  const near: NearHeader[] = [];
  for (const written of unknown) {
    const meant = didYouMean(written, [...wanted]) ?? [...wanted].find((each) => hasPart(written, each));
    if (meant === undefined) continue;
    wanted.delete(meant);
    near.push({ written, missing: meant });
  }
  return near;
}

/** «Impote» parece «Importe»; … */
export function nearHeadersText(near: readonly NearHeader[]): { readonly es: string; readonly en: string } {
  return {
    es: near.map(({ written, missing }) => `«${written}» parece «${missing}»`).join(', '),
    en: near.map(({ written, missing }) => `«${written}» looks like «${missing}»`).join(', '),
  };
}

function hasPart(one: string, other: string): boolean {
  const [short = '', long = ''] = [plainText(one), plainText(other)].sort((a, b) => a.length - b.length);
  return short.length >= MIN_PART && long.includes(short);
}
