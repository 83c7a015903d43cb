import { lockEmpresa } from '../database/lock-empresa.ts';
import { requirePermission, type Session } from '../domain/session.ts';
import { audit } from './audit.ts';
import { forgetAttempts } from './begin-attempt.ts';
import { newUsuario } from './insert-usuario.ts';
import type { AccessParts } from './parts.ts';
import { revokeLogIns } from './revoke-log-ins.ts';
import { unknownUsuario } from './unknown-usuario.ts';
import { usuarioKey } from './usuario-key.ts';

interface Known {
  readonly id: number;
  readonly empresaId: number;
  readonly usuario: string;
}

export interface SetContrasena {
  readonly usuarioId: number;
  readonly usuario: string;
  /** Present if none was given. It exists nowhere else: show it once. */
  readonly generatedContrasena?: string;
}

/**
 * A new contrasena for a usuario of the session's empresa who has lost theirs; one is made up where none is given. Ends
 * all their log-ins, and their failed attempts are forgotten. Throws FORBIDDEN below ADMIN, NotFoundError, ValidationError.
 */
export async function setContrasena(
  parts: AccessParts,
  session: Session,
  { usuarioId, contrasena }: { usuarioId: number; contrasena?: string | undefined },
): Promise<SetContrasena> {
  requirePermission(session, 'ADMINISTER');
  const { empresaId } = session;
  const select = { id: true, empresaId: true, usuario: true } as const;
  const known = await parts.database.prisma.usuario.findFirst({
    where: { id: usuarioId, empresaId },
    select,
  });
  if (!known) throw unknownUsuario(['usuarioId']);
  return replaceContrasena(parts, known, { contrasena, actorId: session.usuarioId });
}

/** The same for whoever runs the server, who names the usuario instead of an id. */
export async function setContrasenaOf(
  parts: AccessParts,
  usuario: string,
  contrasena: string | undefined,
): Promise<SetContrasena> {
  const select = { id: true, empresaId: true, usuario: true } as const;
  const where = { usuarioKey: usuarioKey(usuario) };
  const known = await parts.database.prisma.usuario.findUnique({ where, select });
  if (!known) throw unknownUsuario(['usuario']);
  return replaceContrasena(parts, known, { contrasena, actorId: undefined });
}

async function replaceContrasena(
  parts: AccessParts,
  { id, empresaId, usuario }: Known,
  { contrasena, actorId }: { contrasena: string | undefined; actorId: number | undefined },
): Promise<SetContrasena> {
  const { contrasenaHash, generatedContrasena } = await newUsuario(parts.hasher, { usuario, contrasena });
  await parts.database.transaction(async (sql) => {
    await lockEmpresa(sql, empresaId);
    await sql.query('UPDATE usuarios SET contrasena_hash = $2 WHERE id = $1', [id, contrasenaHash]);
    await revokeLogIns(sql, id);
    await forgetAttempts(sql, usuario);
    await audit(sql, { empresaId, actorId, action: 'CONTRASENA_SET', subject: usuario });
  });
  parts.sessionEnds?.tell(id);
  return { usuarioId: id, usuario, ...(generatedContrasena && { generatedContrasena }) };
}
