/**
 * `npm run bench:export [-- --rows N]`: makes so many charges in the database, exports them as CSV and as Parquet,
 * and has DuckDB read them back. Prints rows a second and what the server's memory grew by; fails where a total differs.
 * DATABASE_URL (an empty database) says where; without it, an embedded one.
 */
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startEmbedded } from '../src/database/embedded-postgres.ts';
import { csvOf, rowsOf } from '../src/imports/imports.test-data.ts';
import { connectApi } from '../test/api-client.ts';
import { readParquet } from '../test/read-parquet.ts';
import { type ServerProcess, startServerProcess } from '../test/server-process.ts';
import { ADMIN } from '../test/start-app.ts';
import { mib, printMachine, printTable, seconds, whole } from './print.ts';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '300000' } } });
const rows = Number(values.rows);
const MAX_GROWTH_MIB = 60;
const SUMS =
  'count(*) AS n, sum(net) AS net, sum(tax) AS tax, sum(total) AS total, count(DISTINCT linea_number) AS lineas';
const FORMATS = {
  csv: `SELECT ${SUMS} FROM read_csv(FILE, types = {'net': 'DECIMAL(38,18)', 'tax': 'DECIMAL(38,18)', 'total': 'DECIMAL(38,18)', 'linea_number': 'VARCHAR'})`,
  parquet: `SELECT ${SUMS} FROM read_parquet(FILE)`,
};

const folder = await mkdtemp(join(tmpdir(), 'importador-bench-'));
await using embedded = process.env['DATABASE_URL']
  ? undefined
  : await startEmbedded(join(folder, 'postgres'), { searchPath: process.env['PATH'] ?? '' });
const url = process.env['DATABASE_URL'] ?? embedded?.url ?? '';
const server = await startServerProcess(join(folder, 'data'), { DATABASE_URL: url });
try {
  const client = await connectApi(server.graphqlUrl, ADMIN.usuario, ADMIN.contrasena);
  await client.importFile({ plantilla: 'claro-ar-detalle', periodo: '2026-09' }, csvOf(rowsOf(1)));
  // A log-in's token would end the export with its quarter of an hour.
  const { createApiToken } = await client.query<{ createApiToken: { token: string } }>(
    'mutation { createApiToken(name: "bench", role: READER) { ... on ApiTokenPayload { token } } }',
  );
  const stored = await makeCharges();
  const lines = [];
  for (const [format, sql] of Object.entries(FORMATS)) {
    const line = await measure(format, sql, createApiToken.token, stored);
    console.error(line.join('  ')); // a run may take long enough to be ended in the middle
    lines.push(line);
  }
  await client.close();
  printMachine();
  console.log(`${whole(rows)} charges, ${embedded ? 'embedded database' : 'PostgreSQL server'}`);
  printTable(
    ['export', 's', 'rows/s', 'MB', 'server RSS before', 'server RSS grew by', 'read back by DuckDB'],
    lines,
  );
} finally {
  await server.end('SIGTERM');
  await embedded?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
}

type Sums = Record<string, string | null>;

/** Into the one import that there is, by the database itself. */
async function makeCharges(): Promise<Sums> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO charges (empresa_id, import_id, n, "row", linea_number, account, plan, concept, operador_concept,
         description, occurred_on, occurred_at, destination, quantity, unit, net, tax, total)
       SELECT i.empresa_id, i.id, g, g + 1, (1150000000 + g % 40000)::text, 'C-' || g % 500, 'Plan ' || g % 30,
         (enum_range(NULL::charge_concept))[1 + g % 16], 'CONCEPTO ' || g % 90, 'Llamada de "prueba", nº ' || g % 1000,
         date '2026-09-01' + g % 30, timestamp '2026-09-01' + g % 2592000 * interval '1 second', '54911' || g % 7919,
         round(g % 1000 / 7::numeric, 15), 'MINUTE', amount, round(amount * 0.21, 4), amount + round(amount * 0.21, 4)
       FROM imports i, generate_series(2, $1::int) g, LATERAL (SELECT (g * 7919::bigint % 1000003 - 2000) / 100.0 AS amount) a`,
      [rows],
    );
    await client.query('ANALYZE charges');
    const sums = await client.query<Sums>(
      `SELECT count(*)::text AS n, sum(net)::text AS net, sum(tax)::text AS tax, sum(total)::text AS total,
         count(DISTINCT linea_number)::text AS lineas FROM charges`,
    );
    return sums.rows[0] ?? {};
  } finally {
    await client.end();
  }
}

async function measure(format: string, sql: string, token: string, stored: Sums): Promise<string[]> {
  const path = join(folder, `charges.${format}`);
  const before = memoryOf(server, 'VmRSS');
  // Starts counting the highest resident memory anew.
  writeFileSync(`/proc/${server.pid}/clear_refs`, '5');
  const started = performance.now();
  const response = await fetch(`${server.url}/exports/charges.${format}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!response.ok || !response.body) throw new Error(await response.text());
  await pipeline(
    Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]),
    createWriteStream(path),
  );
  const ms = performance.now() - started;
  const grown = memoryOf(server, 'VmHWM') - before;
  const [read = {}] = await readParquet(path, sql);
  const wrong = Object.keys(stored).filter((name) => exact(read[name]) !== exact(stored[name]));
  if (wrong.length > 0 || grown > MAX_GROWTH_MIB * 2 ** 20) process.exitCode = 1;
  const { size } = await stat(path);
  const verdict = wrong.length === 0 ? 'equal totals' : `WRONG: ${wrong.join(', ')}`;
  return [
    format,
    seconds(ms),
    whole((rows / ms) * 1_000),
    whole(size / 1e6),
    `${mib(before)} MiB`,
    `${mib(grown)} MiB`,
    verdict,
  ];
}

/** Of two ways to write one number. */
function exact(text: string | null | undefined): string {
  return String(text).includes('.') ? String(text).replace(/\.?0+$/, '') : String(text);
}

function memoryOf({ pid }: ServerProcess, what: 'VmRSS' | 'VmHWM'): number {
  const found = new RegExp(`${what}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(found?.[1]) * 1_024;
}
