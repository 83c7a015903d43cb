import type { Role } from './codes.ts';
import { RequestError } from './errors.ts';
import { message } from './message.ts';

/** Who is asking. The empresa comes from here and from nowhere else. */
export interface Session {
  readonly empresaId: number;
  readonly usuarioId: number;
  readonly role: Role;
  /** The log-in that all its rotations belong to. */
  readonly family: string;
  readonly expiresAt: Date;
}

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
