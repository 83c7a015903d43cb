import { join } from 'node:path';
import pg from 'pg';
import { embeddedBinaries, packageRoot } from '../../../src/database/embedded-binaries.ts';
import { startEmbedded } from '../../../src/database/embedded-postgres.ts';
import type { DatabaseKind } from '../fault.ts';
import {
  installedPrograms,
  type OwnPostgres,
  type OwnPostgresOptions,
  type PostgresPrograms,
  startOwnPostgres,
} from './own-postgres.ts';

/** Where the servers of one fault keep their data. */
export interface DatabasePlace extends AsyncDisposable {
  /** What tells a server of it. */
  readonly environment: Readonly<Record<string, string>>;
  /** For the harness itself. */
  query<R extends object>(text: string, values?: readonly unknown[]): Promise<R[]>;
}

/** Embedded: each server starts or joins the database of the data folder; the harness joins it for a question at a time. */
export function embeddedPlace(dataDir: string): DatabasePlace {
  return {
    environment: {},
    async query<R extends object>(text: string, values: readonly unknown[] = []) {
      const embedded = await startEmbedded(join(dataDir, 'postgres'), {
        searchPath: process.env['PATH'] ?? '',
      });
      try {
        return await queryOnce<R>(embedded.url, text, values);
      } finally {
        await embedded[Symbol.asyncDispose]();
      }
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** The servers reach it at `url`, which may be a way around; the harness asks it directly. */
export function serverPlace(postgres: OwnPostgres, url = postgres.url): DatabasePlace {
  return {
    environment: { DATABASE_URL: url },
    query: (text, values = []) => queryOnce(postgres.url, text, values),
    [Symbol.asyncDispose]: () => postgres[Symbol.asyncDispose](),
  };
}

/** A PostgreSQL of the run's own: the one that is installed here, or the embedded one run like a server. */
export async function ownPostgres(
  kind: DatabaseKind,
  folder: string,
  options: OwnPostgresOptions = {},
): Promise<OwnPostgres> {
  return startOwnPostgres(folder, await programsOf(kind, folder), options);
}

async function programsOf(kind: DatabaseKind, folder: string): Promise<PostgresPrograms> {
  return kind === 'url' ? installedPrograms() : embeddedBinaries(folder, await packageRoot());
}

async function queryOnce<R extends object>(
  url: string,
  text: string,
  values: readonly unknown[],
): Promise<R[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query<R>(text, [...values])).rows;
  } finally {
    await client.end().catch(() => {});
  }
}
