import type { Database } from '../../src/database/open-database.ts';

/** Columns of imports as the database names them, over those of the import that is copied. */
export type Patch = Readonly<Record<string, unknown>>;

/**
 * Puts imports into the database that nobody had to wait for: copies of one, each with its patch, numbered on. They have
 * no events; a running one is given a lease that outlasts the test. Resolves with their ids in the database.
 */
export async function copyImport(
  database: Database,
  number: number,
  patches: readonly Patch[],
): Promise<readonly number[]> {
  const { rows } = await database.pool.query<{ id: number }>(
    `WITH original AS (SELECT id, empresa_id FROM imports WHERE number = $1 ORDER BY id LIMIT 1),
          ahead AS (UPDATE empresas SET last_number = last_number + $3 WHERE id = (SELECT empresa_id FROM original)
                    RETURNING last_number - $3 AS last_number),
          patches AS (SELECT patch || jsonb_build_object('id', nextval(pg_get_serial_sequence('imports', 'id')),
                             'number', last_number + n) AS patch
                      FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS given (patch, n), ahead)
     INSERT INTO imports SELECT copy.*
     FROM imports JOIN original USING (id), patches, jsonb_populate_record(imports, patch) AS copy
     RETURNING id`,
    [number, JSON.stringify(patches), patches.length],
  );
  return rows.map(({ id }) => id);
}

/** A claim of a server that is not there, and does not run out. */
export function running(percent: number, rowsRead: number, minutesAgo = 1): Patch {
  const started = new Date(Date.now() - minutesAgo * 60_000).toISOString();
  return {
    estado: 'EN_PROCESO',
    phase: 'READING',
    outcome: null,
    attempt: 1,
    node: 'elsewhere',
    started_at: started,
    attempt_started_at: started,
    lease_ends_at: '2099-01-01T00:00:00Z',
    heartbeat_at: new Date().toISOString(),
    finished_at: null,
    percent,
    rows_read: rowsRead,
    rows_accepted: rowsRead,
    rows_rejected: 0,
    bytes_read: Math.round(percent * 1_000_000),
    file_bytes: 100_000_000,
  };
}
