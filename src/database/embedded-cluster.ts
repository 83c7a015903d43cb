import { randomBytes, randomUUID } from 'node:crypto';
import {
  link,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { codeOf } from '../domain/code-of.ts';
import type { Launcher } from './embedded-launcher.ts';

/** What stands in the folder of an embedded database. */
export interface Cluster {
  readonly folder: string;
  readonly data: string;
  readonly passwordFile: string;
  readonly password: string;
}

const PROBE_MS = 2_000;

/** Makes the folder and, once and for all, its password. */
export async function openCluster(folder: string): Promise<Cluster> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const passwordFile = join(folder, 'password');
  const unfinished = `${passwordFile}.${randomUUID()}.partial`;
  await writeFile(unfinished, randomBytes(18).toString('base64url'), { mode: 0o600 });
  // A link is made whole or not at all, and by one process only.
  await link(unfinished, passwordFile).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
  await rm(unfinished);
  return { folder, data: join(folder, 'pg18'), passwordFile, password: await readFile(passwordFile, 'utf8') };
}

function urlOf({ password }: Cluster, port: number): string {
  return `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
}

/** The URL of the server that runs on this cluster, if one does and accepts connections. */
export async function runningUrl(cluster: Cluster): Promise<string | undefined> {
  const { port } = await readLock(cluster);
  if (!port) return undefined;
  const url = urlOf(cluster, port);
  return (await answers(url)) ? url : undefined;
}

/** Of the file that PostgreSQL keeps while it runs, and leaves behind when it is killed. */
export async function readLock({ data }: Cluster): Promise<{ pid?: number; port?: number }> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return { ...(pid ? { pid } : {}), ...(port ? { port } : {}) };
}

/** Creates the cluster unless it is there. Made beside its place and then renamed: a kill leaves nothing half-made. */
export async function initialise(cluster: Cluster, launcher: Launcher, durable: boolean): Promise<void> {
  const done = join(cluster.data, 'PG_VERSION');
  if (await exists(done)) return removeUnfinished(cluster);
  const unfinished = `${cluster.data}.${process.pid}-${randomUUID()}.partial`;
  await launcher.own(cluster.folder);
  await launcher.own(cluster.passwordFile);
  await runInitdb(cluster, launcher, unfinished, durable);
  await rename(unfinished, cluster.data).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true, force: true });
    if (!(await exists(done))) throw error; // otherwise another process was faster
  });
}

/** What starts that were killed left behind. */
async function removeUnfinished({ folder }: Cluster): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid] = /^pg18\.(\d+)-.*\.partial$/.exec(name) ?? [];
    if (pid && !isAlive(Number(pid))) await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function runInitdb(
  cluster: Cluster,
  launcher: Launcher,
  folder: string,
  durable: boolean,
): Promise<void> {
  const log = join(cluster.folder, 'initdb.log');
  const output = await open(log, 'w', 0o600);
  try {
    const args = [
      '-D',
      folder,
      '-U',
      'postgres',
      '-A',
      'scram-sha-256',
      '--pwfile',
      cluster.passwordFile,
      '-E',
      'UTF8',
    ];
    // The builtin provider sorts alike on every machine, whatever its libc.
    const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const child = launcher.spawn(
      launcher.binaries.initdb,
      [...args, ...locale, ...(durable ? [] : ['--no-sync'])],
      ['ignore', output.fd, output.fd],
    );
    const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
    if (code !== 0) throw new Error(`initdb ended with ${code}: ${await readFile(log, 'utf8')}`);
  } finally {
    await output.close();
  }
}

/**
 * PostgreSQL takes the process id in a leftover postmaster.pid for alive if any process has it, a zombie included: after
 * a container's restart that blocks every start. A living one has the data folder as its working directory.
 */
export async function dropStaleLock({ data }: Cluster): Promise<void> {
  const lock = join(data, 'postmaster.pid');
  if (process.platform !== 'linux' || !(await exists(lock))) return;
  const path = await realpath(data);
  for (const name of await readdir('/proc')) {
    if (/^\d+$/.test(name) && (await readlink(`/proc/${name}/cwd`).catch(() => '')) === path) return;
  }
  await rm(lock, { force: true });
}

/** Whether a server lets us in there. */
export async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PROBE_MS });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
