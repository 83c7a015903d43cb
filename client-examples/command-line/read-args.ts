import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Language } from '../import-file/language.ts';
import { UsageError } from './usage-error.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
type Read<O extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: O; allowPositionals: true }>
>;

/** The options and names on a command line. Throws UsageError in the language asked for. */
export function readArgs<const O extends Options>(
  args: readonly string[],
  options: O,
  language: Language,
): Read<O> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(explain(error, Object.keys(options), language), { cause: error });
  }
}

/** Node says it in English, and for programmers. */
function explain(error: unknown, known: readonly string[], language: Language): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const name = /'(?:-\w, )?(--?[\w-]+)/.exec(String(message))?.[1] ?? '';
  const es = language === 'es';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const list = known.map((option) => `--${option}`).join(', ');
    return es
      ? `${name} no es una opción de aquí; hay: ${list}`
      : `${name} is no option here; there are: ${list}`;
  }
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE')
    return es
      ? `El valor de ${name} falta o sobra; si empieza con "-", escriba ${name}=VALOR`
      : `The value of ${name} is missing or too much; if it begins with "-", write ${name}=VALUE`;
  return String(message);
}

/** The names, as many as there are words for. Throws UsageError. */
export function takeNames(
  positionals: readonly string[],
  words: readonly string[],
  language: Language,
): string[] {
  const missing = words[positionals.length];
  if (missing !== undefined)
    throw new UsageError(language === 'es' ? `Falta ${missing}` : `${missing} is missing`);
  const extra = positionals[words.length];
  if (extra !== undefined)
    throw new UsageError(language === 'es' ? `"${extra}" sobra` : `"${extra}" is too much`);
  return [...positionals];
}

/** The option's value. Throws UsageError where it was not given. */
export function need(name: string, value: string | undefined, example: string, language: Language): string {
  if (value !== undefined && value !== '') return value;
  throw new UsageError(
    language === 'es'
      ? `Falta --${name}; se espera, por ejemplo, --${name} ${example}`
      : `--${name} is missing; expected for example --${name} ${example}`,
  );
}
