import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import type { Database } from '../database/open-database.ts';
import type { Carrier, OpenCarrier, Receiver } from './carrier.ts';

const CHANNEL = 'importador_changes';
const CONNECT_MS = 5_000;
/** How often the connection is asked whether it lives, and how soon it has to answer: a cut link is found out in 10 s. */
const ASK_MS = 5_000;
const ANSWER_MS = 5_000;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 2_000;

/** LISTEN on a connection of its own, NOTIFY through the pool. It listens again whenever it lost its connection. */
export function notifyCarrier(database: Pick<Database, 'url' | 'pool'>, log: Logger): OpenCarrier {
  return async (receiver): Promise<Carrier> => {
    const stop = new AbortController();
    const listening = keepListening(database.url, receiver, log, stop.signal);
    await listening.firstTry;
    return {
      async send(texts) {
        await database.pool.query(
          'SELECT pg_notify($1, t) FROM unnest($2::text[]) WITH ORDINALITY u (t, n) ORDER BY n',
          [CHANNEL, texts],
        );
      },
      async [Symbol.asyncDispose]() {
        stop.abort();
        await listening.ended;
      },
    };
  };
}

function keepListening(url: string, receiver: Receiver, log: Logger, stop: AbortSignal) {
  let tried = (): void => {};
  const firstTry = new Promise<void>((resolve) => {
    tried = resolve;
  });
  const run = async (): Promise<void> => {
    let retryMs = FIRST_RETRY_MS;
    while (!stop.aborted) {
      try {
        await listenOnce(
          url,
          stop,
          (text) => receiver.receive(text),
          () => {
            retryMs = FIRST_RETRY_MS;
            receiver.connected();
            tried();
          },
        );
      } catch (error) {
        if (stop.aborted) break;
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        log.warn({ code }, 'The connection that hears of changes was lost; it is opened again');
      }
      tried();
      await sleep(retryMs, undefined, { signal: stop }).catch(() => {});
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    }
  };
  return { firstTry, ended: run() };
}

/** One connection, from opening it to its loss, which rejects. Resolves once it is to stop. */
async function listenOnce(
  connectionString: string,
  stop: AbortSignal,
  receive: (text: string) => void,
  connected: () => void,
): Promise<void> {
  const socket = new Socket();
  const client = new pg.Client({
    connectionString,
    application_name: 'importador events',
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    stream: () => socket,
  });
  const over = new AbortController();
  const lost = new Promise<never>((_resolve, reject) => {
    client.on('error', reject);
    client.on('end', () => reject(new Error('The connection ended')));
  });
  lost.catch(() => {});
  const end = (): void => {
    over.abort();
    socket.destroy(); // no longer waits for an answer
  };
  stop.addEventListener('abort', end, { once: true });
  try {
    await client.connect();
    client.on('notification', ({ payload }) => receive(payload ?? ''));
    await client.query(`LISTEN ${CHANNEL}`);
    connected();
    await Promise.race([lost, askAgainAndAgain(client, over.signal)]);
  } finally {
    stop.removeEventListener('abort', end);
    over.abort();
    socket.destroy(); // client.end() would wait for the answer of a server that may be cut off
  }
}

async function askAgainAndAgain(client: pg.Client, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await client.query('SELECT 1');
    await sleep(ASK_MS, undefined, { signal: stop }).catch(() => {});
  }
}
