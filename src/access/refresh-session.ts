import type { Sql } from '../database/sql.ts';
import { CredentialsError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import type { AccessParts } from './parts.ts';
import { sessionTokenHash } from './session-token.ts';
import { type LoggedIn, startSession } from './start-session.ts';

/**
 * The next generation of a log-in. Each refresh token works once: using it again, even at the same moment, means that two
 * hold it, so it ends the whole family. Throws CredentialsError then, and for one that is unknown, expired or revoked. The
 * access token of the generation before stays good for its own few minutes.
 */
export async function refreshSession(
  { database, settings, sessionEnds }: Pick<AccessParts, 'database' | 'settings' | 'sessionEnds'>,
  refreshToken: string,
): Promise<LoggedIn> {
  const hash = sessionTokenHash('refresh', refreshToken);
  // The end of a family must be committed, so the transaction returns and the error is thrown after it.
  const next = hash && (await database.transaction((sql) => rotateOrEnd(sql, settings, hash)));
  if (next && 'token' in next) return next;
  if (next) sessionEnds?.tell(next.endedOf);
  throw new CredentialsError(
    message(
      'La sesión ya no se puede renovar; entre de nuevo con su usuario y contraseña',
      'The session can no longer be renewed; log in again with your usuario and contraseña',
    ),
    ['refreshToken'],
  );
}

interface Ended {
  /** The usuario of whose log-ins one was ended. */
  readonly endedOf: number;
}

async function rotateOrEnd(
  sql: Sql,
  settings: AccessParts['settings'],
  hash: Buffer,
): Promise<LoggedIn | Ended | undefined> {
  // Whoever changes sessions holds the usuario's lock: a family cannot get a new generation while it is being ended.
  const [usuario] = await sql.query<{ id: number; empresa_id: number; active: boolean }>(
    `SELECT id, empresa_id, active FROM usuarios
     WHERE id = (SELECT usuario_id FROM sessions WHERE refresh_hash = $1) FOR NO KEY UPDATE`,
    [hash],
  );
  if (!usuario?.active) return undefined;
  const [rotated] = await sql.query<{ family: string }>(
    `UPDATE sessions SET rotated_at = now()
     WHERE refresh_hash = $1 AND rotated_at IS NULL AND revoked_at IS NULL AND refresh_expires_at > now()
     RETURNING family`,
    [hash],
  );
  if (!rotated) {
    await endIfUsedBefore(sql, hash);
    return { endedOf: usuario.id };
  }
  const of = { empresaId: usuario.empresa_id, usuarioId: usuario.id, family: rotated.family };
  return startSession(sql, settings, of);
}

async function endIfUsedBefore(sql: Sql, hash: Buffer): Promise<void> {
  await sql.query(
    `UPDATE sessions SET revoked_at = now()
     WHERE revoked_at IS NULL
       AND family = (SELECT family FROM sessions WHERE refresh_hash = $1 AND rotated_at IS NOT NULL)`,
    [hash],
  );
}
