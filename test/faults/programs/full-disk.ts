import { spawnSync } from 'node:child_process';
import { readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerProcess } from '../../server-process.ts';
import type { Fault } from '../fault.ts';
import { ownPostgres, serverPlace } from '../lab/database-place.ts';
import { must } from '../lab/missed-error.ts';
import { NotRunError } from '../lab/not-run-error.ts';
import type { Lab } from '../lab/open-lab.ts';
import { until } from '../lab/until.ts';

const ROWS = 60_000;
const FILES_MIB = 1;
const DATABASE_MIB = 160;
/** What is left of the database's disk: less than the charges take. */
const LEFT_BYTES = 2 * 2 ** 20;
const HEALTHY_MS = 5_000;

/** No space is left: for files, then for the database. */
export const fullDisk: Fault = {
  number: 5,
  name: 'full-disk',
  title: 'disk full for files, for the database',
  quick: false,
  async run(lab) {
    if (process.getuid?.() !== 0) throw new NotRunError('mounting a small disk needs root');
    const [files, database] = [join(lab.dataDir, 'files'), join(lab.folder, 'own')];
    await using mounts = mountTable();
    mounts.mount(files, FILES_MIB);
    mounts.mount(database, DATABASE_MIB);
    const postgres = await ownPostgres(lab.kind, database, { logFolder: join(lab.folder, 'wal') });
    lab.use(serverPlace(postgres));
    const server = await lab.start();
    const filesHealthy = await fillFiles(lab, server, mounts, files);
    const databaseHealthy = await fillDatabase(lab, server, database);
    const misses = await lab.finish();
    must(misses.length === 0, misses.join('; '));
    return {
      'files: healthy after ms': filesHealthy,
      'database: healthy after ms': databaseHealthy,
    };
  },
};

async function fillFiles(lab: Lab, server: ServerProcess, mounts: Mounts, files: string): Promise<number> {
  const client = await lab.login(server);
  const file = await lab.file({ rows: ROWS, seed: 1, account: 'disco-' });
  const id = await lab.schedule(client, file);
  const before = await readdir(files);
  const refused = await client.upload(id, await file.bytes(), { name: file.name });
  must(refused.__typename === 'CapacityProblem', `a full disk answered ${JSON.stringify(refused)}`);
  const left = (await readdir(files)).filter((name) => !before.includes(name));
  must(left.length === 0, `a full disk keeps ${left}`);
  mounts.resize(files, DATABASE_MIB);
  const room = performance.now();
  const answer = await client.upload(id, await file.bytes(), { name: file.name });
  must(answer.import !== undefined, `with room again: ${JSON.stringify(answer)}`);
  const healthy = Math.round(performance.now() - room);
  lab.expect(id, file);
  await client.follow(id);
  await client.close();
  must(healthy <= HEALTHY_MS, `uploads came in ${healthy} ms after there was room`);
  return healthy;
}

async function fillDatabase(lab: Lab, server: ServerProcess, disk: string): Promise<number> {
  const client = await lab.login(server);
  const { bavail, bsize } = await statfs(disk);
  const filler = join(disk, 'filler');
  await writeFile(filler, Buffer.alloc(bavail * bsize - LEFT_BYTES));
  const file = await lab.file({ rows: ROWS, seed: 2, account: 'base-' });
  const id = await lab.schedule(client, file);
  await client.upload(id, await file.bytes(), { name: file.name });
  lab.expect(id, file, 'FAILED TOO_MANY_ATTEMPTS');
  await client.follow(id);
  await rm(filler);
  const room = performance.now();
  await until('ready again', async () => (await fetch(`${server.url}/readyz`)).ok, HEALTHY_MS);
  const retry = await client.retry(id);
  must(retry.import !== undefined, `retried with room: ${JSON.stringify(retry)}`);
  const healthy = Math.round(performance.now() - room);
  lab.expect(retry.import.id, file);
  await client.follow(retry.import.id);
  await client.close();
  must(healthy <= HEALTHY_MS, `healthy ${healthy} ms after there was room`);
  return healthy;
}

interface Mounts extends AsyncDisposable {
  mount(folder: string, mib: number): void;
  resize(folder: string, mib: number): void;
}

/** Small disks in memory, gone with the scope. */
function mountTable(): Mounts {
  const mounted: string[] = [];
  return {
    mount(folder, mib) {
      command('mkdir', '-p', folder);
      command('mount', '-t', 'tmpfs', '-o', `size=${mib}m,mode=700`, 'tmpfs', folder);
      mounted.push(folder);
    },
    resize: (folder, mib) => command('mount', '-o', `remount,size=${mib}m`, folder),
    async [Symbol.asyncDispose]() {
      for (const folder of mounted.reverse()) spawnSync('umount', ['--lazy', folder]);
    },
  };
}

function command(program: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new NotRunError(`${program} ${args.join(' ')}: ${stderr}`);
}
