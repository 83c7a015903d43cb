import { createContext, use } from 'react';
import { type Formats, formatsOf, type Language } from './formats.ts';
import type { Words } from './words.ts';
import { WORDS_EN } from './words-en.ts';
import { WORDS_ES } from './words-es.ts';

export interface Wording {
  readonly language: Language;
  readonly words: Words;
  readonly formats: Formats;
}

export function wordingOf(language: Language): Wording {
  return { language, words: language === 'en' ? WORDS_EN : WORDS_ES, formats: formatsOf(language) };
}

export const WordingContext = createContext<Wording>(wordingOf('es'));

/** The texts of the page in the language that was chosen. */
export function useWords(): Wording {
  return use(WordingContext);
}
