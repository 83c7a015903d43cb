import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Logger } from 'pino';
import { PrismaClient } from './generated/client.ts';
import { runTransaction } from './run-transaction.ts';
import type { Sql } from './sql.ts';
import { VALUE_TYPES } from './value-types.ts';
import { LINK_TIMING, type LinkTiming, type LinkWatch, watchLinks } from './watch-links.ts';

/**
 * Reads and plain CRUD go through prisma; writes that belong into one transaction (imports, events, queue) through
 * transaction. Both share one pool. Disposing it waits for what is running and closes every connection.
 */
export interface Database extends AsyncDisposable {
  readonly url: string;
  readonly prisma: PrismaClient;
  readonly pool: pg.Pool;
  /** READ COMMITTED, rolled back on a throw, retried on nothing; see runTransaction. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize: number;
  readonly log: Logger;
  /** The longest that one statement may take; a COPY is exempt. */
  readonly statementTimeoutMs?: number;
  /** Tests use shorter times; nothing else does. */
  readonly linkTiming?: LinkTiming;
}

const STATEMENT_TIMEOUT_MS = 60_000;
/** A request that waits longer than this for a connection is better told so. */
const CONNECT_TIMEOUT_MS = 10_000;
const IDLE_MS = 30_000;

/** Resolves once the database has answered; rejects where it cannot be reached or the password is wrong. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { pool, links } = openPool(options);
  try {
    await pool.query('SELECT 1');
  } catch (error) {
    links[Symbol.dispose]();
    await pool.end();
    throw error;
  }
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    url: options.url,
    prisma,
    pool,
    transaction: (work) => runTransaction(pool, work),
    async [Symbol.asyncDispose]() {
      links[Symbol.dispose]();
      await prisma.$disconnect();
      if (!pool.ending) await pool.end();
    },
  };
}

function openPool({
  url,
  poolSize,
  log,
  statementTimeoutMs = STATEMENT_TIMEOUT_MS,
  linkTiming = LINK_TIMING,
}: DatabaseOptions): { pool: pg.Pool; links: LinkWatch } {
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
    },
  });
  const links = watchLinks(pool, { url, log, timing: linkTiming });
  // Unheard, the end of an idle connection would end the process. The error may hold the address: its code is enough.
  pool.on('error', (error: Error & { code?: string }) =>
    log.warn({ code: error.code }, 'A database connection was lost'),
  );
  return { pool, links };
}
