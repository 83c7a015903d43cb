/**
 * `npm run bench:read [variant…] [--rows N] [--all] [--quick] [--clean]`: what reading a billing file costs, beside other
 * readers on the same files, each in a process of its own. Without words: shared strings, 100,000 and a million rows.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  BENCH_FOLDER,
  type BenchFile,
  benchFile,
  isVariant,
  removeBenchFiles,
  VARIANTS,
} from './files/variants.ts';
import { mib, printMachine, printTable, seconds, times, whole } from './print.ts';
import { EXCELJS, INFLATE, OUR_CELLS, OUR_COPY_BYTES, OUR_VALUES, READERS } from './readers/index.ts';
import type { Measured, Times } from './readers/reader.ts';
import { type Bounded, type Bounds, runBounded } from './run-bounded.ts';

const ROWS = [100_000, 1_000_000];
const BOUNDS: Bounds = { seconds: 600, bytes: 4 * 2 ** 30 };
const QUICK_ROWS = [100_000];
const QUICK_BOUNDS: Bounds = { seconds: 60, bytes: 4 * 2 ** 30 };
const SCRIPT = join(import.meta.dirname, 'measure-reader.ts');
const HEADER = [
  'reader',
  'wall s',
  'CPU s',
  'CPU µs/row, first',
  'warm',
  'of exceljs, first',
  'warm',
  'of inflate, first',
  'warm',
  'RSS MiB, before',
  'peak',
  'rows',
  '',
];

type Results = ReadonlyMap<string, Bounded<Measured>>;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string' },
    all: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    clean: { type: 'boolean', default: false },
  },
});
if (options.clean) {
  await removeBenchFiles();
  console.log(`${BENCH_FOLDER} was removed`);
} else {
  printMachine();
  console.log(`Files in ${BENCH_FOLDER}; --clean removes them`);
  for (const variant of chosenVariants()) {
    for (const rows of chosenRows()) await compare(await benchFile(variant, rows));
  }
}

function chosenVariants() {
  const names = options.all ? Object.keys(VARIANTS) : positionals.length > 0 ? positionals : ['shared'];
  return names.map((name) => {
    if (isVariant(name)) return name;
    throw new Error(`"${name}" is not a variant: ${Object.keys(VARIANTS).join(', ')}`);
  });
}

function chosenRows(): readonly number[] {
  if (options.rows === undefined) return options.quick ? QUICK_ROWS : ROWS;
  const rows = Number(options.rows);
  if (Number.isSafeInteger(rows) && rows > 0) return [rows];
  throw new Error(`--rows "${options.rows}" is not a number of rows, such as 100000`);
}

async function compare(file: BenchFile): Promise<void> {
  const { variant, title, rows, columns, bytes } = file;
  console.log(`\n${title}: ${whole(rows)} rows × ${columns} columns, ${mib(bytes)} MiB`);
  const results = new Map<string, Bounded<Measured>>();
  for (const name of Object.keys(READERS))
    results.set(
      name,
      await runBounded<Measured>(
        SCRIPT,
        [name, variant, String(rows)],
        options.quick ? QUICK_BOUNDS : BOUNDS,
      ),
    );
  printTable(
    HEADER,
    [...results].map(([name, result]) => [name, ...cellsOf(result, results, rows)]),
  );
  printGoals(results);
}

function cellsOf(result: Bounded<Measured>, results: Results, rows: number): string[] {
  if (result.kind === 'failed') return [...HEADER.slice(2).map(() => ''), `fails: ${result.reason}`];
  const { first, warm, startRss, peakRss, rows: read, note } = result.value;
  return [
    seconds(first.wallMs),
    seconds(first.cpuMs),
    perRow(first, rows),
    perRow(warm, rows),
    fraction(ratio(results, EXCELJS, result, 'first')),
    fraction(ratio(results, EXCELJS, result, 'warm')),
    multiple(ratio(results, INFLATE, result, 'first')),
    multiple(ratio(results, INFLATE, result, 'warm')),
    mib(startRss),
    mib(peakRss),
    read === 0 ? '' : whole(read),
    note,
  ];
}

/** By CPU: what the goals say. Nothing is said where a reader failed that it takes. */
function printGoals(results: Results): void {
  const goals: readonly (readonly [what: string, reader: string, base: string, goal: string])[] = [
    ['reading + mapping, of exceljs streaming alone', OUR_COPY_BYTES, EXCELJS, '1/20 (at most 1/10)'],
    ['reading to values, of exceljs streaming', OUR_VALUES, EXCELJS, '1/20'],
    ['reading + mapping, of inflate alone', OUR_COPY_BYTES, INFLATE, '1.4×'],
    ['reading to values, of inflate alone', OUR_VALUES, INFLATE, '1.4×'],
    ['reading + mapping, of reading to typed cells', OUR_COPY_BYTES, OUR_CELLS, '2×'],
  ];
  for (const [what, reader, base, goal] of goals) {
    const measured = results.get(reader);
    if (measured?.kind !== 'done') continue;
    const show = base === EXCELJS ? fraction : multiple;
    const [first, warm] = [ratio(results, base, measured, 'first'), ratio(results, base, measured, 'warm')];
    if (first === undefined) continue;
    console.log(`${what}: ${show(first)} first, ${show(warm)} warm; goal ${goal}`);
  }
}

/** CPU of the result ÷ CPU of the reader called base. */
function ratio(
  results: Results,
  base: string,
  result: { readonly value: Measured },
  run: 'first' | 'warm',
): number | undefined {
  const other = results.get(base);
  return other?.kind === 'done' ? result.value[run].cpuMs / other.value[run].cpuMs : undefined;
}

function perRow({ cpuMs }: Times, rows: number): string {
  return ((cpuMs * 1_000) / rows).toFixed(2);
}

function fraction(value: number | undefined): string {
  return value === undefined ? '' : `1/${(1 / value).toFixed(1)}`;
}

function multiple(value: number | undefined): string {
  return value === undefined ? '' : times(value);
}
