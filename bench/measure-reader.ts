/** One reader on one file, in a process of its own that bench/read.ts starts: prints what it took as one line of JSON. */
import { benchFile, isVariant } from './files/variants.ts';
import { isReader, READERS } from './readers/index.ts';
import type { Measured, Read, Times } from './readers/reader.ts';

/** The best of them counts as warm: on a shared machine the others show what else it does. */
const AGAIN_RUNS = 4;
/** A slow reader is run once more only. */
const AGAIN_MS = 15_000;

const [reader = '', variant = '', rows = ''] = process.argv.slice(2);
if (!isReader(reader) || !isVariant(variant)) throw new Error(`There is no ${reader} or no ${variant}`);
try {
  const file = await benchFile(variant, Number(rows));
  console.log(JSON.stringify(await measure(await READERS[reader](file))));
} catch (error) {
  console.log(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
}

/** Again and again, since a thread of the pool reads one file after the other: its code is compiled with the first ones. */
async function measure(read: Read): Promise<Measured> {
  const startRss = process.memoryUsage.rss();
  const [first, result] = await timed(read);
  let [warm] = await timed(read);
  let spent = warm.wallMs;
  for (let run = 1; run < AGAIN_RUNS && spent < AGAIN_MS; run++) {
    const [times] = await timed(read);
    spent += times.wallMs;
    if (times.cpuMs < warm.cpuMs) warm = times;
  }
  return { ...result, first, warm, startRss, peakRss: process.resourceUsage().maxRSS * 1_024 };
}

/** The CPU of every thread of the process, zlib's and the garbage collector's included. */
async function timed<T>(run: () => Promise<T>): Promise<[Times, T]> {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  const result = await run();
  const { user, system } = process.cpuUsage(cpu);
  return [{ wallMs: performance.now() - wall, cpuMs: (user + system) / 1_000 }, result];
}
