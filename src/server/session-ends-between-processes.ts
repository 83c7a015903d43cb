import type { Logger } from 'pino';
import { type SessionEnds, sessionEnds } from '../access/session-ends.ts';
import type { Database } from '../database/open-database.ts';
import { codeOf } from '../domain/code-of.ts';
import type { OpenCarrier } from '../events/carrier.ts';

export interface SessionEndsParts {
  readonly database: Pick<Database, 'pool'>;
  readonly open: OpenCarrier;
  readonly log: Logger;
}

const TEXT = /^session-ended (\d{1,10})$/;
/** What ended earlier, whoever is open has found out: they look once a minute. */
const LOOK_BACK_SECONDS = 120;

/**
 * Ends of log-ins in this process and, as they are told, in every other. Once the carrier is back after it was away, those
 * who may have missed one look again.
 */
export async function sessionEndsBetweenProcesses({
  database,
  open,
  log,
}: SessionEndsParts): Promise<SessionEnds & AsyncDisposable> {
  const local = sessionEnds();
  const warn = (what: string) => (error: unknown) => {
    log.warn({ code: codeOf(error) }, what);
  };
  const lookAgain = async (): Promise<void> => {
    const usuarios = local.usuarios();
    if (usuarios.length === 0) return;
    const { rows } = await database.pool.query<{ id: number }>(
      `SELECT DISTINCT usuario_id AS id FROM sessions
       WHERE usuario_id = ANY($1::int[]) AND revoked_at > now() - make_interval(secs => $2)`,
      [usuarios, LOOK_BACK_SECONDS],
    );
    for (const { id } of rows) local.tell(id);
  };
  const carrier = await open({
    receive(text) {
      const [, usuarioId] = TEXT.exec(text) ?? [];
      if (usuarioId) local.tell(Number(usuarioId));
    },
    connected() {
      lookAgain().catch(warn('Sessions that ended could not be read; they are looked at within a minute'));
    },
  });
  return {
    tell(usuarioId) {
      local.tell(usuarioId);
      carrier
        .send([`session-ended ${usuarioId}`])
        .catch(warn('The end of a session could not be told to the other servers'));
    },
    listen: local.listen,
    [Symbol.asyncDispose]: () => carrier[Symbol.asyncDispose](),
  };
}
