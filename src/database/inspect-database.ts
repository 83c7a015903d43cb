import pg from 'pg';
import { migrationsOf } from './migrate.ts';

/** What can be said of a database without changing it. */
export interface DatabaseState {
  /** Such as "18.4". */
  readonly version: string;
  readonly major: number;
  readonly applied: number;
  /** Names of those that the next start applies. */
  readonly pending: readonly string[];
  /** By how much this machine's clock is ahead of the database's, as exactly as the answer's time allows. */
  readonly clockAheadMs: number;
}

const ANSWER_MS = 10_000;

/** Rejects where it cannot be reached, or holds migrations that do not do (migrate.ts says which). */
export async function inspectDatabase(url: string, folder: string): Promise<DatabaseState> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'importador doctor',
    connectionTimeoutMillis: ANSWER_MS,
    query_timeout: ANSWER_MS,
  });
  client.on('error', () => {}); // the running query rejects with the same
  try {
    await client.connect();
    const version = await client.query<{ number: string; text: string }>(
      `SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS text`,
    );
    const { applied, pending } = await migrationsOf(client, folder);
    return {
      version: (version.rows[0]?.text ?? '').split(' ')[0] ?? '',
      major: Math.floor(Number(version.rows[0]?.number) / 10_000),
      applied,
      pending,
      clockAheadMs: await clockAhead(client),
    };
  } finally {
    await client.end().catch(() => {});
  }
}

async function clockAhead(client: pg.Client): Promise<number> {
  const asked = Date.now();
  const { rows } = await client.query<{ ms: string }>(
    'SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms',
  );
  return Math.round((asked + Date.now()) / 2 - Number(rows[0]?.ms));
}
