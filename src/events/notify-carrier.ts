import { Socket } from 'node:net';
import pg from 'pg';
import type { Logger } from 'pino';
import type { Database } from '../database/open-database.ts';
import type { Carrier, OpenCarrier } from './carrier.ts';
import { ANSWER_MS, askAgainAndAgain, CONNECT_MS, keepConnected } from './keep-connected.ts';

const CHANNEL = 'importador_changes';

/** LISTEN on a connection of its own, NOTIFY through the pool. It listens again whenever it lost its connection. */
export function notifyCarrier(database: Pick<Database, 'url' | 'pool'>, log: Logger): OpenCarrier {
  return async (receiver): Promise<Carrier> => {
    const stop = new AbortController();
    const listen = (connected: () => void) =>
      listenOnce(database.url, stop.signal, (text) => receiver.receive(text), connected);
    const listening = keepConnected(listen, receiver, log, stop.signal);
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
    await Promise.race([lost, askAgainAndAgain(() => client.query('SELECT 1'), over.signal)]);
  } finally {
    stop.removeEventListener('abort', end);
    over.abort();
    socket.destroy(); // client.end() would wait for the answer of a server that may be cut off
  }
}
