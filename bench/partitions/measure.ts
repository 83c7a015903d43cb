import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import type { Candidate } from './candidates.ts';
import { allImports, type BenchImport, chargesSql, importOf, LARGEST, MONTHS, type Shape } from './shape.ts';

/** By the clock, which counts what else the machine does, and of the server's process alone. */
export interface Times {
  readonly wall: number[];
  readonly cpu: number[];
}

/** Milliseconds, but for the sizes. */
export interface Measured {
  /** Without indexes: what loading costs with them, copyMs tells. */
  readonly loadMs: number;
  readonly indexMs: number;
  readonly tableBytes: number;
  readonly indexBytes: number;
  readonly copyMs: Times;
  readonly reads: Readonly<Record<ReadName, Times>>;
  readonly revertMs: Times;
  /** Of the partition, or of the table. */
  readonly vacuumMs: number;
  readonly retentionMs: number;
  readonly retentionVacuumMs: number;
  readonly retentionRows: number;
}

const READS = {
  page: 'n > 0 ORDER BY n LIMIT 51',
  'page of a line': `linea_number = '5500000042' AND n > 0 ORDER BY n LIMIT 51`,
  'page of a rare concept': `concept = 'ROAMING' AND n > 0 ORDER BY n LIMIT 51`,
  'one by key': 'n = 1000',
} as const;
type ReadName = keyof typeof READS | 'count';
const COUNT: ReadName = 'count';

/** As an import of this bench asks that often. */
const READ_TIMES = 300;
const COPY_TIMES = 7;
const STEP_ROWS = 5_000;
const TABLE = 'bench_charges';

/** Makes the table, fills it, measures, and takes it away again. */
export async function measure(
  client: pg.Client,
  candidate: Candidate,
  { shape, folder, say }: { shape: Shape; folder: string; say: (what: string) => void },
): Promise<Measured> {
  await create(client, candidate, shape);
  const imports = allImports(shape);
  const loadMs = await timed(async () => {
    for (const each of imports) {
      await client.query(`INSERT INTO ${TABLE} ${chargesSql(each, extraOf(candidate, each))}`);
      if (each.id % 200 === 0) say(`${candidate.name}: ${each.id} of ${imports.length} imports loaded`);
    }
  });
  const indexMs = await timed(() => createIndexes(client, candidate));
  await client.query(`VACUUM (ANALYZE) ${TABLE}`);
  await client.query('CHECKPOINT');
  const { tableBytes, indexBytes } = await sizes(client);
  const reads = await measureReads(client, candidate, imports);
  const newest = newImports(shape);
  const copyMs = await measureCopy(client, candidate, newest, folder);
  await client.query('CHECKPOINT');
  const revertMs = noTimes();
  for (const each of newest) await timedInto(revertMs, client, () => deleteAll(client, candidate, each));
  const place = await partitionsOf(client, candidate, newest);
  const vacuumMs = await timed(() => vacuum(client, place));
  const oldest = imports.filter(({ createdMonth }) => createdMonth === 0);
  const retention = await measureRetention(client, candidate, oldest);
  await client.query(`DROP TABLE ${TABLE}`);
  await client.query('CHECKPOINT');
  return { loadMs, indexMs, tableBytes, indexBytes, reads, copyMs, revertMs, vacuumMs, ...retention };
}

async function create(client: pg.Client, { by, extra, partitions }: Candidate, shape: Shape): Promise<void> {
  await client.query(
    `CREATE TABLE ${TABLE} (LIKE charges INCLUDING DEFAULTS ${extra ? `, ${extra.column} ${extra.type} NOT NULL` : ''})
     ${by ? `PARTITION BY ${by}` : ''}`,
  );
  for (const { name, bounds } of partitions(shape))
    await client.query(`CREATE TABLE ${TABLE}_${name} PARTITION OF ${TABLE} FOR VALUES ${bounds}`);
}

async function createIndexes(client: pg.Client, { extra }: Candidate): Promise<void> {
  const key = `empresa_id, import_id, n${extra ? `, ${extra.column}` : ''}`;
  await client.query(`ALTER TABLE ${TABLE} ADD PRIMARY KEY (${key})`);
  await client.query(`CREATE INDEX ON ${TABLE} (empresa_id, import_id, linea_number, n)`);
}

function extraOf({ extra }: Candidate, { createdMonth, periodo }: BenchImport): number | undefined {
  if (!extra) return undefined;
  return extra.column === 'periodo' ? periodo : createdMonth;
}

/** With what lets the database look into one partition alone. */
function whereOf(candidate: Candidate, each: BenchImport): string {
  const { extra } = candidate;
  const more = extra ? ` AND ${extra.column} = ${extraOf(candidate, each)}` : '';
  return `empresa_id = ${each.empresaId} AND import_id = ${each.id}${more}`;
}

async function measureReads(
  client: pg.Client,
  candidate: Candidate,
  imports: readonly BenchImport[],
): Promise<Measured['reads']> {
  const reads = emptyReads();
  for (const [name, times] of Object.entries(reads)) {
    for (let i = 0; i < READ_TIMES; i++) {
      const each = imports[(i * 7_919) % imports.length];
      if (!each) continue;
      const where = whereOf(candidate, each);
      const rest = READS[name as keyof typeof READS];
      const text =
        name === COUNT
          ? `SELECT count(*) FROM ${TABLE} WHERE ${where}`
          : `SELECT * FROM ${TABLE} WHERE ${where} AND ${rest}`;
      await timedInto(times, client, () => client.query(text));
    }
  }
  return reads;
}

