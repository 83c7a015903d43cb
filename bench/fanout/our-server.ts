import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { openDatabase } from '../../src/database/open-database.ts';
import { changesBetweenProcesses } from '../../src/events/changes-between-processes.ts';
import { notifyCarrier } from '../../src/events/notify-carrier.ts';
import { decodeId } from '../../src/graphql/global-id.ts';
import { type ApiClient, connectApi } from '../../test/api-client.ts';
import { startServerProcess } from '../../test/server-process.ts';
import { ADMIN } from '../../test/start-app.ts';
import { type LoopDelay, loopDelayOf } from '../loop-delay.ts';
import type { Subject } from './subject.ts';

/** The built server, as npm start starts it, in a process of its own, with imports that seem to run. */
export interface OurServer extends Subject {
  /** Since the last time that it was asked. */
  loopDelay(): Promise<LoopDelay>;
}

/** The counters of all imports that run, as their worker writes them. */
const MOVE = `UPDATE imports SET rows_read = $1::int, rows_accepted = $1::int, bytes_read = $1::int, percent = least(99, $1::int / 1e6)
  WHERE estado = 'EN_PROCESO'`;
const RUN = `UPDATE imports SET estado = 'EN_PROCESO', phase = 'READING', attempt = 1, started_at = now(),
  attempt_started_at = now(), heartbeat_at = now(), lease_ends_at = now() + interval '1 day', node = 'bench',
  file_name = 'detalle.xlsx', file_bytes = 100000000 WHERE estado = 'PENDIENTE'`;

export async function startOurServer(databaseUrl: string, imports: number): Promise<OurServer> {
  const folder = await mkdtemp(join(tmpdir(), 'importador-bench-fanout-'));
  const delay = loopDelayOf(folder);
  const server = await startServerProcess(join(folder, 'data'), {
    DATABASE_URL: databaseUrl,
    ROLE: 'api',
    NODE_OPTIONS: delay.nodeOptions,
  });
  const client = await connectApi(server.graphqlUrl, ADMIN.usuario, ADMIN.contrasena);
  const importIds = await runningImports(client, databaseUrl, imports);
  await client.close();
  const publisher = await publisherOn(databaseUrl, importIds);
  return {
    graphqlUrl: server.graphqlUrl,
    token: client.token,
    pid: server.pid,
    importIds,
    publish: publisher.publish,
    loopDelay: () => delay.ask(server.pid),
    async [Symbol.asyncDispose]() {
      await publisher[Symbol.asyncDispose]();
      await server.end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function runningImports(client: ApiClient, databaseUrl: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    const periodo = `20${20 + Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`;
    const { import: scheduled } = await client.schedule({ plantilla: 'claro-pe-detalle', periodo });
    if (!scheduled) throw new Error('An import could not be scheduled');
    ids.push(scheduled.id);
  }
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  await database.query(RUN);
  await database.end();
  return ids;
}

/** Tells of changes as the process of a worker does: through events/. */
async function publisherOn(databaseUrl: string, importIds: readonly string[]) {
  const log = pino({ level: 'silent' });
  const database = await openDatabase({ url: databaseUrl, poolSize: 2, log });
  const changes = await changesBetweenProcesses({ database, log, open: notifyCarrier(database, log) });
  const ids = importIds.map((id) => Number(decodeId(id)?.key[0]));
  const { rows } = await database.pool.query<{ empresaId: number; sequence: bigint }>(
    'SELECT empresa_id AS "empresaId", sequence FROM imports WHERE id = $1',
    [ids[0]],
  );
  const { empresaId = 0, sequence = 0n } = rows[0] ?? {};
  return {
    async publish(rowsRead: number) {
      await database.pool.query(MOVE, [rowsRead]);
      for (const importId of ids) changes.publish({ empresaId, importId, kind: 'PROGRESS', sequence });
    },
    async [Symbol.asyncDispose]() {
      await changes[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}
