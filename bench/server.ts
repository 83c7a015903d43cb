/**
 * `npm run bench:server [rows]`: imports one large file into a server of its own while another client keeps asking for
 * the list, and prints what the server took: time, rows per second, peak memory, and how long the list's answers took.
 */
import { openAsBlob } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectApi } from '../test/api-client.ts';
import { askForTheList } from '../test/ask-for-the-list.ts';
import { startServerProcess } from '../test/server-process.ts';
import { ADMIN } from '../test/start-app.ts';
import { generateBillingFile } from './generate-billing-file.ts';
import { printMachine } from './print.ts';

const ASK_EVERY_MS = 10;

const rows = Number(process.argv[2] ?? 300_000);
const folder = await mkdtemp(join(tmpdir(), 'importador-bench-'));
const url = process.env['DATABASE_URL'];
try {
  const file = join(folder, 'detalle.xlsx');
  const expected = await generateBillingFile(file, { rows, seed: 1 });
  const server = await startServerProcess(join(folder, 'data'), url ? { DATABASE_URL: url } : {});
  try {
    const client = await connectApi(server.graphqlUrl, ADMIN.usuario, ADMIN.contrasena);
    const idle = server.peakRss();
    const scheduled = await client.schedule({
      plantilla: 'movistar-mx-conceptos',
      periodo: expected.periodo,
    });
    const id = scheduled.import?.id ?? '';
    const asking = askForTheList(client, ASK_EVERY_MS);
    const started = performance.now();
    await client.upload(id, new Uint8Array(await (await openAsBlob(file)).arrayBuffer()));
    const uploaded = performance.now();
    await client.follow(id);
    const seconds = (performance.now() - uploaded) / 1_000;
    const answers = await asking.stop();
    const { estado, outcome, totals, progress } = await client.import(id);
    const right = totals.total === expected.total && totals.charges === expected.charges;
    printMachine();
    console.log(url ? 'PostgreSQL server' : 'embedded database');
    console.table({
      rows: progress.rowsRead,
      'ready after (ms)': server.readyMs,
      'upload (s)': round((uploaded - started) / 1_000),
      'import (s)': round(seconds),
      'rows per second': Math.round(progress.rowsRead / seconds),
      'ended as': `${estado} ${outcome}, totals ${right ? 'exact' : 'WRONG'}`,
      'peak RSS idle (MiB)': mib(idle),
      'peak RSS (MiB)': mib(server.peakRss()),
      'list answers meanwhile': answers.length,
      'list p50 (ms)': round(percentile(answers, 0.5)),
      'list p99 (ms)': round(percentile(answers, 0.99)),
      'list slowest (ms)': round(percentile(answers, 1)),
    });
    await client.close();
    if (!right) process.exitCode = 1;
  } finally {
    await server.end('SIGTERM');
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function mib(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
