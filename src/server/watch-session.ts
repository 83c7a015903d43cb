import { authenticate } from '../access/authenticate.ts';
import type { AccessParts } from '../access/parts.ts';
import type { Session } from '../domain/session.ts';

/** How long a log-out may go unnoticed by what is already open. */
const CHECK_MS = 60_000;

/** Calls `ended` once, when the session expires or, within a minute, when it was revoked. Stops with the returned function. */
export function watchSession(
  access: AccessParts,
  { token, session }: { token: string; session: Session },
  ended: () => void,
): () => void {
  const stop = () => {
    clearTimeout(expiry);
    clearInterval(checks);
  };
  const end = () => {
    stop();
    ended();
  };
  const expiry = setTimeout(end, Math.max(0, session.expiresAt.getTime() - Date.now())).unref();
  const checks = setInterval(() => {
    authenticate(access, token).then(
      (still) => still ?? end(),
      // The database is away for a moment: the expiry still holds.
      () => {},
    );
  }, CHECK_MS).unref();
  return stop;
}
