import pg from 'pg';
import type { Database } from '../database/open-database.ts';
import { VALUE_TYPES } from '../database/value-types.ts';

/** One moment of the database, whatever is committed meanwhile; on a connection of its own, which ends with it. */
export interface Snapshot extends AsyncDisposable {
  query<R extends object>(text: string, values: readonly unknown[]): Promise<R[]>;
}

const CONNECT_MS = 10_000;
/** Of one page, which is a matter of milliseconds unless it looks for few rows among very many. */
const STATEMENT_MS = 60_000;
/** Between two pages: a client that takes nothing for so long is gone, see server/http.ts. */
const IDLE_MS = 120_000;

/** Rejects where the database cannot be reached, and once the signal is aborted. The signal ends the connection, in the middle of a statement if need be. */
export async function openSnapshot({ url }: Pick<Database, 'url'>, signal: AbortSignal): Promise<Snapshot> {
  signal.throwIfAborted();
  const client = new pg.Client({
    connectionString: url,
    types: VALUE_TYPES,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: IDLE_MS,
    application_name: 'importador export',
  });
  let lost: Error | undefined;
  client.on('error', (error) => {
    lost = error;
  });
  let ended: Promise<void> | undefined;
  const end = () => {
    ended ??= client.end().catch(() => {});
    return ended;
  };
  // A client that is ended while it connects never says how that went.
  const left = new Promise<never>((_resolve, reject) => {
    const leave = () => {
      void end();
      reject(signal.reason);
    };
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    await Promise.race([begin(client), left]);
  } catch (error) {
    await end();
    throw error;
  }
  return {
    query: async <R extends object>(text: string, values: readonly unknown[]) => {
      if (lost) throw lost;
      return (await client.query<R>(text, [...values])).rows;
    },
    [Symbol.asyncDispose]: end,
  };
}

async function begin(client: pg.Client): Promise<void> {
  await client.connect();
  // Not every system can look for a client that has left in the middle of a statement.
  await client.query(`SET client_connection_check_interval = '2s'`).catch(() => {});
  await client.query(`SET TimeZone = 'UTC'`);
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
}
