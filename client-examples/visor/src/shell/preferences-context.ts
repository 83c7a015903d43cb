import { createContext } from 'react';
import type { Language } from '../words/formats.ts';

export const THEMES = ['auto', 'light', 'dark'] as const;

export interface Choices {
  readonly language: Language;
  /** auto: as the system is set. */
  readonly theme: (typeof THEMES)[number];
}

export interface PreferencesInUse extends Choices {
  choose(choices: Choices): void;
}

export const PreferencesContext = createContext<PreferencesInUse>({
  language: 'es',
  theme: 'auto',
  choose: () => {},
});
