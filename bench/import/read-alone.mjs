/** Reads one file in a plain process of the built code, row by row: prints its memory as one line of JSON. */

import { readFileSync } from 'node:fs';
import { DEFAULT_READ_LIMITS } from '../../dist/domain/row.js';
import { openCsv } from '../../dist/formats/csv/open-csv.js';
import { openXlsx } from '../../dist/formats/xlsx/open-xlsx.js';

const [path = ''] = process.argv.slice(2);
const startRss = process.memoryUsage.rss();
const file = path.endsWith('.csv') ? openCsv(path, DEFAULT_READ_LIMITS) : openXlsx(path, DEFAULT_READ_LIMITS);
let rows = 0;
file.read(0, () => {
  rows++;
  return true;
});
file[Symbol.dispose]();
// resourceUsage().maxRSS would count what the starting process held at the fork.
const [, peakKb] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
console.log(JSON.stringify({ rows, startRss, peakRss: Number(peakKb) * 1_024 }));
