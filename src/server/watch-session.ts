import { authenticate } from '../access/authenticate.ts';
import type { AccessParts } from '../access/parts.ts';
import type { Session } from '../domain/session.ts';

/** How long an end that another process has brought about may go unnoticed by what is already open. */
const CHECK_MS = 60_000;

/**
 * Calls `ended` once, when the session expires or was revoked: at once where this process did it, else within a minute.
 * Stops with the returned function.
 */
export function watchSession(
  access: AccessParts,
  { token, session }: { token: string; session: Session },
  ended: () => void,
): () => void {
  let stopped = false;
  const stop = () => {
    clearTimeout(expiry);
    clearInterval(checks);
    stopListening?.();
    stopped = true;
  };
  const end = () => {
    stop();
    ended();
  };
  const expiry = setTimeout(end, Math.max(0, session.expiresAt.getTime() - Date.now())).unref();
  const look = () => {
    authenticate(access, token).then(
      (still) => {
        if (!still && !stopped) end();
      },
      // The database is away for a moment: the expiry still holds.
      () => {},
    );
  };
  const checks = setInterval(look, CHECK_MS).unref();
  const stopListening = access.sessionEnds?.listen(session.usuarioId, look);
  return stop;
}
