import type { ChildProcess } from 'node:child_process';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Cluster,
  dropStaleLock,
  initialise,
  isAlive,
  openCluster,
  readLock,
  runningUrl,
} from './embedded-cluster.ts';
import { type Launcher, launcherFor } from './embedded-launcher.ts';
import { enter, type Presence } from './embedded-presence.ts';

/** A private PostgreSQL 18. Disposing it stops the server, unless another process uses it: then that one does. */
export interface Embedded extends AsyncDisposable {
  readonly url: string;
  /** The server was running already, for another process or left over by a killed one. */
  readonly attached: boolean;
}

export interface EmbeddedOptions {
  /** Where unshare and id are looked for (the variable PATH). */
  readonly searchPath?: string;
  /** Settings of postgresql.conf beside or instead of ours, such as shared_buffers. */
  readonly settings?: Readonly<Record<string, string>>;
}

const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Recovery after a crash in the middle of a large load takes its time. */
const START_MS = 120_000;
const STOP_MS = 30_000;
const PROBE_EVERY_MS = 20;
const FIRST_USER_PORT = 1_024;

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  /** The most workers that the settings allow, with the connections that app.ts gives them, and a command line beside. */
  max_connections: '200',
  shared_buffers: '128MB',
  max_wal_size: '2GB',
  // Containers give /dev/shm 64 MB.
  dynamic_shared_memory_type: process.platform === 'win32' ? 'windows' : 'mmap',
  // Its log is for finding out why it did not start. Statements hold people's data: they never stand in it.
  log_min_messages: 'fatal',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
};

/** Starts the server whose data stand in the folder, or attaches to it; resolves once it accepts connections. */
export async function startEmbedded(folder: string, options: EmbeddedOptions = {}): Promise<Embedded> {
  const cluster = await openCluster(resolve(folder));
  const deadline = Date.now() + START_MS;
  let launcher: Launcher | undefined;
  const revive = (url: string) => () => startAgain(cluster, options, Number(new URL(url).port));
  while (Date.now() < deadline) {
    const attached = await attach(cluster, revive);
    if (attached) return embedded(cluster, { ...attached, attached: true });
    launcher ??= await prepare(cluster, options);
    const url = await start(cluster, launcher, options, deadline, await portFor(cluster));
    const presence = url === undefined ? undefined : await enter(url, revive(url)).catch(() => undefined);
    if (url !== undefined && presence) return embedded(cluster, { url, presence, attached: false });
    await sleep(PROBE_EVERY_MS); // another process is starting or stopping it
  }
  throw new Error(`PostgreSQL in ${cluster.folder} did not accept connections within ${START_MS / 1_000} s`);
}

function embedded(cluster: Cluster, { url, presence, attached }: Entered): Embedded {
  let stopped: Promise<void> | undefined;
  return {
    url,
    attached,
    [Symbol.asyncDispose]() {
      stopped ??= leave(cluster, presence);
      return stopped;
    },
  };
}

interface Entered {
  readonly url: string;
  readonly presence: Presence;
  readonly attached: boolean;
}

type Revive = (url: string) => () => Promise<unknown>;

async function attach(
  cluster: Cluster,
  revive: Revive,
): Promise<{ url: string; presence: Presence } | undefined> {
  const url = await runningUrl(cluster);
  if (url === undefined) return undefined;
  const presence = await enter(url, revive(url)).catch(() => undefined); // it is being stopped
  return presence && { url, presence };
}

/** Where it was killed, others that use it may live, and look for it where it was. */
async function portFor(cluster: Cluster): Promise<number> {
  const { port = 0 } = await readLock(cluster);
  return port >= FIRST_USER_PORT ? port : freePort();
}

/** On the port that everybody who uses it knows. Does nothing while it runs, or another process starts it. */
async function startAgain(cluster: Cluster, options: EmbeddedOptions, port: number): Promise<void> {
  if ((await runningUrl(cluster)) !== undefined) return;
  await start(cluster, await prepare(cluster, options), options, Date.now() + START_MS, port);
}

async function prepare(cluster: Cluster, { searchPath, settings }: EmbeddedOptions): Promise<Launcher> {
  const launcher = await launcherFor(cluster.folder, searchPath || SYSTEM_PATH);
  await initialise(cluster, launcher, settings?.fsync !== 'off');
  return launcher;
}

/**
 * Undefined: the port was taken meanwhile, or another server, perhaps one that is ending, holds the data folder. Throws
 * where it cannot start.
 */
async function start(
  cluster: Cluster,
  launcher: Launcher,
  { settings }: EmbeddedOptions,
  deadline: number,
  port: number,
): Promise<string | undefined> {
  await dropStaleLock(cluster);
  const log = await openLog(cluster);
  try {
    const chosen = Object.entries({ ...SETTINGS, ...settings }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]);
    const args = ['-D', cluster.data, '-p', String(port), ...chosen];
    const child = launcher.spawn(launcher.binaries.postgres, args, ['ignore', log.file.fd, log.file.fd]);
    const url = await ready(cluster, child, deadline);
    if (url !== undefined) return url;
    const said = await log.said();
    if (OTHERS.test(said)) return undefined;
    throw new Error(`PostgreSQL in ${cluster.folder} did not start: ${said}`);
  } finally {
    await log.file.close();
  }
}

/** What PostgreSQL says where another process was faster. */
const OTHERS = /lock file "|pre-existing shared memory block|could not create any TCP\/IP sockets/;
const LOG_BYTES = 2 ** 20;

/** Two starters at once write into the same file. */
async function openLog({ folder }: Cluster): Promise<{ file: FileHandle; said(): Promise<string> }> {
  const path = join(folder, 'postgres.log');
  const file = await open(path, 'a', 0o600);
  if ((await file.stat()).size > LOG_BYTES) await file.truncate();
  const { size } = await file.stat();
  return { file, said: async () => (await readFile(path)).subarray(size).toString('utf8') };
}

/** Undefined: it ended instead. */
async function ready(cluster: Cluster, child: ChildProcess, deadline: number): Promise<string | undefined> {
  let ended: Error | true | undefined;
  child.once('error', (error) => {
    ended = error;
  });
  child.once('exit', () => {
    ended ??= true;
  });
  while (ended === undefined && Date.now() < deadline) {
    const url = (await readLock(cluster)).pid === child.pid ? await runningUrl(cluster) : undefined;
    if (url !== undefined) {
      child.unref();
      return url;
    }
    await sleep(PROBE_EVERY_MS);
  }
  if (ended instanceof Error) throw ended;
  return undefined;
}

async function leave(cluster: Cluster, presence: Presence): Promise<void> {
  if (!(await presence.leave())) return;
  const { pid } = await readLock(cluster);
  if (pid !== undefined) {
    // A fast shutdown: open connections are closed, the data are written.
    if (isAlive(pid)) process.kill(pid, 'SIGINT');
    const deadline = Date.now() + STOP_MS;
    // A dead process that nobody reaps looks alive; its lock is gone all the same.
    while (isAlive(pid) && (await readLock(cluster)).pid === pid && Date.now() < deadline)
      await sleep(PROBE_EVERY_MS);
  }
  await presence.close();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
