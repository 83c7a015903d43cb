import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll } from 'vitest';
import { type Database, openDatabase } from '../src/database/open-database.ts';
import { askForRun } from './ask-for-run.ts';
import { inDatabase } from './in-database.ts';
import { runStatement } from './run-statement.ts';

export interface TestDatabase {
  readonly url: string;
  /** Ends every connection to it. */
  drop(): Promise<void>;
}

const POOL_SIZE = 20;

/** A database with all tables and no rows, for this test file alone: call it outside the tests. */
export function useDatabase(): () => Database {
  let open: { database: Database; drop(): Promise<void> } | undefined;
  beforeAll(async () => {
    const { url, drop } = await createTestDatabase();
    open = {
      drop,
      database: await openDatabase({ url, poolSize: POOL_SIZE, log: pino({ level: 'silent' }) }),
    };
  });
  afterAll(async () => {
    await open?.database[Symbol.asyncDispose]();
    await open?.drop();
  });
  return () => {
    if (!open) throw new Error('The database is there from beforeAll on');
    return open.database;
  };
}

/** The same without opening it: for whole servers, which open it themselves. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { maintenance, template } = await askForRun('cluster');
  const name = `importador_test_${randomBytes(8).toString('hex')}`;
  await runStatement(maintenance, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  // Nothing that a test writes has to outlive a power cut.
  await runStatement(maintenance, `ALTER DATABASE ${name} SET synchronous_commit = off`);
  return {
    url: inDatabase(maintenance, name),
    drop: () => runStatement(maintenance, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}
