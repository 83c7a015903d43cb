import type { AccessParts } from './parts.ts';

/**
 * Removes what can no longer matter: sessions whose refresh token has expired, attempts whose window has ended. Safe at any
 * time and from several processes; meant to run about once a day.
 */
export async function pruneAccess({ database }: Pick<AccessParts, 'database'>): Promise<void> {
  await database.pool.query('DELETE FROM sessions WHERE refresh_expires_at < now() AND expires_at < now()');
  await database.pool.query('DELETE FROM login_attempts WHERE window_ends_at < now()');
}
