import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateBillingFile } from '../bench/generate-billing-file.ts';
import { type ApiClient, type Change, connectApi } from './api-client.ts';
import { ownPostgres } from './faults/lab/database-place.ts';
import type { OwnPostgres } from './faults/lab/own-postgres.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { ADMIN } from './start-app.ts';

const ROWS = 60_000;

let folder: string;
let redis: RedisServer;
let postgres: OwnPostgres;
const running: ServerProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'importador-redis-'));
  redis = await startRedisServer({ password: 'redis secreto' });
  postgres = await ownPostgres('embedded', join(folder, 'postgres'));
}, 120_000);
afterAll(async () => {
  for (const server of running) await server.end('SIGKILL');
  await postgres[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

it('follows at one server what another runs, by Redis, through a restart of Redis and one of the database', {
  timeout: 180_000,
}, async () => {
  const path = join(folder, 'detalle.xlsx');
  const expected = await generateBillingFile(path, { rows: ROWS, seed: 3 });
  const environment = { DATABASE_URL: postgres.url, EVENTS_URL: redis.url, LOG_LEVEL: 'fatal' };
  const start = async (ROLE: string) => {
    const server = await startServerProcess(join(folder, 'data'), { ...environment, ROLE });
    running.push(server);
    return server;
  };
  const api = await start('api');
  const worker = await start('worker');
  const client = await connectApi(api.graphqlUrl, ADMIN.usuario, ADMIN.contrasena);
  const words = { plantilla: 'movistar-mx-conceptos', periodo: expected.periodo };
  const id = (await client.schedule(words)).import?.id ?? '';
  const seen: Change[] = [];
  const settled = untilSettled(client, id, seen);
  await client.upload(id, await readFile(path));
  await expect.poll(() => seen.at(-1)?.kind, { timeout: 60_000 }).toBe('PROGRESS');
  await Promise.all([redis.kill(), postgres.stop('SIGQUIT')]);
  await postgres.start();
  await redis.start();
  await settled;
  expect(await client.import(id)).toMatchObject({
    outcome: 'SUCCEEDED',
    progress: { rowsRead: ROWS },
    totals: { charges: expected.charges, total: expected.total },
  });
  const sequences = seen.map(({ sequence }) => BigInt(sequence));
  expect(sequences).toEqual(sequences.toSorted((a, b) => Number(a - b)));
  expect(seen.at(-1)?.kind).toBe('FINISHED');
  await client.close();
  expect(await worker.end('SIGTERM')).toBe(0);
  expect(await api.end('SIGTERM')).toBe(0);
});

/** As a client does: again from the last sequence that it saw, where the stream was ended by an error. */
async function untilSettled(client: ApiClient, id: string, seen: Change[]): Promise<void> {
  for (;;) {
    try {
      await client.follow(id, seen.at(-1)?.sequence, (change) => seen.push(change));
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
