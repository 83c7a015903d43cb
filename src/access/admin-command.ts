import { parseArgs } from 'node:util';
import { LANGUAGES, type Language, type Message, message } from '../domain/message.ts';

/** What the command line asks for, understood but not yet tried. */
export type AdminCommand =
  | { readonly kind: 'HELP' }
  | { readonly kind: 'EMPRESA_LIST' }
  | {
      readonly kind: 'EMPRESA_ADD';
      readonly code: string;
      readonly name: string | undefined;
      readonly usuario: string | undefined;
    }
  | {
      readonly kind: 'USUARIO_ADD';
      readonly empresaCode: string;
      readonly usuario: string;
      readonly role: string;
      readonly name: string | undefined;
    }
  | { readonly kind: 'CONTRASENA_SET'; readonly usuario: string };

export const ADMIN_HELP: Message = {
  es: `Uso: npm run admin -- ORDEN

  empresa add CÓDIGO [--name NOMBRE] [--usuario USUARIO]
      Una empresa con su primer ADMIN ("admin-" y el código, si --usuario no dice otro).
  empresa list
      Las empresas y cuántos usuarios tiene cada una.
  usuario add EMPRESA USUARIO --role ADMIN|SUPERVISOR|ANALYST|READER [--name NOMBRE]
      Un usuario más en la empresa de ese código.
  contrasena set USUARIO
      Una contraseña nueva para quien perdió la suya, también el único ADMIN. Termina sus sesiones.

La contraseña se inventa y se muestra una vez, salvo que ADMIN_CONTRASENA tenga una. La base de datos es la del
servidor: DATABASE_URL, y si no, la que está en DATA_DIR. --lang en: in English.
`,
  en: `Usage: npm run admin -- COMMAND

  empresa add CODE [--name NAME] [--usuario USUARIO]
      An empresa with its first ADMIN ("admin-" and the code, unless --usuario says otherwise).
  empresa list
      The empresas and how many usuarios each has.
  usuario add EMPRESA USUARIO --role ADMIN|SUPERVISOR|ANALYST|READER [--name NAME]
      One more usuario in the empresa of that code.
  contrasena set USUARIO
      A new contraseña for who has lost theirs, also the only ADMIN. Ends their log-ins.

A contraseña is made up and shown once, unless ADMIN_CONTRASENA holds one. The database is the server's own:
DATABASE_URL, else the one under DATA_DIR. --lang es: en español.
`,
};

/** A command line that cannot be meant; its text says what is wrong with it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly text: Message;

  constructor(es: string, en: string, options?: ErrorOptions) {
    super(en, options);
    this.text = message(es, en);
  }
}

const TEXT = { type: 'string' } as const;
const OPTIONS = {
  name: TEXT,
  usuario: TEXT,
  role: TEXT,
  lang: TEXT,
  help: { type: 'boolean', short: 'h' },
} as const;

/** Also that of a command line that is not understood: Spanish unless --lang says otherwise. */
export function adminLanguage(args: readonly string[]): Language {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: false });
  return values.lang === 'en' ? 'en' : 'es';
}

/** args: those after the program's name. Throws UsageError. */
export function parseAdminCommand(args: readonly string[]): AdminCommand {
  const { values, positionals } = read(args);
  if (values.help) return { kind: 'HELP' };
  const [noun, verb, ...names] = positionals;
  switch (`${noun} ${verb}`) {
    case 'empresa list':
      takes(names, []);
      allows(values, []);
      return { kind: 'EMPRESA_LIST' };
    case 'empresa add': {
      const [code] = takes(names, ['CODE']);
      allows(values, ['name', 'usuario']);
      return { kind: 'EMPRESA_ADD', code, name: values.name, usuario: values.usuario };
    }
    case 'usuario add': {
      const [empresaCode, usuario] = takes(names, ['EMPRESA', 'USUARIO']);
      allows(values, ['name', 'role']);
      const { role, name } = values;
      if (role === undefined) throw new UsageError('falta --role', '--role is missing');
      return { kind: 'USUARIO_ADD', empresaCode, usuario, role, name };
    }
    case 'contrasena set': {
      const [usuario] = takes(names, ['USUARIO']);
      allows(values, []);
      return { kind: 'CONTRASENA_SET', usuario };
    }
    default:
      throw notACommand(positionals.slice(0, 2).join(' '));
  }
}

interface Options {
  readonly name?: string;
  readonly usuario?: string;
  readonly role?: string;
  readonly lang?: string;
  readonly help?: boolean;
}

function read(args: readonly string[]): { values: Options; positionals: string[] } {
  const { values, positionals } = parse(args);
  const { lang } = values;
  if (lang === undefined || LANGUAGES.some((language) => language === lang)) return { values, positionals };
  throw new UsageError(
    `--lang "${lang}" no sirve; se espera es o en`,
    `--lang "${lang}" does not do; expected es or en`,
  );
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw notParsed(error);
  }
}

/** Node says it in English, and for programmers. */
function notParsed(error: unknown): UsageError {
  const { code, message: said } = error as { code?: unknown; message?: unknown };
  const name = /'(?:-\w, )?(--?[\w-]+)/.exec(String(said))?.[1] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const list = Object.keys(OPTIONS)
      .map((option) => `--${option}`)
      .join(', ');
    return new UsageError(
      `${name} no es una opción de aquí; hay: ${list}`,
      `${name} is no option here; there are: ${list}`,
      { cause: error },
    );
  }
  return new UsageError(
    `el valor de ${name} falta o sobra; si empieza con "-", escriba ${name}=VALOR`,
    `the value of ${name} is missing or too much; if it begins with "-", write ${name}=VALUE`,
    { cause: error },
  );
}

function notACommand(given: string): UsageError {
  if (given === '') return new UsageError('falta la orden', 'no command given');
  return new UsageError(`"${given}" no es una orden`, `"${given}" is not a command`);
}

const inSpanish = (word: string) => (word === 'CODE' ? 'CÓDIGO' : word);

/** The names, as many as wanted. */
function takes<const N extends readonly string[]>(
  names: readonly string[],
  wanted: N,
): { [K in keyof N]: string } & readonly string[] {
  const missing = wanted.slice(names.length);
  if (missing.length > 0)
    throw new UsageError(`falta ${missing.map(inSpanish).join(' y ')}`, `${missing.join(' and ')} missing`);
  const extra = names.slice(wanted.length);
  if (extra.length > 0)
    throw new UsageError(`"${extra.join(' ')}" sobra`, `"${extra.join(' ')}" is too much`);
  return names as { [K in keyof N]: string } & readonly string[];
}

function allows(values: Options, allowed: readonly (keyof Options)[]): void {
  for (const name of ['name', 'usuario', 'role'] as const) {
    if (values[name] !== undefined && !allowed.includes(name)) {
      throw new UsageError(`--${name} no va con esta orden`, `--${name} does not go with this command`);
    }
  }
}
