import { appendFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { migrate } from './migrate.ts';

const MIGRATIONS = 'prisma/migrations';

let folder: string;
let database: TestDatabase;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'importador-migrations-'));
  await cp(MIGRATIONS, folder, { recursive: true });
  database = await createTestDatabase(); // which has every migration of the product
});
afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

async function add(name: string, sql: string): Promise<void> {
  await mkdir(join(folder, name));
  await writeFile(join(folder, name, 'migration.sql'), sql);
}

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('migrate', () => {
  it('applies what is missing, in the order of the names, and then has nothing to do', async () => {
    await add('9002_second', 'ALTER TABLE thing ADD COLUMN b int;');
    await add('9001_first', 'CREATE TABLE thing (a int); INSERT INTO thing VALUES (1);');
    expect(await migrate(database.url, folder)).toEqual(['9001_first', '9002_second']);
    expect(await migrate(database.url, folder)).toEqual([]);
    expect(await query('SELECT * FROM thing')).toEqual([{ a: 1, b: null }]);
  });

  it('keeps the books that Prisma keeps', async () => {
    await add('9001_first', 'CREATE TABLE thing (a int);');
    await migrate(database.url, folder);
    const rows = await query(
      `SELECT length(id) AS id, checksum, logs, rolled_back_at, applied_steps_count, finished_at >= started_at AS ended
       FROM _prisma_migrations WHERE migration_name = '9001_first'`,
    );
    expect(rows).toEqual([
      {
        id: 36,
        checksum: '6a4a19a096d05c6a4aa6c975a1340bdd33f6acea4da088609daaf3ab0db89416',
        logs: null,
        rolled_back_at: null,
        applied_steps_count: 1,
        ended: true,
      },
    ]);
  });

  it('applies each migration once, though several programs start together', async () => {
    await add('9001_first', 'CREATE TABLE thing (a int);');
    const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(database.url, folder)));
    expect(applied.flat()).toEqual(['9001_first']);
  });

  it('undoes the whole of a migration that fails, and says which one it was', async () => {
    await add('9001_first', 'CREATE TABLE thing (a int);');
    await add('9002_second', 'CREATE TABLE other (a int); SELECT no_such_function();');
    await expect(migrate(database.url, folder)).rejects.toThrow('Migration 9002_second failed');
    expect(await query(`SELECT to_regclass('thing') AS thing, to_regclass('other') AS other`)).toEqual([
      { thing: 'thing', other: null },
    ]);
    await writeFile(join(folder, '9002_second', 'migration.sql'), 'CREATE TABLE other (a int);');
    expect(await migrate(database.url, folder)).toEqual(['9002_second']);
  });

  it('refuses a database that a newer version has changed, and leaves it alone', async () => {
    await add('9001_newer', 'CREATE TABLE thing (a int);');
    await migrate(database.url, folder);
    await rm(join(folder, '9001_newer'), { recursive: true });
    await add('9002_ours', 'CREATE TABLE other (a int);');
    await expect(migrate(database.url, folder)).rejects.toThrow(
      'The database holds the migration 9001_newer, which this program does not know: it was made by a newer version',
    );
    expect(await query(`SELECT to_regclass('other') AS other`)).toEqual([{ other: null }]);
  });

  it('refuses a migration that was changed after it was applied', async () => {
    await appendFile(join(folder, '0001_spine', 'migration.sql'), '-- harmless?\n');
    await expect(migrate(database.url, folder)).rejects.toThrow(
      '0001_spine was changed after it was applied',
    );
  });

  it('refuses to go on after one that Prisma left unfinished', async () => {
    await query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', 'y', '9000_broken')`,
    );
    await expect(migrate(database.url, folder)).rejects.toThrow('Migration 9000_broken failed earlier');
  });
});
