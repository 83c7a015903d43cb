import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { runStatement } from '../../test/run-statement.ts';
import type { Cluster } from './cluster.ts';

/** The table that an import fills. */
const CHARGES = 'charges';
const LEAN = 'charges_lean';

export interface Copied {
  readonly wallMs: number;
  /** PostgreSQL's alone. */
  readonly cpuSeconds: number;
}

/** The charges of a database as a file of COPY text. */
export async function copyOut(url: string, path: string): Promise<void> {
  await psql(url, `\\copy (SELECT * FROM ${CHARGES} ORDER BY empresa_id, import_id, n) TO '${path}'`);
}

/** psql's \copy of that file into a database without a row: the same indexes as an import fills. */
export async function copyIn(cluster: Cluster, path: string): Promise<Copied> {
  await using database = await cluster.fresh();
  return await timedCopy(cluster, database.url, CHARGES, path);
}

/** The same into a table that has nothing but its primary key. */
export async function copyIntoLean(cluster: Cluster, path: string): Promise<Copied> {
  await using database = await cluster.fresh();
  await runStatement(
    database.url,
    `CREATE TABLE ${LEAN} (LIKE ${CHARGES}, PRIMARY KEY (empresa_id, import_id, n))`,
  );
  return await timedCopy(cluster, database.url, LEAN, path);
}

async function timedCopy(cluster: Cluster, url: string, table: string, path: string): Promise<Copied> {
  const cpu = cluster.cpuSeconds();
  const started = performance.now();
  await psql(url, `\\copy ${table} FROM '${path}'`);
  return { wallMs: performance.now() - started, cpuSeconds: cluster.cpuSeconds() - cpu };
}

/** The password stays out of the arguments, which every user of the machine sees. */
async function psql(url: string, command: string): Promise<void> {
  const { username, password, hostname, port, pathname } = new URL(url);
  const where = ['-h', hostname, '-p', port, '-U', username, '-d', pathname.slice(1)];
  await promisify(execFile)('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', ...where, '-c', command], {
    env: { PATH: process.env['PATH'], PGPASSWORD: password },
  });
}
