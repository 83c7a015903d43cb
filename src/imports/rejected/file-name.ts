import type { Language } from '../../domain/message.ts';

const ENDING = /\.[A-Za-z0-9]{1,5}$/;
const SUFFIX = { es: 'rechazadas', en: 'rejected' } as const satisfies Record<Language, string>;

/** The name of the file of rejected rows, after that of the file they are from. */
export function rejectedFileName(fileName: string, language: Language): string {
  return `${fileName.replace(ENDING, '')}-${SUFFIX[language]}.xlsx`;
}

const LONGEST_SHEET_NAME = 31;

/** The sheet's own name; a CSV has none, and other programs than Excel give some that Excel does not take. */
export function rejectedSheetName(sheet: string | null, language: Language): string {
  const name = (sheet ?? '')
    .replace(/[*?:\\/[\]\p{Cc}]/gu, ' ')
    .slice(0, LONGEST_SHEET_NAME)
    .replace(/^'+|'+$/g, '')
    .trim();
  return name === '' || name.toLowerCase() === 'history' ? SUFFIX[language] : name;
}
