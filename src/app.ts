import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { ensureFirstAdministrator, type FirstAdministrator } from './access/first-administrator.ts';
import type { SessionEnds } from './access/session-ends.ts';
import { startPruning } from './access/start-pruning.ts';
import { carrierFor } from './carrier-for.ts';
import { seedBuiltIn } from './catalog/seed-built-in.ts';
import { checkRole, checkStore } from './check-role.ts';
import type { Config } from './config.ts';
import { startEmbedded } from './database/embedded-postgres.ts';
import { migrate } from './database/migrate.ts';
import { type Database, openDatabase } from './database/open-database.ts';
import { openReplica } from './database/replica/open-replica.ts';
import { type Reading, readingFrom } from './database/replica/reading.ts';
import { changesBetweenProcesses } from './events/changes-between-processes.ts';
import { shareCarrier } from './events/shared-carrier.ts';
import { startWakeQueue } from './events/wake-queue.ts';
import type { ImportParts } from './imports/parts.ts';
import { correctionTurns } from './imports/reprocess/correction-turns.ts';
import { startRunner } from './imports/runner.ts';
import { readBuiltInPlantillas } from './plantillas/built-in.ts';
import type { Server } from './server/create-server.ts';
import { sessionEndsBetweenProcesses } from './server/session-ends-between-processes.ts';
import { createWorkerServer } from './server/worker-server.ts';
import { openFileStore } from './storage/index.ts';
import { processName } from './storage/process-name.ts';
import { createReaderPool } from './worker/pool.ts';
import { createPreviewPool } from './worker/preview-pool.ts';
import { createRowsPool } from './worker/rejected/rows-pool.ts';

/** The running program: everything built, joined and listening. Disposing it ends all of it, in the reverse order. */
export interface App extends AsyncDisposable {
  /** Where it listens, without a path: http://127.0.0.1:4000 */
  readonly url: string;
  readonly parts: ImportParts;
  /** Present once, when this start made the first ADMIN. */
  readonly firstAdministrator: FirstAdministrator | undefined;
}

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));
/** As build.mjs lays it, beside the program. */
const VISOR = fileURLToPath(new URL('../dist/visor', import.meta.url));
/** Each running import holds one connection for its COPY; the rest is for requests. */
const REQUEST_CONNECTIONS = 10;

export async function createApp(config: Config, log: Logger): Promise<App> {
  const opened: AsyncDisposable[] = [];
  const own = <T extends AsyncDisposable>(part: T): T => {
    opened.push(part);
    return part;
  };
  try {
    return { ...(await start(config, log, own)), [Symbol.asyncDispose]: () => closeAll(opened) };
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

async function start(
  config: Config,
  log: Logger,
  own: <T extends AsyncDisposable>(part: T) => T,
): Promise<Omit<App, typeof Symbol.asyncDispose>> {
  await checkRole(config);
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const url =
    config.databaseUrl ??
    own(await startEmbedded(join(config.dataDir, 'postgres'), { searchPath: config.searchPath })).url;
  await migrate(url, MIGRATIONS);
  const poolSize = REQUEST_CONNECTIONS + (config.role === 'api' ? 0 : config.workers * 2);
  const database = own(await openDatabase({ url, poolSize, log }));
  await seedBuiltIn({ database, log }, readBuiltInPlantillas());
  const firstAdministrator = await administratorFor(config, database);
  own(startPruning({ database }, log));
  const store = own(await openFileStore(config, log));
  await checkStore(config, { database, store });
  const { open } = own(await shareCarrier(await carrierFor(config, database, log)));
  const changes = own(await changesBetweenProcesses({ database, log, open }));
  const sessionEnds = own(await sessionEndsBetweenProcesses({ database, open, log }));
  const queue = own(await startWakeQueue(database, log));
  const readerPool = own(createReaderPool({ threads: config.workers }));
  const previewPool = own(createPreviewPool());
  const rowsPool = own(createRowsPool());
  const settings = {
    maxUploadBytes: config.maxUploadBytes,
    readLimits: config.readLimits,
    node: processName(),
    confirmTimeoutSeconds: config.confirmTimeoutSeconds,
    workers: config.workers,
    workersPerEmpresa: config.workersPerEmpresa,
    retentionMonths: config.retentionMonths,
    sourceRetentionDays: config.sourceRetentionDays,
  };
  const pools = { readerPool, previewPool, rowsPool, corrections: correctionTurns() };
  const parts: ImportParts = { database, store, changes, queue, ...pools, log, settings };
  const reading = own(await readingFor(config, { database, poolSize, log }));
  const front = own(closedTogether());
  if (config.role !== 'api') front.add(await startRunner(parts));
  const server = front.add(await serverFor(config, parts, { sessionEnds, reading }));
  const { url: listening } = await server.listen();
  return { url: listening, parts, firstAdministrator };
}

/** A worker leaves it to those who people log in at. */
async function administratorFor(
  { role, adminUsuario, adminContrasena }: Config,
  database: Database,
): Promise<FirstAdministrator | undefined> {
  if (role === 'worker') return undefined;
  return ensureFirstAdministrator({ database }, { usuario: adminUsuario, contrasena: adminContrasena });
}

/** GraphQL is loaded only where somebody can ask: it is half of what an idle process takes. */
async function serverFor(
  config: Config,
  parts: ImportParts,
  shared: { readonly sessionEnds: SessionEnds; readonly reading: Reading },
): Promise<Server> {
  if (config.role === 'worker') return createWorkerServer(parts, config);
  const { createServer } = await import('./server/create-server.ts');
  return createServer(parts, config, shared, VISOR);
}

/** A worker answers nobody. */
async function readingFor(
  { role, databaseReplicaUrl }: Config,
  { database, poolSize, log }: { database: Database; poolSize: number; log: Logger },
): Promise<Reading> {
  if (databaseReplicaUrl === undefined || role === 'worker') return readingFrom(database);
  return openReplica({ primary: database, url: databaseReplicaUrl, poolSize, log });
}

/** Imports are handed over while the server drains, not after. */
function closedTogether(): AsyncDisposable & { add<T extends AsyncDisposable>(part: T): T } {
  const parts: AsyncDisposable[] = [];
  return {
    add(part) {
      parts.push(part);
      return part;
    },
    async [Symbol.asyncDispose]() {
      const closed = await Promise.allSettled(parts.map((part) => part[Symbol.asyncDispose]()));
      for (const each of closed) if (each.status === 'rejected') throw each.reason;
    },
  };
}

async function closeAll(opened: AsyncDisposable[]): Promise<void> {
  let first: unknown;
  for (const part of opened.splice(0).reverse()) {
    try {
      await part[Symbol.asyncDispose]();
    } catch (error) {
      first ??= error;
    }
  }
  if (first !== undefined) throw first;
}
