/**
 * `npm run bench:partitions -- --rows N [--only name,…]`: loads N charges into one table and into tables divided by each
 * candidate key, and prints what loading, the usual reads, reverting and retention take. A PostgreSQL of its own, without
 * fsync; fifty million rows need twenty gigabytes and a quarter of an hour for each candidate.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { embeddedBinaries, packageRoot } from '../src/database/embedded-binaries.ts';
import { migrate } from '../src/database/migrate.ts';
import { startOwnPostgres } from '../test/faults/lab/own-postgres.ts';
import { CANDIDATES } from './partitions/candidates.ts';
import { type Measured, measure, type Times } from './partitions/measure.ts';
import { PROTOTYPE_SQL, shapeOf } from './partitions/shape.ts';
import { printMachine, printTable, whole } from './print.ts';

const ROWS = 1_000_000;
const MIGRATIONS = join(import.meta.dirname, '..', 'prisma', 'migrations');
/** VACUUM is measured, so nothing else may run it. */
const SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  autovacuum: 'off',
  shared_buffers: '1GB',
  maintenance_work_mem: '256MB',
  max_wal_size: '4GB',
  wal_level: 'minimal',
  max_wal_senders: '0',
};

const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: String(ROWS) }, only: { type: 'string' } },
});
const rows = Number(options.rows);
if (!Number.isSafeInteger(rows) || rows < 1)
  throw new Error(`--rows "${options.rows}" is not a whole number, such as ${ROWS}`);
const only = options.only?.split(',');
const chosen = CANDIDATES.filter(
  ({ name }) => only === undefined || only.some((part) => name.includes(part)),
);
const shape = shapeOf(rows);
const folder = await mkdtemp(join(tmpdir(), 'importador-bench-partitions-'));
try {
  const programs = await embeddedBinaries(folder, await packageRoot());
  await using server = await startOwnPostgres(join(folder, 'postgres'), programs, { settings: SETTINGS });
  await migrate(server.url, MIGRATIONS);
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(PROTOTYPE_SQL);
  const measured: [string, Measured][] = [];
  for (const candidate of chosen) {
    measured.push([candidate.name, await measure(client, candidate, { shape, folder, say: console.error })]);
    print(measured);
  }
  await client.end();
} finally {
  await rm(folder, { recursive: true, force: true });
}

function print(measured: readonly [string, Measured][]): void {
  printMachine();
  console.log(`${whole(rows)} charges of ${whole(shape.imports)} imports and ${shape.empresas} empresas`);
  const line = (what: string, figure: (of: Measured) => string) => [
    what,
    ...measured.map(([, of]) => figure(of)),
  ];
  const names = Object.keys(measured[0]?.[1].reads ?? {}) as (keyof Measured['reads'])[];
  printTable(
    ['', ...measured.map(([name]) => name)],
    [
      line('loading without indexes, rows/s', ({ loadMs }) => whole((rows / loadMs) * 1_000)),
      line('making the indexes, s', ({ indexMs }) => (indexMs / 1_000).toFixed(0)),
      line('table, GB', ({ tableBytes }) => (tableBytes / 1e9).toFixed(1)),
      line('indexes, GB', ({ indexBytes }) => (indexBytes / 1e9).toFixed(1)),
      line('COPY of 83,000 rows, CPU ms; ms', ({ copyMs }) => shown(copyMs)),
      ...names.map((name) => line(`${name}, CPU ms; ms`, ({ reads }) => shown(reads[name]))),
      line('revert of 83,000 rows, CPU ms; ms', ({ revertMs }) => shown(revertMs)),
      line('VACUUM after seven reverts, s', ({ vacuumMs }) => (vacuumMs / 1_000).toFixed(2)),
      line('oldest month out, s', ({ retentionMs }) => (retentionMs / 1_000).toFixed(2)),
      line('its VACUUM, s', ({ retentionVacuumMs }) => (retentionVacuumMs / 1_000).toFixed(2)),
      line('its rows', ({ retentionRows }) => whole(retentionRows)),
    ],
  );
}

/** The means of CPU, which add up; of the clock the median. */
function shown({ wall, cpu }: Times): string {
  const mean = cpu.reduce((sum, each) => sum + each, 0) / cpu.length;
  return `${mean.toFixed(2)}; ${median(wall).toFixed(2)}`;
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[figures.length >> 1] ?? 0;
}
