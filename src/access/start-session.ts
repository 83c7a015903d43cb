import type { Sql } from '../database/sql.ts';
import type { AccessParts, SessionLifetimes } from './parts.ts';
import { newSessionToken } from './session-token.ts';

/** What a client keeps. The tokens exist nowhere else. */
export interface LoggedIn {
  readonly token: string;
  readonly refreshToken: string;
  /** Of the token. */
  readonly expiresAt: Date;
  readonly usuarioId: number;
  readonly empresaId: number;
}

export const SESSION_LIFETIMES: SessionLifetimes = {
  /** Short, since it is the one that travels with every request. */
  accessSeconds: 15 * 60,
  /** Staff who work with it at least once a month never type the contrasena again. */
  refreshSeconds: 30 * 24 * 60 * 60,
};

/** A new generation of the family, in the caller's transaction, which holds the usuario's lock. */
export async function startSession(
  sql: Sql,
  settings: AccessParts['settings'],
  of: { empresaId: number; usuarioId: number; family: string },
): Promise<LoggedIn> {
  const { accessSeconds, refreshSeconds } = settings?.sessions ?? SESSION_LIFETIMES;
  const access = newSessionToken('access');
  const refresh = newSessionToken('refresh');
  const [row] = await sql.query<{ expires_at: Date }>(
    `INSERT INTO sessions (empresa_id, usuario_id, family, token_hash, refresh_hash, expires_at, refresh_expires_at)
     VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6), now() + make_interval(secs => $7))
     RETURNING expires_at`,
    [of.empresaId, of.usuarioId, of.family, access.hash, refresh.hash, accessSeconds, refreshSeconds],
  );
  if (!row) throw new Error('INSERT INTO sessions returned no row');
  return {
    token: access.token,
    refreshToken: refresh.token,
    expiresAt: row.expires_at,
    usuarioId: of.usuarioId,
    empresaId: of.empresaId,
  };
}
