import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { type ApiClient, connectApi } from '../../test/api-client.ts';
import { startServerProcess } from '../../test/server-process.ts';
import { ADMIN } from '../../test/start-app.ts';
import type { BenchFile } from '../files/variants.ts';
import { type ThreadTimes, threadTimes } from './thread-times.ts';

export interface LoopDelay {
  readonly mean: number;
  readonly p99: number;
  readonly max: number;
}

/** The built server as a process of its own that is looked at from outside. */
export interface MeasuredServer extends AsyncDisposable {
  readonly client: ApiClient;
  peakRss(): number;
  cpu(): ThreadTimes;
  /** Since the last time that it was asked. */
  loopDelay(): Promise<LoopDelay>;
}

const PRELOAD = join(import.meta.dirname, 'loop-delay.mjs');
const ASK_EVERY_MS = 10;

export async function startMeasuredServer(folder: string, databaseUrl: string): Promise<MeasuredServer> {
  const said = join(folder, 'loop-delay.json');
  const preload = `${pathToFileURL(PRELOAD)}?to=${encodeURIComponent(said)}`;
  const server = await startServerProcess(join(folder, 'data'), {
    DATABASE_URL: databaseUrl,
    NODE_OPTIONS: `--import=${preload}`,
  });
  const client = await connectApi(server.graphqlUrl, ADMIN.usuario, ADMIN.contrasena);
  return {
    client,
    peakRss: server.peakRss,
    cpu: () => threadTimes(server.pid),
    async loopDelay() {
      await rm(said, { force: true });
      process.kill(server.pid, 'SIGUSR2');
      for (;;) {
        const text = await readFile(said, 'utf8').catch(() => undefined);
        if (text !== undefined) return JSON.parse(text);
        await sleep(ASK_EVERY_MS);
      }
    },
    async [Symbol.asyncDispose]() {
      await client.close();
      await server.end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
/** Schedules an import and uploads its file; it waits to be started. */
export async function prepareImport(client: ApiClient, file: BenchFile, bytes: Uint8Array): Promise<string> {
  const { plantilla, tipoArchivo, periodo } = file;
  const { import: scheduled } = await client.schedule({ plantilla, tipoArchivo, periodo });
  if (!scheduled) throw new Error('The import could not be scheduled');
  const uploaded = await client.upload(scheduled.id, bytes, {
    name: file.variant === 'csv' ? 'detalle.csv' : 'detalle.xlsx',
    start: false,
  });
  if (!uploaded.import) throw new Error(`The upload was refused: ${JSON.stringify(uploaded)}`);
  return scheduled.id;
}

/** Starts it and waits until it has ended, which must be to the cent; the time it took. */
export async function runImport(client: ApiClient, id: string, file: BenchFile): Promise<number> {
  const started = performance.now();
  await client.start(id);
  await client.follow(id);
  const wallMs = performance.now() - started;
  const { outcome, totals, progress } = await client.import(id);
  const right =
    totals.total === file.total && totals.charges === file.charges && progress.rowsRead >= file.rows;
  if (outcome === 'FAILED' || !right)
    throw new Error(`${file.path} ended as ${outcome}, total ${totals.total} instead of ${file.total}`);
  return wallMs;
}
