import type pg from 'pg';
import { codeOf } from '../domain/code-of.ts';
import { CommitInDoubtError } from './commit-in-doubt-error.ts';
import type { Sql } from './sql.ts';

/** How long a ROLLBACK may take before its connection is given up: it queues behind a COPY that nobody ended. */
const ROLLBACK_MS = 5_000;

/**
 * Runs work in one READ COMMITTED transaction: committed once it resolves, rolled back if it throws, never retried.
 * Throws CommitInDoubtError where the connection broke during the COMMIT.
 */
export async function runTransaction<T>(pool: pg.Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const connection = watchConnection(client);
  try {
    await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
    const result = await work(sqlOn(client));
    await commit(client, connection);
    return result;
  } catch (error) {
    await rollback(client, connection);
    throw error;
  } finally {
    connection.unwatch();
    client.release(connection.broken());
  }
}

function sqlOn(client: pg.PoolClient): Sql {
  return {
    client,
    query: async <R extends object>(text: string, values: readonly unknown[] = []) =>
      (await client.query<R>(text, [...values])).rows,
  };
}

interface Connection {
  broken(): Error | undefined;
  breakWith(error: Error): void;
  unwatch(): void;
}

/** A pool stops listening to a client that it lends, and a client's unheard 'error' ends the process. */
function watchConnection(client: pg.PoolClient): Connection {
  let broken: Error | undefined;
  const breakWith = (error: Error) => {
    broken ??= error;
  };
  client.on('error', breakWith);
  return { broken: () => broken, breakWith, unwatch: () => client.off('error', breakWith) };
}

async function commit(client: pg.PoolClient, connection: Connection): Promise<void> {
  const { command } = await client.query('COMMIT').catch((error: unknown) => {
    if (isFromServer(error)) throw error;
    connection.breakWith(error instanceof Error ? error : new Error(String(error)));
    throw new CommitInDoubtError(error);
  });
  // PostgreSQL answers the COMMIT of a failed transaction with a quiet ROLLBACK.
  if (command !== 'COMMIT')
    throw new Error('A statement of this transaction failed and its error was swallowed');
}

async function rollback(client: pg.PoolClient, connection: Connection): Promise<void> {
  if (connection.broken()) return;
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('ROLLBACK did not get through')), ROLLBACK_MS);
  });
  try {
    await Promise.race([client.query('ROLLBACK'), tooLong]);
  } catch (error) {
    connection.breakWith(error instanceof Error ? error : new Error(String(error)));
  } finally {
    clearTimeout(timer);
  }
}

/** An answer of PostgreSQL carries an SQLSTATE; a lost connection does not, save when the server itself says goodbye. */
export function isFromServer(error: unknown): boolean {
  const code = codeOf(error) ?? '';
  return /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('57P') && !code.startsWith('08');
}
