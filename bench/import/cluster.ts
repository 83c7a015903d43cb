import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbedded } from '../../src/database/embedded-postgres.ts';
import { migrate } from '../../src/database/migrate.ts';
import { inDatabase } from '../../test/in-database.ts';
import { runStatement } from '../../test/run-statement.ts';
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
  await runStatement(embedded.url, `CREATE DATABASE ${TEMPLATE}`);
  await migrate(inDatabase(embedded.url, TEMPLATE), MIGRATIONS);
  let count = 0;
  return {
    async fresh() {
      const name = `bench_${++count}`;
      await runStatement(embedded.url, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
      await runStatement(embedded.url, 'CHECKPOINT');
      return {
        url: inDatabase(embedded.url, name),
        [Symbol.asyncDispose]: () => runStatement(embedded.url, `DROP DATABASE ${name} WITH (FORCE)`),
      };
    },
    cpuSeconds: () => familySeconds(pid),
    [Symbol.asyncDispose]: () => embedded[Symbol.asyncDispose](),
  };
}
