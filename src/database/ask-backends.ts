import pg from 'pg';

/** What one of the database's processes is doing. */
export interface Backend {
  /** At work on a query, or waiting for anything but its client. */
  readonly working: boolean;
  /** Bytes that the COPY under way has got; undefined where there is none. */
  readonly copied: number | undefined;
}

interface Question {
  readonly url: string;
  readonly pids: readonly number[];
  readonly answerMs: number;
}

const BACKENDS = `SELECT pid, state = 'active' AND wait_event_type IS DISTINCT FROM 'Client' AS working,
    bytes_processed::float8 AS copied
  FROM pg_stat_activity LEFT JOIN pg_stat_progress_copy USING (pid)
  WHERE pid = ANY($1::int[])`;

/**
 * Those of the database's processes that there are, by their id, asked through a new connection. A database that does not
 * answer has none. Undefined: it answers, but takes no connection now, and nothing is known; a connection that waits in
 * the pool may still tell.
 */
export async function askBackends(
  pool: pg.Pool,
  question: Question,
): Promise<ReadonlyMap<number, Backend> | undefined> {
  const client = new pg.Client({
    connectionString: question.url,
    application_name: 'importador links',
    connectionTimeoutMillis: question.answerMs,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return await ask(client, question);
  } catch (error) {
    return error instanceof pg.DatabaseError ? askInPool(pool, question) : new Map();
  } finally {
    void client.end().catch(() => {});
  }
}

/** Undefined: no connection waits there, or it does not answer either. */
async function askInPool(
  pool: pg.Pool,
  question: Question,
): Promise<ReadonlyMap<number, Backend> | undefined> {
  if (pool.idleCount === 0) return undefined;
  const client = await pool.connect();
  try {
    const backends = await ask(client, question);
    client.release();
    return backends;
  } catch {
    client.release(true);
    return undefined;
  }
}

async function ask(
  client: pg.ClientBase,
  { pids, answerMs }: Question,
): Promise<ReadonlyMap<number, Backend>> {
  const asked = { text: BACKENDS, values: [pids], query_timeout: answerMs };
  const { rows } = await client.query<{ pid: number; working: boolean; copied: number | null }>(asked);
  return new Map(rows.map(({ pid, working, copied }) => [pid, { working, copied: copied ?? undefined }]));
}
