import type { Sql } from '../sql.ts';

/** A place in a cluster's write-ahead log, in bytes from its beginning. */
export type WalPosition = bigint;

type Ask = Pick<Sql, 'query'>;

/**
 * Behind every commit that anybody has seen. Commits are seen once they are flushed, save where synchronous_commit is off:
 * then as soon as they are inserted.
 */
export async function committedPosition(primary: Ask): Promise<WalPosition> {
  const [row] = await primary.query<{ position: string }>(
    `SELECT pg_wal_lsn_diff(CASE current_setting('synchronous_commit') WHEN 'off' THEN pg_current_wal_insert_lsn()
       ELSE pg_current_wal_flush_lsn() END, '0/0')::text AS position`,
  );
  return BigInt(row?.position ?? 0);
}

/** The same for a cluster and its physical copies, and the database's number in it. */
export async function clusterOf(sql: Ask): Promise<string> {
  const [row] = await sql.query<{ cluster: string }>(`SELECT ${CLUSTER} AS cluster`);
  return row?.cluster ?? '';
}

const CLUSTER = `(SELECT system_identifier FROM pg_control_system()) || ':' ||
  (SELECT oid FROM pg_database WHERE datname = current_database())`;

export interface Standby {
  readonly cluster: string;
  /** What was committed before is visible on it. Undefined: it is no standby, or no longer. */
  readonly replayed: WalPosition | undefined;
}

export async function standbyOf(sql: Ask): Promise<Standby> {
  const [row] = await sql.query<{ cluster: string; replayed: string | null }>(
    `SELECT ${CLUSTER} AS cluster,
       CASE WHEN pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::text END AS replayed`,
  );
  const { cluster = '', replayed = null } = row ?? {};
  return { cluster, replayed: replayed === null ? undefined : BigInt(replayed) };
}
