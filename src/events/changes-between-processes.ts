import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Database } from '../database/open-database.ts';
import { codeOf } from '../domain/code-of.ts';
import type { OpenCarrier } from './carrier.ts';
import { readChange } from './change-text.ts';
import type { Changes, ImportChanged } from './changes.ts';
import { inProcessChanges } from './in-process-changes.ts';
import { findMissed } from './missed-changes.ts';
import { createOutbox } from './outbox.ts';

export interface BetweenProcesses {
  readonly database: Pick<Database, 'pool'>;
  readonly log: Logger;
  readonly open: OpenCarrier;
}

/**
 * The safety net under every carrier: a change whose message was lost (its process died between commit and message, the
 * carrier was away) is told at most so much later. One read per process.
 */
const LOOK_MS = 3_000;
/** For the last changes of a server that stops. */
const LAST_WORDS_MS = 1_000;

/**
 * Changes of all processes on one database. Those of this process are told as within one; those of the others when their
 * message comes, in the order of their sender; and those whose message was lost when the event log is next looked at,
 * which is every few seconds and at once after the carrier was away.
 */
export async function changesBetweenProcesses({ database, log, open }: BetweenProcesses): Promise<Changes> {
  const self = randomBytes(8).toString('hex');
  const local = inProcessChanges();
  const tell = (change: ImportChanged): void => {
    missed.heard(change);
    local.publish(change);
  };
  const missed = findMissed(database, tell);
  const warn = (what: string) => (error: unknown) => log.warn({ code: codeOf(error) }, what);
  const look = (): Promise<void> =>
    missed.look().catch(warn('The log of changes could not be read; it is read again in a moment'));
  const carrier = await open({
    receive(text) {
      const received = readChange(text);
      if (received && received.sender !== self) tell(received.change);
    },
    connected() {
      void look();
      missed.tellRunning().catch(warn('The running imports could not be read'));
    },
  });
  const outbox = createOutbox(self, carrier, warn('A change could not be sent to the other servers'));
  const timer = setInterval(() => void look(), LOOK_MS);
  return {
    publish(change) {
      tell(change);
      outbox.add(change);
    },
    listen(empresaId, listener) {
      if (missed.watch(empresaId)) void look();
      const unlisten = local.listen(empresaId, listener);
      let listening = true;
      return () => {
        unlisten();
        if (listening) missed.forget(empresaId);
        listening = false;
      };
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await look();
      await outbox.emptied(LAST_WORDS_MS);
      await carrier[Symbol.asyncDispose]();
      await local[Symbol.asyncDispose]();
    },
  };
}
