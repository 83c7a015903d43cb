import { CredentialsError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import { requireLogIn, type Session } from '../domain/session.ts';
import { audit } from './audit.ts';
import { beginAttempt } from './begin-attempt.ts';
import { contrasenaHasher } from './contrasena-hasher.ts';
import { requireNewContrasena } from './new-contrasena.ts';
import type { AccessParts } from './parts.ts';
import { revokeLogIns } from './revoke-log-ins.ts';
import { usuarioKey } from './usuario-key.ts';

/**
 * Ends every other log-in of the usuario; this one goes on. Throws CredentialsError for a wrong current contrasena, which
 * counts as a failed log-in, ValidationError WEAK_CONTRASENA for a new one that does not do, and CapacityError
 * TOO_MANY_ATTEMPTS after too many failures.
 */
export async function changeContrasena(
  parts: AccessParts,
  session: Session,
  { current, new: wanted }: { current: string; new: string },
): Promise<void> {
  requireLogIn(session);
  const hasher = parts.hasher ?? contrasenaHasher();
  const { usuario, contrasenaHash } = await parts.database.prisma.usuario.findUniqueOrThrow({
    where: { id: session.usuarioId },
    select: { usuario: true, contrasenaHash: true },
  });
  await hasher.inTurnOf(usuarioKey(usuario), async () => {
    const attempt = await beginAttempt(parts, { usuario });
    const right = await hasher.verify(contrasenaHash, current).catch(async (error: unknown) => {
      await attempt.withdraw();
      throw error;
    });
    if (!right) throw wrongCurrent();
    await attempt.succeeded();
  });
  requireNewContrasena(wanted, { usuario, current, path: ['new'] });
  const changed = await replace(parts, session, { from: contrasenaHash, to: await hasher.hash(wanted) });
  if (!changed) throw wrongCurrent();
  parts.sessionEnds?.tell(session.usuarioId);
}

/** False if somebody else changed it first. */
function replace(
  { database }: AccessParts,
  session: Session,
  hash: { from: string; to: string },
): Promise<boolean> {
  return database.transaction(async (sql) => {
    const [usuario] = await sql.query<{ usuario: string }>(
      'UPDATE usuarios SET contrasena_hash = $3 WHERE id = $1 AND contrasena_hash = $2 AND active RETURNING usuario',
      [session.usuarioId, hash.from, hash.to],
    );
    if (!usuario) return false;
    const { empresaId, usuarioId, family } = session;
    await revokeLogIns(sql, usuarioId, family);
    await audit(sql, {
      empresaId,
      actorId: usuarioId,
      action: 'CONTRASENA_CHANGED',
      subject: usuario.usuario,
    });
    return true;
  });
}

function wrongCurrent(): CredentialsError {
  return new CredentialsError(
    message('La contraseña actual no es correcta', 'The current contraseña is not right'),
    ['current'],
  );
}
