import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

/** The advisory lock that Prisma's own `migrate deploy` takes. */
const PRISMA_LOCK = 72707369;

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

interface Applied {
  readonly name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

/**
 * Applies the folder's migrations (<name>/migration.sql, in the order of their names) that the database does not have,
 * each wholly or not at all; returns the names of those. It keeps the same books as `prisma migrate deploy`, so either
 * may be used; several processes at once do it once. Throws without touching anything where the database holds a
 * migration that the folder does not, or one that differs, or one that failed.
 */
export async function migrate(url: string, folder: string): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const client = new pg.Client({ connectionString: url, application_name: 'importador migrate' });
  client.on('error', () => {}); // the running query rejects with the same
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    await client.query(BOOKS);
    const pending = pendingOf(migrations, await readApplied(client));
    for (const migration of pending) await apply(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

/**
 * The same judgement without touching anything: how many the database has, and the names of those that it
 * lacks.
 */
export async function migrationsOf(
  client: pg.Client,
  folder: string,
): Promise<{ readonly applied: number; readonly pending: readonly string[] }> {
  const migrations = await readMigrations(folder);
  const { rows } = await client.query<{ kept: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS kept`,
  );
  const applied = rows[0]?.kept ? await readApplied(client) : [];
  return { applied: applied.length, pending: pendingOf(migrations, applied).map(({ name }) => name) };
}

/** As Prisma creates it. */
const BOOKS = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id varchar(36) PRIMARY KEY NOT NULL, checksum varchar(64) NOT NULL, finished_at timestamptz,
  migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
  started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`;

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function readApplied(client: pg.Client): Promise<Applied[]> {
  const { rows } = await client.query<Applied>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`,
  );
  return rows;
}

function pendingOf(migrations: Migration[], applied: Applied[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, checksum, finished } of applied) {
    const ours = known.get(name);
    if (!finished)
      throw new Error(
        `Migration ${name} failed earlier; repair it with "prisma migrate resolve" and start again`,
      );
    if (!ours) {
      throw new Error(
        `The database holds the migration ${name}, which this program does not know: it was made by a newer version. ` +
          'Start that version, or restore a backup from before it',
      );
    }
    if (ours.checksum !== checksum) {
      throw new Error(
        `Migration ${name} was changed after it was applied; put its migration.sql back as it was`,
      );
    }
  }
  const names = new Set(applied.map(({ name }) => name));
  return migrations.filter(({ name }) => !names.has(name));
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw new Error(`Migration ${name} failed`, { cause: error });
  }
}