function emptyReads(): Record<ReadName, Times> {
  return {
    page: noTimes(),
    'page of a line': noTimes(),
    'page of a rare concept': noTimes(),
    'one by key': noTimes(),
    count: noTimes(),
  };
}

/** Of the month after the last, all of the largest kind. */
function newImports(shape: Shape): BenchImport[] {
  const { id, ...last } = importOf(shape, shape.imports);
  return Array.from({ length: COPY_TIMES }, (_, i) => ({
    ...last,
    id: id + 1 + i,
    empresaId: 1 + i,
    rows: LARGEST,
    createdMonth: MONTHS - 1,
    periodo: MONTHS - 2,
  }));
}

async function measureCopy(
  client: pg.Client,
  candidate: Candidate,
  newest: readonly BenchImport[],
  folder: string,
): Promise<Times> {
  const times = noTimes();
  for (const each of newest) {
    const path = join(folder, `import-${each.id}.copy`);
    await client.query(`COPY (${chargesSql(each, extraOf(candidate, each))}) TO '${path}'`);
    await timedInto(times, client, () => client.query(`COPY ${TABLE} FROM '${path}'`));
    await rm(path);
  }
  return times;
}

async function deleteAll(client: pg.Client, candidate: Candidate, each: BenchImport): Promise<void> {
  await client.query(`DELETE FROM ${TABLE} WHERE ${whereOf(candidate, each)}`);
}

async function measureRetention(
  client: pg.Client,
  candidate: Candidate,
  oldest: readonly BenchImport[],
): Promise<Pick<Measured, 'retentionMs' | 'retentionVacuumMs' | 'retentionRows'>> {
  const retentionRows = oldest.reduce((sum, { rows }) => sum + rows, 0);
  const place = await partitionsOf(client, candidate, oldest);
  if (candidate.dropsOldest) {
    const [first] = place;
    const retentionMs = await timed(async () => {
      await client.query(`ALTER TABLE ${TABLE} DETACH PARTITION ${first}`);
      await client.query(`DROP TABLE ${first}`);
    });
    return { retentionMs, retentionVacuumMs: 0, retentionRows };
  }
  const retentionMs = await timed(async () => {
    for (const each of oldest) {
      for (let from = 0; from < each.rows; from += STEP_ROWS) {
        const step = `n > ${from} AND n <= ${from + STEP_ROWS}`;
        await client.query(`DELETE FROM ${TABLE} WHERE ${whereOf(candidate, each)} AND ${step}`);
      }
    }
  });
  return { retentionMs, retentionVacuumMs: await timed(() => vacuum(client, place)), retentionRows };
}

/** The tables in which these imports' rows lie. */
async function partitionsOf(
  client: pg.Client,
  candidate: Candidate,
  imports: readonly BenchImport[],
): Promise<string[]> {
  if (!candidate.by) return [TABLE];
  const found = new Set<string>();
  for (const each of imports) {
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `EXPLAIN (FORMAT JSON) SELECT * FROM ${TABLE} WHERE ${whereOf(candidate, each)}`,
    );
    for (const name of relationsOf(rows[0]?.['QUERY PLAN'][0].Plan)) found.add(name);
  }
  return [...found];
}

interface PlanNode {
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

function relationsOf(node: PlanNode | undefined): string[] {
  if (!node) return [];
  const name = node['Relation Name'];
  return [...(name === undefined ? [] : [name]), ...(node.Plans ?? []).flatMap(relationsOf)];
}

async function vacuum(client: pg.Client, tables: readonly string[]): Promise<void> {
  for (const table of tables) await client.query(`VACUUM (INDEX_CLEANUP ON) ${table}`);
}

async function sizes(client: pg.Client): Promise<Pick<Measured, 'tableBytes' | 'indexBytes'>> {
  const { rows } = await client.query<{ tables: string; indexes: string }>(
    `SELECT sum(pg_table_size(relid)) AS tables, sum(pg_indexes_size(relid)) AS indexes
     FROM (SELECT relid FROM pg_partition_tree('${TABLE}') UNION SELECT '${TABLE}'::regclass) AS part`,
  );
  return { tableBytes: Number(rows[0]?.tables), indexBytes: Number(rows[0]?.indexes) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function noTimes(): Times {
  return { wall: [], cpu: [] };
}

async function timedInto(
  { wall, cpu }: Times,
  client: pg.Client,
  work: () => Promise<unknown>,
): Promise<void> {
  const before = await cpuOf(client);
  wall.push(await timed(work));
  cpu.push((await cpuOf(client)) - before);
}

/** What the client's process in the server has taken so far, as Linux counts it in nanoseconds. */
async function cpuOf(client: pg.Client): Promise<number> {
  const { processID } = client as pg.Client & { readonly processID: number };
  const [nanoseconds = ''] = (await readFile(`/proc/${processID}/schedstat`, 'utf8')).split(' ');
  return Number(nanoseconds) / 1e6;
}
