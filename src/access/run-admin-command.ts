import { addEmpresa } from './add-empresa.ts';
import { addUsuario } from './add-usuario.ts';
import { ADMIN_HELP, type AdminCommand } from './admin-command.ts';
import type { AccessParts } from './parts.ts';
import { setContrasenaOf } from './set-contrasena.ts';

/**
 * Returns what to show. Throws ValidationError for a name that does not do or is taken, NotFoundError for one that is
 * not there; nothing is done then.
 */
export async function runAdminCommand(
  parts: AccessParts,
  command: AdminCommand,
  contrasena: string | undefined,
): Promise<string> {
  switch (command.kind) {
    case 'HELP':
      return ADMIN_HELP;
    case 'EMPRESA_LIST':
      return listEmpresas(parts);
    case 'EMPRESA_ADD': {
      const added = await addEmpresa(parts, { ...command, contrasena });
      return `empresa     ${added.code}\n${credentials(added)}`;
    }
    case 'USUARIO_ADD': {
      const added = await addUsuario(parts, { ...command, contrasena });
      return `empresa     ${command.empresaCode}\nrole        ${command.role}\n${credentials(added)}`;
    }
    case 'CONTRASENA_SET':
      return credentials(await setContrasenaOf(parts, command.usuario, contrasena));
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

function credentials({
  usuario,
  generatedContrasena,
}: {
  usuario: string;
  generatedContrasena?: string;
}): string {
  const contrasena = generatedContrasena
    ? `${generatedContrasena}   (shown only this once)`
    : 'the one of ADMIN_CONTRASENA';
  return `usuario     ${usuario}\ncontraseña  ${contrasena}\n`;
}
