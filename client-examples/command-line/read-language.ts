import type { Language } from '../import-file/language.ts';
import type { Environment } from './command.ts';
import { UsageError } from './usage-error.ts';

export interface Spoken {
  readonly language: Language;
  /** Without --lang, which may stand anywhere before "--". */
  readonly args: readonly string[];
}

/**
 * Spanish, unless --lang or else the system's own setting (LC_ALL, LC_MESSAGES, LANG) asks for English.
 * Throws UsageError.
 */
export function readLanguage(args: readonly string[], environment: Environment): Spoken {
  const end = args.indexOf('--');
  const at = args.findIndex((arg, n) => (end < 0 || n < end) && /^--lang(?:=|$)/.test(arg));
  if (at < 0) return { language: systemLanguage(environment), args };
  const [, joined] = /^--lang=(.*)$/.exec(args[at] ?? '') ?? [];
  const language = joined ?? args[at + 1];
  if (language !== 'es' && language !== 'en')
    throw new UsageError(
      `--lang "${language ?? ''}" no sirve; se espera es o en / --lang "${language ?? ''}" does not do; expected es or en`,
    );
  return { language, args: args.toSpliced(at, joined === undefined ? 2 : 1) };
}

function systemLanguage({ LC_ALL, LC_MESSAGES, LANG }: Environment): Language {
  return /^en(?:[_.@-]|$)/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? 'en' : 'es';
}
