import { lockEmpresa } from '../database/lock-empresa.ts';
import { NotFoundError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import { requirePermission, type Session } from '../domain/session.ts';
import { audit } from './audit.ts';
import type { AccessParts } from './parts.ts';

/**
 * It does not work any more from the next request on, and what is open with it ends. Twice is once. Throws FORBIDDEN
 * below ADMIN, NotFoundError.
 */
export async function revokeApiToken(
  { database, sessionEnds }: Pick<AccessParts, 'database' | 'sessionEnds'>,
  session: Session,
  apiTokenId: number,
): Promise<{ apiTokenId: number }> {
  requirePermission(session, 'ADMINISTER');
  const { empresaId, usuarioId } = session;
  const createdBy = await database.transaction(async (sql) => {
    await lockEmpresa(sql, empresaId);
    const [known] = await sql.query<{ name: string; created_by_id: number; revoked_at: Date | null }>(
      'SELECT name, created_by_id, revoked_at FROM api_tokens WHERE id = $1 AND empresa_id = $2',
      [apiTokenId, empresaId],
    );
    if (!known) throw unknown();
    if (known.revoked_at) return known.created_by_id;
    await sql.query('UPDATE api_tokens SET revoked_at = now(), revoked_by_id = $2 WHERE id = $1', [
      apiTokenId,
      usuarioId,
    ]);
    await audit(sql, { empresaId, actorId: usuarioId, action: 'API_TOKEN_REVOKED', subject: known.name });
    return known.created_by_id;
  });
  sessionEnds?.tell(createdBy);
  return { apiTokenId };
}

function unknown(): NotFoundError {
  return new NotFoundError(
    message(
      'El token de API no existe; elija uno de la lista de apiTokens',
      'The API token does not exist; choose one from the list of apiTokens',
    ),
    ['id'],
  );
}
