import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { codeOf } from '../domain/code-of.ts';
import type { Receiver } from './carrier.ts';

/** A connection of a carrier, opened anew whenever it was lost. */
export interface KeptConnection {
  /** Settles the first attempt, whichever way it went. */
  readonly firstTry: Promise<void>;
  /** Resolves once it was told to stop and the last connection is closed. */
  readonly ended: Promise<void>;
}

/**
 * One connection, from opening it to its loss, which rejects. Calls `connected` once it receives; resolves once it is to
 * stop.
 */
export type Listen = (connected: () => void) => Promise<void>;

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 2_000;
/** How often a connection is asked whether it lives, and how soon it has to answer: a cut link is found out in 10 s. */
const ASK_MS = 5_000;
export const ANSWER_MS = 5_000;
export const CONNECT_MS = 5_000;

/** Opens it again at once and then less and less often, up to every two seconds. */
export function keepConnected(
  listen: Listen,
  receiver: Pick<Receiver, 'connected'>,
  log: Logger,
  stop: AbortSignal,
): KeptConnection {
  let tried = (): void => {};
  const firstTry = new Promise<void>((resolve) => {
    tried = resolve;
  });
  const run = async (): Promise<void> => {
    let retryMs = FIRST_RETRY_MS;
    while (!stop.aborted) {
      try {
        await listen(() => {
          retryMs = FIRST_RETRY_MS;
          receiver.connected();
          tried();
        });
      } catch (error) {
        if (stop.aborted) break;
        log.warn(
          { code: reasonOf(error) },
          'The connection that hears of changes was lost; it is opened again',
        );
      }
      tried();
      await sleep(retryMs, undefined, { signal: stop }).catch(() => {});
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    }
    tried();
  };
  return { firstTry, ended: run() };
}

/** Rejects as soon as an answer fails to come; resolves once it is to stop. */
export async function askAgainAndAgain(ask: () => Promise<unknown>, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await ask();
    await sleep(ASK_MS, undefined, { signal: stop }).catch(() => {});
  }
}

/**
 * A code, or the first word of what Redis answers (WRONGPASS …): the rest of a message may hold an address or a
 * password.
 */
function reasonOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  return codeOf(error) ?? /^[A-Z]{3,20}(?= )/.exec(error.message)?.[0] ?? error.name;
}
