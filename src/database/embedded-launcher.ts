import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { chown } from 'node:fs/promises';
import { type Binaries, copyOfBinaries, embeddedBinaries, packageRoot } from './embedded-binaries.ts';

/** Starts PostgreSQL's programs as a user under whom they agree to run. */
export interface Launcher {
  readonly binaries: Binaries;
  /** Detached: the terminal's Ctrl-C reaches this process only, which then stops PostgreSQL in order. */
  spawn(program: string, args: readonly string[], stdio: SpawnOptions['stdio']): ChildProcess;
  /** Gives a file or folder to that user. */
  own(path: string): Promise<void>;
}

interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** Of util-linux: runs a program under a user id that is nobody's outside. */
const USER_NAMESPACE = ['unshare', '-U'] as const;

/**
 * PostgreSQL refuses to run as root. Root therefore runs it in a user namespace of its own, where the files stay root's;
 * where the kernel forbids that, as the user postgres or nobody, to whom the folder is given.
 */
export async function launcherFor(folder: string, searchPath: string): Promise<Launcher> {
  const root = await packageRoot();
  const binaries = await embeddedBinaries(folder, root);
  const base = { folder, environment: environmentOf(searchPath) };
  if (process.getuid?.() !== 0) return launch({ ...base, binaries, prefix: [] });
  const [unshare, ...flags] = USER_NAMESPACE;
  const probe = spawnSync(unshare, [...flags, binaries.postgres, '--version'], { env: base.environment });
  if (probe.status === 0) return launch({ ...base, binaries, prefix: USER_NAMESPACE });
  for (const name of ['postgres', 'nobody']) {
    const identity = identityOf(name, base.environment);
    const reachable = identity && (await reachableBy(identity, root, { ...base, binaries }));
    if (identity && reachable) return launch({ ...base, binaries: reachable, prefix: [], identity });
  }
  throw new Error(
    `PostgreSQL does not run as root, and no other user can reach ${folder}. ` +
      'Start as a normal user, or set DATABASE_URL to a PostgreSQL 15 or newer',
  );
}

interface Launch {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly binaries: Binaries;
  readonly prefix: readonly string[];
  readonly identity?: Identity;
}

function launch({ folder, environment, binaries, prefix, identity }: Launch): Launcher {
  return {
    binaries,
    spawn(program, args, stdio) {
      const [command = program, ...rest] = [...prefix, program, ...args];
      return spawn(command, rest, { ...identity, cwd: folder, env: environment, stdio, detached: true });
    },
    async own(path) {
      if (identity) await chown(path, identity.uid, identity.gid);
    },
  };
}

/** Nothing of ours reaches PostgreSQL: no PG* variable changes what it does, no secret stands in its environment. */
function environmentOf(searchPath: string): NodeJS.ProcessEnv {
  return { PATH: searchPath, LC_ALL: 'C', TZ: 'UTC' };
}

function identityOf(name: string, env: NodeJS.ProcessEnv): Identity | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, name], { encoding: 'utf8', env }).stdout),
  );
  return uid && gid ? { uid, gid } : undefined;
}

/** The programs that this user can run, copied into the folder where the installed ones stand behind a closed door. */
async function reachableBy(
  identity: Identity,
  root: string,
  { folder, environment, binaries }: Pick<Launch, 'folder' | 'environment' | 'binaries'>,
): Promise<Binaries | undefined> {
  await chown(folder, identity.uid, identity.gid);
  const runs = (program: string, ...args: string[]) =>
    spawnSync(program, args, { ...identity, cwd: '/', env: environment }).status === 0;
  if (!runs('ls', folder)) return undefined;
  if (runs(binaries.postgres, '--version')) return binaries;
  const copied = await copyOfBinaries(root, folder);
  return runs(copied.postgres, '--version') ? copied : undefined;
}
