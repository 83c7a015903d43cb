import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { chmod, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { answers } from '../../../src/database/embedded-cluster.ts';
import { freePort } from '../../server-process.ts';
import { NotRunError } from './not-run-error.ts';
import { until } from './until.ts';

/** A PostgreSQL of the run's own, on a port that stays the same, which may be stopped and killed. */
export interface OwnPostgres extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly data: string;
  start(): Promise<void>;
  /** SIGINT ends it in order, SIGQUIT and SIGKILL as a crash does. Resolves once no process of it is left. */
  stop(signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): Promise<void>;
}

/** The two programs of PostgreSQL that this takes. */
export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
}

const DEBIAN = '/usr/lib/postgresql';
const SETTINGS = {
  unix_socket_directories: '',
  max_connections: '300',
  shared_buffers: '128MB',
  dynamic_shared_memory_type: 'mmap',
};
const READY_MS = 60_000;

/** Of Debian's packages, the newest. Throws NotRunError where none is installed. */
export function installedPrograms(): PostgresPrograms {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  const [newest] = versions.map(Number).sort((a, b) => b - a);
  if (newest === undefined) throw new NotRunError(`no PostgreSQL in ${DEBIAN} (apt-get install postgresql)`);
  const bin = join(DEBIAN, String(newest), 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

export interface OwnPostgresOptions {
  readonly settings?: Readonly<Record<string, string>>;
  /** Where its write-ahead log stands. Left out: with the data. */
  readonly logFolder?: string | undefined;
  /** The one that it shall follow as a hot standby; it has to be stopped meanwhile. */
  readonly standbyOf?: OwnPostgres;
}

export async function startOwnPostgres(
  folder: string,
  programs: PostgresPrograms,
  { settings = {}, logFolder, standbyOf }: OwnPostgresOptions = {},
): Promise<OwnPostgres> {
  const data = join(folder, 'data');
  await mkdir(folder, { recursive: true });
  if (standbyOf) await copy(standbyOf, data);
  else await initialise(folder, data, programs, logFolder);
  const follows: Record<string, string> = standbyOf
    ? { primary_conninfo: `host=127.0.0.1 port=${standbyOf.port} user=postgres` }
    : {};
  const path = realpathSync(data);
  const port = await freePort();
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  let child: ChildProcess | undefined;
  const postgres: OwnPostgres = {
    url,
    port,
    data,
    async start() {
      const chosen = Object.entries({ ...SETTINGS, ...follows, ...settings }).flatMap(([name, value]) => [
        '-c',
        `${name}=${value}`,
      ]);
      const started = run(folder, programs.postgres, ['-D', data, '-p', String(port), ...chosen]);
      child = started;
      await until(
        'PostgreSQL accepts connections',
        () => started.exitCode === null && answers(url),
        READY_MS,
      );
    },
    async stop(signal) {
      if (child && child.exitCode === null && child.signalCode === null) {
        child.kill(signal);
        await once(child, 'exit');
      }
      await until('no process of PostgreSQL is left', () => !isInUse(path));
    },
    async [Symbol.asyncDispose]() {
      await postgres.stop('SIGQUIT');
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
  await postgres.start();
  return postgres;
}

async function initialise(
  folder: string,
  data: string,
  { initdb }: PostgresPrograms,
  logFolder: string | undefined,
): Promise<void> {
  const where = ['-D', data, ...(logFolder === undefined ? [] : ['--waldir', logFolder])];
  const child = run(folder, initdb, [...where, ...'-U postgres -A trust -E UTF8 --locale=C'.split(' ')]);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`initdb ended with ${code}: see postgres.log in ${folder}`);
}

/** What pg_basebackup does, which the embedded programs lack: a stopped server's folder is a whole backup. */
async function copy({ data: from }: OwnPostgres, data: string): Promise<void> {
  await cp(from, data, { recursive: true });
  await chmod(data, 0o700);
  await writeFile(join(data, 'standby.signal'), '');
}

/** PostgreSQL refuses to run as root: root runs it in a user namespace of its own. */
function run(folder: string, program: string, args: readonly string[]): ChildProcess {
  const [command = program, ...rest] = [
    ...(process.getuid?.() === 0 ? ['unshare', '-U'] : []),
    program,
    ...args,
  ];
  const log = openSync(join(folder, 'postgres.log'), 'a');
  try {
    const environment = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' };
    return spawn(command, rest, { cwd: folder, env: environment, stdio: ['ignore', log, log] });
  } finally {
    closeSync(log);
  }
}

/** A process of PostgreSQL has its data folder as its working directory. */
function isInUse(path: string): boolean {
  return readdirSync('/proc').some((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return readlinkSync(`/proc/${name}/cwd`) === path;
    } catch {
      return false;
    }
  });
}
