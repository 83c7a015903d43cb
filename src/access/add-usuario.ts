import { lockEmpresa } from '../database/lock-empresa.ts';
import { ROLES, type Role } from '../domain/codes.ts';
import { ValidationError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import { audit } from './audit.ts';
import { insertUsuario, newFreeUsuario } from './insert-usuario.ts';
import type { AccessParts } from './parts.ts';

export interface AddedUsuario {
  readonly empresaId: number;
  readonly usuarioId: number;
  readonly usuario: string;
  /** Present if none was given. It exists nowhere else: show it once. */
  readonly generatedContrasena?: string;
}

/** Throws ValidationError for an unknown empresa or role, and for a usuario or contrasena that does not do or is taken. */
export async function addUsuario(
  parts: AccessParts,
  input: {
    empresaCode: string;
    usuario: string;
    role: string;
    name?: string | undefined;
    contrasena?: string | undefined;
  },
): Promise<AddedUsuario> {
  const role = parseRole(input.role);
  const empresaId = await findEmpresa(parts, input.empresaCode);
  const usuario = await newFreeUsuario(parts, input);
  const usuarioId = await parts.database.transaction(async (sql) => {
    await lockEmpresa(sql, empresaId);
    const id = await insertUsuario(sql, usuario, { empresaId, role, name: input.name });
    const by = { empresaId, actorId: undefined };
    await audit(sql, { ...by, action: 'USUARIO_CREATED', subject: usuario.usuario, details: { role } });
    return id;
  });
  const { generatedContrasena } = usuario;
  return {
    empresaId,
    usuarioId,
    usuario: usuario.usuario,
    ...(generatedContrasena && { generatedContrasena }),
  };
}

function parseRole(text: string): Role {
  const role = ROLES.find((known) => known === text);
  if (role) return role;
  throw new ValidationError([
    {
      path: ['role'],
      code: 'UNKNOWN',
      text: message(
        `"${text.slice(0, 40)}" no es un rol; escriba ${ROLES.join(', ')}`,
        `"${text.slice(0, 40)}" is not a role; write ${ROLES.join(', ')}`,
      ),
    },
  ]);
}

async function findEmpresa({ database }: AccessParts, code: string): Promise<number> {
  const empresa = await database.prisma.empresa.findUnique({ where: { code }, select: { id: true } });
  if (empresa) return empresa.id;
  throw new ValidationError([
    {
      path: ['empresa'],
      code: 'UNKNOWN',
      text: message(
        `No hay ninguna empresa ${code.slice(0, 40)}; "empresa list" muestra las que hay`,
        `There is no empresa ${code.slice(0, 40)}; "empresa list" shows those there are`,
      ),
    },
  ]);
}
