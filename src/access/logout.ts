import { requireLogIn, type Session } from '../domain/session.ts';
import type { AccessParts } from './parts.ts';

/** Ends the log-in with all its generations: neither its tokens nor its refresh tokens work any more. Twice is once. */
export async function logout(
  { database, sessionEnds }: Pick<AccessParts, 'database' | 'sessionEnds'>,
  session: Session,
): Promise<void> {
  requireLogIn(session);
  await database.transaction(async (sql) => {
    await sql.query('SELECT id FROM usuarios WHERE id = $1 FOR NO KEY UPDATE', [session.usuarioId]);
    await sql.query(
      'UPDATE sessions SET revoked_at = now() WHERE family = $1 AND usuario_id = $2 AND revoked_at IS NULL',
      [session.family, session.usuarioId],
    );
  });
  sessionEnds?.tell(session.usuarioId);
}
