/**
 * `npm run bench:read [rows]`: what reading a billing file costs, beside the usual library. Each reader runs in a process
 * of its own, on the same generated file, which is kept in the machine's temporary folder.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { generateBillingFile } from './generate-billing-file.ts';
import { isReader, type Measured, READERS, type Reader } from './readers.ts';

const DEFAULT_ROWS = 100_000;
const SEED = 1;
const [mode = String(DEFAULT_ROWS), reader = '', path = ''] = process.argv.slice(2);

if (mode === 'measure' && isReader(reader)) console.log(JSON.stringify(await measure(reader, path)));
else await compare(Number(mode));

async function compare(rows: number): Promise<void> {
  if (!Number.isSafeInteger(rows) || rows < 1) throw new Error(`"${mode}" is not a number of rows`);
  const file = join(tmpdir(), `importador-bench-${rows}-${SEED}.xlsx`);
  if (!existsSync(file)) await generateBillingFile(file, { rows, seed: SEED });
  console.log(
    `${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, ${rows.toLocaleString('en')} rows × 8 columns, ${mib(readFileSync(file).length)} MiB`,
  );
  const results = new Map<string, Measured>();
  for (const name of Object.keys(READERS)) results.set(name, await inOwnProcess(name, file));
  const reference = results.get('exceljs streaming');
  console.table(
    Object.fromEntries(
      [...results].map(([name, { wallMs, cpuMs, rows: read, peakRss, note }]) => [
        name,
        {
          'wall s': seconds(wallMs),
          'CPU s': seconds(cpuMs),
          'CPU µs/row': Number(((cpuMs * 1_000) / rows).toFixed(2)),
          'of exceljs': reference ? `1/${(reference.cpuMs / cpuMs).toFixed(1)}` : '',
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

async function measure(name: Reader, file: string): Promise<Measured> {
  const read = await READERS[name]();
  const cpu = process.cpuUsage();
  const wall = performance.now();
  const { rows, note } = await read(file);
  const { user, system } = process.cpuUsage(cpu);
  return {
    rows,
    note,
    wallMs: performance.now() - wall,
    cpuMs: (user + system) / 1_000,
    peakRss: process.resourceUsage().maxRSS * 1_024,
  };
}

function seconds(ms: number): number {
  return Number((ms / 1_000).toFixed(2));
}

function mib(bytes: number): number {
  return Number((bytes / 2 ** 20).toFixed(1));
}
