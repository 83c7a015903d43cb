import pg from 'pg';
import type { Logger } from 'pino';
import { onPool, type Sql } from './sql.ts';
import { VALUE_TYPES } from './value-types.ts';
import { LINK_TIMING, type LinkTiming, type LinkWatch, watchLinks } from './watch-links.ts';

export interface PoolOptions {
  readonly url: string;
  readonly poolSize: number;
  readonly log: Logger;
  /** The longest that one statement may take; a COPY is exempt. */
  readonly statementTimeoutMs?: number;
  /** Tests use shorter times; nothing else does. */
  readonly linkTiming?: LinkTiming;
  /** Refuses a new connection by rejecting: whoever waits for it gets the error. */
  readonly checkConnection?: (sql: Pick<Sql, 'query'>) => Promise<void>;
}

const STATEMENT_TIMEOUT_MS = 60_000;
/** A request that waits longer than this for a connection is better told so. */
const CONNECT_TIMEOUT_MS = 10_000;
const IDLE_MS = 30_000;

/** Connects to nothing yet. Whoever ends the pool disposes of the links first. */
export function openPool({
  url,
  poolSize,
  log,
  statementTimeoutMs = STATEMENT_TIMEOUT_MS,
  linkTiming = LINK_TIMING,
  checkConnection,
}: PoolOptions): { pool: pg.Pool; links: LinkWatch } {
  const pool: pg.Pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    types: VALUE_TYPES,
    keepAlive: true,
    statement_timeout: statementTimeoutMs,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_MS,
    application_name: 'importador',
    onConnect: async (client) => {
      // Prisma's adapter reads a timestamptz as if its offset were UTC's.
      const { rows } = await client.query<{ pid: number }>(
        `SELECT set_config('TimeZone', 'UTC', false), pg_backend_pid() AS pid`,
      );
      links.add(client, rows[0]?.pid ?? 0);
      await checkConnection?.(onPool(client));
    },
  });
  const links = watchLinks(pool, { url, log, timing: linkTiming });
  // Unheard, the end of an idle connection would end the process. The error may hold the address: its code is enough.
  pool.on('error', (error: Error & { code?: string }) =>
    log.warn({ code: error.code }, 'A database connection was lost'),
  );
  return { pool, links };
}
