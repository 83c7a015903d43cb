import { parseArgs } from 'node:util';

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

export const ADMIN_HELP = `Usage: npm run admin -- COMMAND

  empresa add CODE [--name NAME] [--usuario USUARIO]
      An empresa with its first ADMIN ("admin-" and the code, unless --usuario says otherwise).
  empresa list
      The empresas and how many usuarios each has.
  usuario add EMPRESA USUARIO --role ADMIN|SUPERVISOR|ANALYST|READER [--name NAME]
      One more usuario in the empresa of that code.
  contrasena set USUARIO
      A new contraseña for who has lost theirs, also the only ADMIN. Ends their log-ins.

A contraseña is made up and shown once, unless ADMIN_CONTRASENA holds one. The database is the server's own:
DATABASE_URL, else the one under DATA_DIR.
`;

/** A command line that cannot be meant; its message says what is wrong with it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
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
      if (role === undefined) throw new UsageError('--role is missing');
      return { kind: 'USUARIO_ADD', empresaCode, usuario, role, name };
    }
    case 'contrasena set': {
      const [usuario] = takes(names, ['USUARIO']);
      allows(values, []);
      return { kind: 'CONTRASENA_SET', usuario };
    }
    default:
      throw new UsageError(
        positionals.length === 0
          ? 'no command given'
          : `"${positionals.slice(0, 2).join(' ')}" is not a command`,
      );
  }
}

interface Options {
  readonly name?: string;
  readonly usuario?: string;
  readonly role?: string;
  readonly help?: boolean;
}

function read(args: readonly string[]): { values: Options; positionals: string[] } {
  const text = { type: 'string' } as const;
  const options = { name: text, usuario: text, role: text, help: { type: 'boolean', short: 'h' } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { values, positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The names, as many as wanted. */
function takes<const N extends readonly string[]>(
  names: readonly string[],
  wanted: N,
): { [K in keyof N]: string } & readonly string[] {
  const missing = wanted.slice(names.length);
  if (missing.length > 0) throw new UsageError(`${missing.join(' and ')} missing`);
  const extra = names.slice(wanted.length);
  if (extra.length > 0) throw new UsageError(`"${extra.join(' ')}" is too much`);
  return names as { [K in keyof N]: string } & readonly string[];
}

function allows(values: Options, allowed: readonly (keyof Options)[]): void {
  for (const name of ['name', 'usuario', 'role'] as const) {
    if (values[name] !== undefined && !allowed.includes(name)) {
      throw new UsageError(`--${name} does not go with this command`);
    }
  }
}
