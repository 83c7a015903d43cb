/**
 * `npm run bench:import [variant…] [--rows N] [--times N] [--all] [--quick]`: whole imports through the API into the
 * embedded database, beside psql's bare \copy of the same charges into the same table, and into one with its primary key
 * only; the memory of the server and of reading alone; two imports at once beside one after the other.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { type BenchFile, benchFile, isVariant, VARIANTS, type VariantName } from './files/variants.ts';
import { type Cluster, startCluster } from './import/cluster.ts';
import { type Copied, copyIn, copyIntoLean, copyOut } from './import/copy-alone.ts';
import {
  type MeasuredServer,
  prepareImport,
  runImport,
  startMeasuredServer,
} from './import/measured-server.ts';
import type { ThreadTimes } from './import/thread-times.ts';
import type { LoopDelay } from './loop-delay.ts';
import { printMachine, printTable, seconds, times, whole } from './print.ts';

const ROWS = 1_000_000;
const QUICK_ROWS = 100_000;
/** The best counts: on a shared machine the others show what else it does. */
const TIMES = 3;
const MONTHS = [9, 10] as const;
const GOALS = { copyRatio: 1.5, serverMb: 300, readMb: 80, readUniqueMb: 150, loopDelayMs: 30 };
const READ_ALONE = join(import.meta.dirname, 'import', 'read-alone.mjs');
const HEADER = [
  '',
  'wall s, best',
  'all',
  'charges/s',
  'CPU s: main thread',
  'other threads',
  'PostgreSQL',
  'peak RSS MB',
  'loop delay ms, p99',
  'longest',
];

interface Run {
  readonly wallMs: number;
  readonly cpu?: ThreadTimes;
  readonly databaseSeconds: number;
  readonly peakRss?: number;
  readonly delay?: LoopDelay;
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string' },
    times: { type: 'string' },
    all: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
  },
});
const rows = chosen('rows', options.quick ? QUICK_ROWS : ROWS);
const repeats = chosen('times', options.quick ? 1 : TIMES);
const folder = await mkdtemp(join(tmpdir(), 'importador-bench-import-'));
try {
  await using cluster = await startCluster(join(folder, 'postgres'));
  printMachine();
  for (const variant of chosenVariants()) await compare(cluster, variant);
} finally {
  await rm(folder, { recursive: true, force: true });
}

function chosenVariants(): readonly VariantName[] {
  const names = options.all ? Object.keys(VARIANTS) : positionals.length > 0 ? positionals : ['shared'];
  return names.map((name) => {
    if (isVariant(name)) return name;
    throw new Error(`"${name}" is not a variant: ${Object.keys(VARIANTS).join(', ')}`);
  });
}

function chosen(name: 'rows' | 'times', otherwise: number): number {
  const given = options[name];
  if (given === undefined) return otherwise;
  const value = Number(given);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`--${name} "${given}" is not a whole number, such as ${otherwise}`);
}

async function compare(cluster: Cluster, variant: VariantName): Promise<void> {
  const files = await Promise.all(MONTHS.map((month) => benchFile(variant, rows, month)));
  const [file] = files;
  if (!file) return;
  console.log(`\n${file.title}: ${whole(rows)} rows, ${whole(file.charges)} charges, ${mb(file.bytes)} MB`);
  const runs = {
    alone: [] as Run[],
    copy: [] as Run[],
    lean: [] as Run[],
    after: [] as Run[],
    atOnce: [] as Run[],
  };
  const charges = join(folder, `${variant}.copy`);
  for (let i = 0; i < repeats; i++) {
    runs.alone.push(await oneImport(cluster, file, i === 0 ? charges : undefined));
    runs.copy.push(ofCopy(await copyIn(cluster, charges)));
    runs.lean.push(ofCopy(await copyIntoLean(cluster, charges)));
    runs.after.push(await twoImports(cluster, files, false));
    runs.atOnce.push(await twoImports(cluster, files, true));
  }
  await rm(charges);
  printTable(HEADER, [
    lineOf('import', runs.alone, file.charges),
    lineOf('\\copy, same indexes', runs.copy, file.charges),
    lineOf('\\copy, primary key only', runs.lean, file.charges),
    lineOf('two, one after the other', runs.after, 2 * file.charges),
    lineOf('two at once', runs.atOnce, 2 * file.charges),
  ]);
  printGoals(runs);
  await printReading(file);
}

/** In a server of its own, with cold code. The first one's charges are what is copied. */
async function oneImport(cluster: Cluster, file: BenchFile, charges: string | undefined): Promise<Run> {
  await using database = await cluster.fresh();
  await using server = await startMeasuredServer(await scratch(), database.url);
  const id = await prepareImport(server.client, file, await readFile(file.path));
  const run = await measured(cluster, server, () => runImport(server.client, id, file));
  if (charges !== undefined) await copyOut(database.url, charges);
  return run;
}

