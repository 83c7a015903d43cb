import { lockEmpresa } from '../database/lock-empresa.ts';
import { API_TOKEN_SCOPES, type ApiTokenScope, type Role } from '../domain/codes.ts';
import { type InvalidField, ValidationError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import { requirePermission, type Session } from '../domain/session.ts';
import { audit } from './audit.ts';
import { invalidName } from './name.ts';
import type { AccessParts } from './parts.ts';
import { newSessionToken } from './session-token.ts';

export interface CreatedApiToken {
  /** It exists nowhere else: show it once. */
  readonly token: string;
  readonly apiTokenId: number;
  readonly name: string;
  readonly expiresAt: Date;
}

export interface CreateApiTokenInput {
  readonly name: string;
  readonly role: Role;
  readonly scopes?: readonly ApiTokenScope[] | undefined;
  readonly expiresAt?: Date | undefined;
}

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 365;
const MAX_DAYS = 731;
/** Of those that still work, in an empresa: far more than programs that anybody keeps an eye on. */
const MAX_TOKENS = 100;

/** Throws FORBIDDEN below ADMIN, ValidationError with everything that does not do. */
export async function createApiToken(
  { database }: Pick<AccessParts, 'database'>,
  session: Session,
  input: CreateApiTokenInput,
): Promise<CreatedApiToken> {
  requirePermission(session, 'ADMINISTER');
  const name = input.name.normalize('NFKC').trim();
  const expiresAt = input.expiresAt ?? new Date(Date.now() + DEFAULT_DAYS * DAY_MS);
  const scopes = API_TOKEN_SCOPES.filter((scope) => input.scopes?.includes(scope) ?? true);
  const [first, ...others] = [
    ...invalidName(name, ['name']),
    ...(input.role === 'READER' ? [] : [onlyReads(input.role)]),
    ...invalidExpiry(expiresAt),
  ];
  if (first) throw new ValidationError([first, ...others]);
  const { token, hash } = newSessionToken('api');
  const { empresaId, usuarioId } = session;
  const apiTokenId = await database.transaction(async (sql) => {
    await lockEmpresa(sql, empresaId);
    const [row] = await sql.query<{ id: number }>(
      `INSERT INTO api_tokens (empresa_id, name, token_hash, scopes, expires_at, created_by_id)
       SELECT $1, $2, $3, $4, $5, $6
       WHERE (SELECT count(*) FROM api_tokens WHERE empresa_id = $1 AND revoked_at IS NULL AND expires_at > now()) < $7
       RETURNING id`,
      [empresaId, name, hash, scopes, expiresAt, usuarioId, MAX_TOKENS],
    );
    if (!row) throw new ValidationError([tooMany()]);
    const details = { scopes, expiresAt: expiresAt.toISOString() };
    await audit(sql, { empresaId, actorId: usuarioId, action: 'API_TOKEN_CREATED', subject: name, details });
    return row.id;
  });
  return { token, apiTokenId, name, expiresAt };
}

function onlyReads(role: Role): InvalidField {
  return {
    path: ['role'],
    code: 'READ_ONLY',
    text: message(
      `Un token de API solo lee: su rol es READER, no ${role}`,
      `An API token only reads: its role is READER, not ${role}`,
    ),
  };
}

function invalidExpiry(expiresAt: Date): InvalidField[] {
  const days = (expiresAt.getTime() - Date.now()) / DAY_MS;
  if (days > 0 && days <= MAX_DAYS) return [];
  const shown = expiresAt.toISOString();
  return [
    {
      path: ['expiresAt'],
      code: days > 0 ? 'TOO_LATE' : 'IN_THE_PAST',
      text: message(
        `${shown} no sirve como vencimiento; elija una fecha futura dentro de ${MAX_DAYS} días`,
        `${shown} does not do as an expiry; choose a date to come within ${MAX_DAYS} days`,
      ),
    },
  ];
}

function tooMany(): InvalidField {
  return {
    path: ['name'],
    code: 'TOO_MANY',
    text: message(
      `La empresa tiene ya ${MAX_TOKENS} tokens de API; revoque los que no se usan`,
      `The empresa has ${MAX_TOKENS} API tokens already; revoke those that are not used`,
    ),
  };
}
