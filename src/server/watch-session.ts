import { authenticate } from '../access/authenticate.ts';
import type { AccessParts } from '../access/parts.ts';
import type { Session } from '../domain/session.ts';

/** How long an end that nobody told of may go unnoticed by what is already open: its process died, the carrier was away. */
const CHECK_MS = 60_000;
/** Of setTimeout, which takes more for nothing. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Calls `ended` once, when the session expires or was revoked: at once where a server tells of it, else within a minute.
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
  // An API token may live longer than a timer can wait; the checks then see its end.
  const leftMs = Math.min(MAX_TIMER_MS, session.expiresAt.getTime() - Date.now());
  const expiry = leftMs === MAX_TIMER_MS ? undefined : setTimeout(end, Math.max(0, leftMs)).unref();
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
