import type { Session } from './session.ts';

/** What may be seen and done, without who it is. */
export interface AuthorisationScope {
  /** Equal for sessions that see the same and may do the same, everywhere. */
  readonly key: string;
  /** Stands for all of them: whoever asks it who they are gets an error, which is better than one's answer for all. */
  readonly session: Session;
}

/** The scope that what is answered to one session may be shared in. Never reaches beyond the empresa. */
export function authorisationScope(session: Session): AuthorisationScope {
  const { empresaId, role, credential, scopes } = session;
  // An ANALYST may do to their own imports what others may not: see may().
  const usuarioId = role === 'ANALYST' ? session.usuarioId : undefined;
  const key = JSON.stringify([empresaId, role, usuarioId, credential, scopes?.toSorted()]);
  const shared = {
    empresaId,
    role,
    ...(credential && { credential }),
    ...(scopes && { scopes }),
    get usuarioId(): number {
      return usuarioId ?? nobody('usuarioId');
    },
    get family(): string {
      return nobody('family');
    },
    get expiresAt(): Date {
      return nobody('expiresAt');
    },
  };
  return { key, session: shared };
}

function nobody(name: string): never {
  throw new Error(`What several sessions share was made to depend on the ${name} of one of them`);
}
