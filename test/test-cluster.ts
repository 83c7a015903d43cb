import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { startEmbedded } from '../src/database/embedded-postgres.ts';
import { migrate } from '../src/database/migrate.ts';
import { startWakeQueue } from '../src/events/wake-queue.ts';
import { inDatabase } from './in-database.ts';
import { runStatement } from './run-statement.ts';

/** The server that the tests' databases are made on: out of template, through the maintenance URL. */
export interface TestCluster extends AsyncDisposable {
  readonly maintenance: string;
  readonly template: string;
}

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));
const FOLDER = 'importador-cluster-';
/** Nothing that a test writes has to outlive a power cut. */
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '400' };

/** With the template made: every migration and the queue's schema, no rows. */
export async function startTestCluster(given: string | undefined): Promise<TestCluster> {
  const server = given === undefined ? await startTemporary() : givenServer(given);
  const template = `importador_template_${process.pid}_${Date.now().toString(36)}`;
  try {
    await createTemplate(server.maintenance, template);
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
  return {
    maintenance: server.maintenance,
    template,
    async [Symbol.asyncDispose]() {
      await runStatement(server.maintenance, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
      await server[Symbol.asyncDispose]();
    },
  };
}

type Server = Omit<TestCluster, 'template'>;

function givenServer(maintenance: string): Server {
  return { maintenance, [Symbol.asyncDispose]: async () => {} };
}

async function startTemporary(): Promise<Server> {
  await removeAbandoned();
  const folder = await mkdtemp(join(tmpdir(), `${FOLDER}${process.pid}-`));
  const server = await startEmbedded(folder, { settings: FAST });
  return {
    maintenance: server.url,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a run that was killed left behind: its server still runs. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(FOLDER) ? Number(name.slice(FOLDER.length).split('-')[0]) : Number.NaN;
    if (Number.isNaN(pid) || signal(pid, 0)) continue;
    const folder = join(tmpdir(), name);
    const lock = await readFile(join(folder, 'pg18', 'postmaster.pid'), 'utf8').catch(() => '');
    if (Number(lock.split('\n')[0])) signal(Number(lock.split('\n')[0]), 'SIGQUIT');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => {}); // next time
  }
}

/** False: there is no such process. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

async function createTemplate(maintenance: string, template: string): Promise<void> {
  const create = `CREATE DATABASE ${template} TEMPLATE template0 ENCODING 'UTF8'`;
  try {
    // As the embedded server sorts: by code point, on every machine. Before PostgreSQL 17 that is libc's to offer.
    await runStatement(maintenance, `${create} LOCALE 'C.UTF-8'`);
  } catch {
    await runStatement(maintenance, `${create} LOCALE 'C'`);
  }
  const url = inDatabase(maintenance, template);
  await migrate(url, MIGRATIONS);
  const queue = await startWakeQueue({ url }, pino({ level: 'silent' }));
  await queue[Symbol.asyncDispose]();
}
