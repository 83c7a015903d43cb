import type { Role } from '../domain/codes.ts';
import type { Session } from '../domain/session.ts';
import type { AccessParts } from './parts.ts';
import { sessionTokenHash } from './session-token.ts';

/**
 * Who the token belongs to; undefined if it is none of ours, has expired, was revoked, or its usuario is no longer active.
 * One indexed query, made anew each time: a log-out counts from the next request on.
 */
export async function authenticate(
  { database }: Pick<AccessParts, 'database'>,
  token: string,
): Promise<Session | undefined> {
  const hash = sessionTokenHash('access', token);
  if (!hash) return undefined;
  const { rows } = await database.pool.query<{
    empresa_id: number;
    usuario_id: number;
    role: Role;
    family: string;
    expires_at: Date;
  }>(
    `SELECT u.empresa_id, s.usuario_id, u.role, s.family, s.expires_at
     FROM sessions s JOIN usuarios u ON u.id = s.usuario_id
     WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > now() AND u.active`,
    [hash],
  );
  const [row] = rows;
  if (!row) return undefined;
  return {
    empresaId: row.empresa_id,
    usuarioId: row.usuario_id,
    role: row.role,
    family: row.family,
    expiresAt: row.expires_at,
  };
}
