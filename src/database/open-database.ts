import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { PrismaClient } from './generated/client.ts';
import { openPool, type PoolOptions } from './open-pool.ts';
import { runTransaction } from './run-transaction.ts';
import type { Sql } from './sql.ts';

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

/** Resolves once the database has answered; rejects where it cannot be reached or the password is wrong. */
export async function openDatabase(options: PoolOptions): Promise<Database> {
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
