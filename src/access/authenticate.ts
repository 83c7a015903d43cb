import type { Database } from '../database/open-database.ts';
import type { ApiTokenScope, Role } from '../domain/codes.ts';
import { NO_FAMILY, type Session } from '../domain/session.ts';
import { authenticateIdentity } from './authenticate-identity.ts';
import type { AccessParts } from './parts.ts';
import { sessionTokenHash } from './session-token.ts';

/**
 * Who the token belongs to; undefined if it is none of ours nor of the company's provider, has expired, was revoked, or
 * its usuario is no longer active. One indexed query, made anew each time: a log-out counts from the next request on.
 */
export async function authenticate(
  { database, provider, hasher }: Pick<AccessParts, 'database' | 'provider' | 'hasher'>,
  token: string,
): Promise<Session | undefined> {
  const ofLogIn = sessionTokenHash('access', token);
  if (ofLogIn) return logInOf(database, ofLogIn);
  const ofProgram = sessionTokenHash('api', token);
  if (ofProgram) return apiTokenOf(database, ofProgram);
  const identity = await provider?.identify(token);
  return identity && authenticateIdentity({ database, ...(hasher && { hasher }) }, identity);
}

async function logInOf({ pool }: Database, hash: Buffer): Promise<Session | undefined> {
  const { rows } = await pool.query<{
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

/** It reads in the name of who made it, and only as long as they are active. */
async function apiTokenOf({ pool }: Database, hash: Buffer): Promise<Session | undefined> {
  const { rows } = await pool.query<{
    id: number;
    empresa_id: number;
    usuario_id: number;
    scopes: ApiTokenScope[];
    expires_at: Date;
    is_stale: boolean;
  }>(
    `SELECT t.id, t.empresa_id, t.created_by_id AS usuario_id, t.scopes, t.expires_at,
       coalesce(t.last_used_at < now() - interval '1 minute', true) AS is_stale
     FROM api_tokens t JOIN usuarios u ON u.id = t.created_by_id
     WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND t.expires_at > now() AND u.active`,
    [hash],
  );
  const [row] = rows;
  if (!row) return undefined;
  // To the minute is exact enough, and spares a write with every request.
  if (row.is_stale) await pool.query('UPDATE api_tokens SET last_used_at = now() WHERE id = $1', [row.id]);
  return {
    empresaId: row.empresa_id,
    usuarioId: row.usuario_id,
    role: 'READER',
    family: NO_FAMILY,
    expiresAt: row.expires_at,
    credential: 'API_TOKEN',
    scopes: row.scopes,
  };
}
