import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ApiClient, connectApi } from '../../test/api-client.ts';
import { startServerProcess } from '../../test/server-process.ts';
import { ADMIN } from '../../test/start-app.ts';
import type { BenchFile } from '../files/variants.ts';
import { type LoopDelay, loopDelayOf } from '../loop-delay.ts';
import { type ThreadTimes, threadTimes } from './thread-times.ts';

/** The built server as a process of its own that is looked at from outside. */
export interface MeasuredServer extends AsyncDisposable {
  readonly client: ApiClient;
  peakRss(): number;
  cpu(): ThreadTimes;
  /** Since the last time that it was asked. */
  loopDelay(): Promise<LoopDelay>;
}

export async function startMeasuredServer(folder: string, databaseUrl: string): Promise<MeasuredServer> {
  const delay = loopDelayOf(folder);
  const server = await startServerProcess(join(folder, 'data'), {
    DATABASE_URL: databaseUrl,
    NODE_OPTIONS: delay.nodeOptions,
  });
  const client = await connectApi(server.graphqlUrl, ADMIN.usuario, ADMIN.contrasena);
  return {
    client,
    peakRss: server.peakRss,
    cpu: () => threadTimes(server.pid),
    loopDelay: () => delay.ask(server.pid),
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
