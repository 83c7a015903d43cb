import type { Language } from '../domain/message.ts';
import { addEmpresa } from './add-empresa.ts';
import { addUsuario } from './add-usuario.ts';
import { ADMIN_HELP, type AdminCommand } from './admin-command.ts';
import type { AccessParts } from './parts.ts';
import { setContrasenaOf } from './set-contrasena.ts';

export interface AdminOptions {
  /** Undefined: one is made up. */
  readonly contrasena: string | undefined;
  readonly language: Language;
}

/**
 * Returns what to show. Throws ValidationError for a name that does not do or is taken, NotFoundError for one that is
 * not there; nothing is done then.
 */
export async function runAdminCommand(
  parts: AccessParts,
  command: AdminCommand,
  { contrasena, language }: AdminOptions,
): Promise<string> {
  switch (command.kind) {
    case 'HELP':
      return ADMIN_HELP[language];
    case 'EMPRESA_LIST':
      return listEmpresas(parts);
    case 'EMPRESA_ADD': {
      const added = await addEmpresa(parts, { ...command, contrasena });
      return `empresa     ${added.code}\n${credentials(added, language)}`;
    }
    case 'USUARIO_ADD': {
      const added = await addUsuario(parts, { ...command, contrasena });
      const role = language === 'es' ? 'rol ' : 'role';
      return `empresa     ${command.empresaCode}\n${role}        ${command.role}\n${credentials(added, language)}`;
    }
    case 'CONTRASENA_SET':
      return credentials(await setContrasenaOf(parts, command.usuario, contrasena), language);
    default:
      return command satisfies never;
  }
}

async function listEmpresas({ database }: AccessParts): Promise<string> {
  const empresas = await database.prisma.empresa.findMany({
    orderBy: { code: 'asc' },
    select: { code: true, name: true, _count: { select: { usuarios: true } } },
  });
  return empresas.map(({ code, name, _count }) => `${code}\t${_count.usuarios} usuarios\t${name}\n`).join('');
}

interface Credentials {
  readonly usuario: string;
  readonly generatedContrasena?: string;
}

function credentials({ usuario, generatedContrasena }: Credentials, language: Language): string {
  const { once, given } = CONTRASENA[language];
  const contrasena = generatedContrasena ? `${generatedContrasena}   (${once})` : given;
  return `usuario     ${usuario}\ncontraseña  ${contrasena}\n`;
}

const CONTRASENA = {
  es: { once: 'se muestra solo esta vez', given: 'la de ADMIN_CONTRASENA' },
  en: { once: 'shown only this once', given: 'the one of ADMIN_CONTRASENA' },
} as const;
