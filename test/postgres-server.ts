import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Cluster,
  initialise,
  openCluster,
  readLock,
  runningUrl,
} from '../src/database/embedded-cluster.ts';
import { type Launcher, launcherFor } from '../src/database/embedded-launcher.ts';
import { freePort } from './server-process.ts';

/** A PostgreSQL of the test's own, of the embedded programs, at an address that stays the same when it is started again. */
export interface PostgresServer extends AsyncDisposable {
  readonly url: string;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

const SETTINGS = { listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '100' };

export async function startPostgresServer(): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'importador-postgres-'));
  const launcher = await launcherFor(folder, process.env.PATH ?? '');
  const cluster = await openCluster(join(folder, 'one'));
  await initialise(cluster, launcher, false);
  const server = await serve(cluster, launcher);
  return {
    ...server,
    async [Symbol.asyncDispose]() {
      await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function serve(
  cluster: Cluster,
  launcher: Launcher,
): Promise<Omit<PostgresServer, keyof AsyncDisposable>> {
  const port = await freePort();
  const flags = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const start = async (): Promise<string> => {
    launcher.spawn(launcher.binaries.postgres, ['-D', cluster.data, '-p', String(port), ...flags], 'ignore');
    for (let tries = 0; tries < 1_000; tries++) {
      const url = await runningUrl(cluster);
      if (url) return url;
      await sleep(25);
    }
    throw new Error('PostgreSQL did not start');
  };
  const url = await start();
  return {
    url,
    async start() {
      await start();
    },
    async kill() {
      const { pid } = await readLock(cluster);
      if (!pid) return;
      process.kill(pid, 'SIGQUIT'); // immediate: no checkpoint, and it recovers from its log
      while ((await readLock(cluster)).pid === pid) await sleep(10);
    },
  };
}