/** Of two periodos and with other numbers, so that none is a duplicate of the other. */
async function twoImports(cluster: Cluster, files: readonly BenchFile[], atOnce: boolean): Promise<Run> {
  await using database = await cluster.fresh();
  await using server = await startMeasuredServer(await scratch(), database.url);
  const { client } = server;
  const starts: (() => Promise<number>)[] = [];
  for (const file of files) {
    const id = await prepareImport(client, file, await readFile(file.path));
    starts.push(() => runImport(client, id, file));
  }
  return await measured(cluster, server, async () => {
    const started = performance.now();
    if (atOnce) await Promise.all(starts.map((start) => start()));
    else for (const start of starts) await start();
    return performance.now() - started;
  });
}

async function measured(cluster: Cluster, server: MeasuredServer, work: () => Promise<number>): Promise<Run> {
  await server.loopDelay();
  const [before, database] = [server.cpu(), cluster.cpuSeconds()];
  const wallMs = await work();
  const after = server.cpu();
  return {
    wallMs,
    cpu: { main: after.main - before.main, others: after.others - before.others },
    databaseSeconds: cluster.cpuSeconds() - database,
    peakRss: server.peakRss(),
    delay: await server.loopDelay(),
  };
}

function ofCopy({ wallMs, cpuSeconds }: Copied): Run {
  return { wallMs, databaseSeconds: cpuSeconds };
}

function scratch(): Promise<string> {
  return mkdtemp(join(folder, 'server-'));
}

/** Of the run with the best time; memory and delay of the worst. */
function lineOf(what: string, runs: readonly Run[], charges: number): string[] {
  const best = bestOf(runs);
  return [
    what,
    seconds(best.wallMs),
    runs.map(({ wallMs }) => seconds(wallMs)).join(' '),
    whole((charges / best.wallMs) * 1_000),
    best.cpu?.main.toFixed(1) ?? '',
    best.cpu?.others.toFixed(1) ?? '',
    best.databaseSeconds.toFixed(1),
    ...(best.cpu
      ? [mb(worst(runs, ({ peakRss }) => peakRss)), ms(worst(runs, p99)), ms(worst(runs, longest))]
      : []),
  ];
}

function printGoals(
  runs: Readonly<Record<'alone' | 'copy' | 'lean' | 'after' | 'atOnce', readonly Run[]>>,
): void {
  const ratio = (over: readonly Run[], under: readonly Run[]) => bestOf(over).wallMs / bestOf(under).wallMs;
  const toCopy = ratio(runs.alone, runs.copy);
  const atOnce = ratio(runs.atOnce, runs.after);
  const rss = worst(runs.alone, ({ peakRss }) => peakRss) / 1e6;
  const delay = worst([...runs.alone, ...runs.after, ...runs.atOnce], p99);
  goal(
    `import, of the bare \\copy with the same indexes: ${times(toCopy)}`,
    toCopy <= GOALS.copyRatio,
    `${GOALS.copyRatio}×`,
  );
  console.log(`import, of the bare \\copy with the primary key only: ${times(ratio(runs.alone, runs.lean))}`);
  goal(`two at once, of one after the other: ${times(atOnce)}`, atOnce <= 1, '1×');
  goal(
    `peak RSS of the server, one import: ${rss.toFixed(0)} MB`,
    rss <= GOALS.serverMb,
    `${GOALS.serverMb} MB`,
  );
  goal(`main thread's delay, p99: ${ms(delay)} ms`, delay <= GOALS.loopDelayMs, `${GOALS.loopDelayMs} ms`);
}

/** In a plain process of the built code, as a thread of the server runs it. */
async function printReading({ path, variant }: BenchFile): Promise<void> {
  const { stdout } = await promisify(execFile)(process.execPath, [READ_ALONE, path]);
  const { peakRss, startRss }: { peakRss: number; startRss: number } = JSON.parse(stdout);
  const most = variant === 'unique' ? GOALS.readUniqueMb : GOALS.readMb;
  const shown = `peak RSS of reading alone: ${mb(peakRss)} MB, of which ${mb(startRss)} before`;
  goal(shown, peakRss / 1e6 <= most, `${most} MB`);
}

function goal(what: string, met: boolean, most: string): void {
  console.log(`${what}; goal at most ${most}: ${met ? 'MET' : 'MISSED'}`);
}

function bestOf(runs: readonly Run[]): Run {
  const [best] = runs.toSorted((a, b) => a.wallMs - b.wallMs);
  if (!best) throw new Error('Nothing was run');
  return best;
}

function worst(runs: readonly Run[], figure: (run: Run) => number | undefined): number {
  return Math.max(...runs.map((run) => figure(run) ?? 0));
}

function p99({ delay }: Run): number | undefined {
  return delay?.p99;
}

function longest({ delay }: Run): number | undefined {
  return delay?.max;
}

function ms(value: number): string {
  return value.toFixed(1);
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
