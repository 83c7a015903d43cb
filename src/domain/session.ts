import type { ApiTokenScope, Role } from './codes.ts';
import { RequestError } from './errors.ts';
import { message } from './message.ts';

/** Who is asking. The empresa comes from here and from nowhere else. */
export interface Session {
  readonly empresaId: number;
  readonly usuarioId: number;
  readonly role: Role;
  /** The log-in that all its rotations belong to; of a credential that is no log-in a family of nobody. */
  readonly family: string;
  readonly expiresAt: Date;
  /** What was shown instead of the token of a log-in. */
  readonly credential?: 'API_TOKEN' | 'PROVIDER';
  /** What an API token may read beside the catalog. Left out: everything. */
  readonly scopes?: readonly ApiTokenScope[];
}

/** The family of sessions that no log-in of ours began. */
export const NO_FAMILY = '00000000-0000-0000-0000-000000000000';

/** What a role lets one do. Those of an ANALYST reach only their own imports. */
export const PERMISSIONS = [
  'READ',
  'SCHEDULE',
  'UPLOAD_FILE',
  'START',
  'DELETE',
  'CONFIRM',
  'CANCEL',
  'RETRY',
  'REPROCESS_ROWS',
  'PREVIEW',
  'REVERT',
  'ADMINISTER',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const ANALYST_ONLY_OWN: readonly Permission[] = [
  'SCHEDULE',
  'UPLOAD_FILE',
  'START',
  'DELETE',
  'CONFIRM',
  'CANCEL',
  'RETRY',
  'REPROCESS_ROWS',
  'PREVIEW',
];

/** owner: the usuario who created what is acted upon; undefined where there is nothing yet. */
export function may(
  session: Pick<Session, 'role' | 'usuarioId'>,
  permission: Permission,
  owner?: number,
): boolean {
  if (permission === 'READ') return true;
  switch (session.role) {
    case 'READER':
      return false;
    case 'ANALYST':
      return ANALYST_ONLY_OWN.includes(permission) && (owner === undefined || owner === session.usuarioId);
    case 'SUPERVISOR':
      return permission !== 'ADMINISTER';
    case 'ADMIN':
      return true;
    default:
      return session.role satisfies never;
  }
}

/** Throws FORBIDDEN naming the role and what it may not do. */
export function requirePermission(session: Session, permission: Permission, owner?: number): void {
  if (may(session, permission, owner)) return;
  const whose = owner === undefined || owner === session.usuarioId ? '' : ' (de otro usuario)';
  const whoseEn = owner === undefined || owner === session.usuarioId ? '' : " (another usuario's)";
  throw new RequestError(
    'FORBIDDEN',
    message(
      `El rol ${session.role} no permite ${permission}${whose}; pídalo a un SUPERVISOR o ADMIN`,
      `The role ${session.role} does not allow ${permission}${whoseEn}; ask a SUPERVISOR or ADMIN`,
    ),
  );
}

/** Throws FORBIDDEN for an API token that was made without the scope. */
export function requireScope({ scopes }: Pick<Session, 'scopes'>, scope: ApiTokenScope): void {
  if (scopes === undefined || scopes.includes(scope)) return;
  throw new RequestError(
    'FORBIDDEN',
    message(
      `Este token de API no lee ${scope}; pida a un ADMIN uno que lo incluya`,
      `This API token does not read ${scope}; ask an ADMIN for one that does`,
    ),
  );
}

/** Throws FORBIDDEN for an API token and for a token of the company's provider: what concerns a log-in is not theirs. */
export function requireLogIn({ credential }: Pick<Session, 'credential'>): void {
  if (credential === undefined) return;
  throw new RequestError(
    'FORBIDDEN',
    message(
      'Esto es solo para quien entró con usuario y contraseña; un token de otra clase se termina donde se hizo',
      'This is only for who has logged in with usuario and contraseña; another kind of token is ended where it was made',
    ),
  );
}
