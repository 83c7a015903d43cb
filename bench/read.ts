/**
 * `npm run bench:read [rows]`: what reading a billing file costs, beside the usual library. Each reader runs in a process
 * of its own, on the same generated file, which is kept in the machine's temporary folder.
 */
import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { generateBillingFile } from './generate-billing-file.ts';
import { isReader, type Measured, READERS, type Reader, type Times } from './readers.ts';

const DEFAULT_ROWS = 100_000;
const SEED = 1;
/** The best of them counts as warm: on a shared machine the others show what else it does. */
const AGAIN_RUNS = 4;
const [mode = String(DEFAULT_ROWS), reader = '', path = ''] = process.argv.slice(2);

if (mode === 'measure' && isReader(reader)) console.log(JSON.stringify(await measure(reader, path)));
else await compare(Number(mode));

async function compare(rows: number): Promise<void> {
  if (!Number.isSafeInteger(rows) || rows < 1) throw new Error(`"${mode}" is not a number of rows`);
  const file = join(tmpdir(), `importador-bench-${rows}-${SEED}.xlsx`);
  if (!existsSync(file)) await generateBillingFile(file, { rows, seed: SEED });
  console.log(
    `${cpus()[0]?.model}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}, ${rows.toLocaleString('en')} rows × 8 columns, ${mib(statSync(file).size)} MiB`,
  );
  const results = new Map<string, Measured>();
  for (const name of Object.keys(READERS)) results.set(name, await inOwnProcess(name, file));
  const reference = results.get('exceljs streaming');
  console.table(
    Object.fromEntries(
      [...results].map(([name, { first, again, rows: read, peakRss, note }]) => [
        name,
        {
          'wall s': seconds(first.wallMs),
          'CPU s': seconds(first.cpuMs),
          'CPU µs/row': perRow(first, rows),
          'of exceljs': ratio(reference?.first, first),
          'warm: CPU µs/row': perRow(again, rows),
          'warm: of exceljs': ratio(reference?.again, again),
          'peak RSS MiB': mib(peakRss),
          'rows read': read,
          note,
        },
      ]),
    ),
  );
}

async function inOwnProcess(name: string, file: string): Promise<Measured> {
  const args = [...process.execArgv, import.meta.filename, 'measure', name, file];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 20 });
  return JSON.parse(stdout);
}

/** Again and again, since a thread of the pool reads one file after the other: its code is compiled with the first ones. */
async function measure(name: Reader, file: string): Promise<Measured> {
  const read = await READERS[name](file);
  const [first] = await timed(() => read(file));
  const [second, { rows, note }] = await timed(() => read(file));
  let again = second;
  for (let run = 2; run <= AGAIN_RUNS; run++) {
    const [times] = await timed(() => read(file));
    if (times.cpuMs < again.cpuMs) again = times;
  }
  return { rows, note, first, again, peakRss: process.resourceUsage().maxRSS * 1_024 };
}

async function timed<T>(run: () => Promise<T>): Promise<[Times, T]> {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  const result = await run();
  const { user, system } = process.cpuUsage(cpu);
  return [{ wallMs: performance.now() - wall, cpuMs: (user + system) / 1_000 }, result];
}

function perRow({ cpuMs }: Times, rows: number): number {
  return Number(((cpuMs * 1_000) / rows).toFixed(2));
}

function ratio(reference: Times | undefined, { cpuMs }: Times): string {
  return reference ? `1/${(reference.cpuMs / cpuMs).toFixed(1)}` : '';
}

function seconds(ms: number): number {
  return Number((ms / 1_000).toFixed(2));
}

function mib(bytes: number): number {
  return Number((bytes / 2 ** 20).toFixed(1));
}
