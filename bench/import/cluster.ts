import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbedded } from '../../src/database/embedded-postgres.ts';
import { migrate } from '../../src/database/migrate.ts';
import { familySeconds } from './thread-times.ts';

const MIGRATIONS = join(import.meta.dirname, '..', '..', 'prisma', 'migrations');
const TEMPLATE = 'bench_template';

/** The embedded database, as the server itself would start it, with one database for each measurement. */
export interface Cluster extends AsyncDisposable {
  /** A database with all tables and no rows; whatever was written before is on the disk. */
  fresh(): Promise<FreshDatabase>;
  /** CPU seconds of all its processes so far. */
  cpuSeconds(): number;
}

export interface FreshDatabase extends AsyncDisposable {
  readonly url: string;
}

export async function startCluster(folder: string): Promise<Cluster> {
  const embedded = await startEmbedded(folder, { searchPath: process.env['PATH'] ?? '' });
  const pid = Number((await readFile(join(folder, 'pg18', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  await run(embedded.url, `CREATE DATABASE ${TEMPLATE}`);
  await migrate(urlOf(embedded.url, TEMPLATE), MIGRATIONS);
  let count = 0;
  return {
    async fresh() {
      const name = `bench_${++count}`;
      await run(embedded.url, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
      await run(embedded.url, 'CHECKPOINT');
      return {
        url: urlOf(embedded.url, name),
        [Symbol.asyncDispose]: () => run(embedded.url, `DROP DATABASE ${name} WITH (FORCE)`),
      };
    },
    cpuSeconds: () => familySeconds(pid),
    [Symbol.asyncDispose]: () => embedded[Symbol.asyncDispose](),
  };
}

function urlOf(url: string, database: string): string {
  const named = new URL(url);
  named.pathname = `/${database}`;
  return named.href;
}

/** One statement on a connection of its own. */
export async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
