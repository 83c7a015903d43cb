import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { launcherFor } from '../src/database/embedded-launcher.ts';
import {
  installedPrograms,
  type OwnPostgres,
  type PostgresPrograms,
  startOwnPostgres,
} from './faults/lab/own-postgres.ts';

/** A PostgreSQL of the test's own, and a hot standby that follows it. */
export interface ReplicatedPostgres extends AsyncDisposable {
  readonly primary: OwnPostgres;
  readonly replica: OwnPostgres;
}

/** A replica elsewhere is a little late with every commit; one that reads from it without asking is found out so. */
const STANDBY = { recovery_min_apply_delay: '50ms', max_standby_streaming_delay: '50ms' };

/** Of Debian's programs where the tests run on such a server, else of the embedded ones. */
export async function startReplicatedPostgres(): Promise<ReplicatedPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'importador-replicated-'));
  const programs = await programsIn(folder);
  const primary = await startOwnPostgres(join(folder, 'primary'), programs);
  await primary.stop('SIGINT');
  const replica = await startOwnPostgres(join(folder, 'replica'), programs, {
    standbyOf: primary,
    settings: STANDBY,
  });
  await primary.start();
  return {
    primary,
    replica,
    async [Symbol.asyncDispose]() {
      await replica[Symbol.asyncDispose]();
      await primary[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function programsIn(folder: string): Promise<PostgresPrograms> {
  if (process.env.TEST_DATABASE_URL) return installedPrograms();
  return (await launcherFor(folder, process.env.PATH ?? '')).binaries;
}

/** One statement on a connection of its own. */
export async function onServer<R extends object>({ url }: { url: string }, statement: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(statement)).rows;
  } finally {
    await client.end();
  }
}
