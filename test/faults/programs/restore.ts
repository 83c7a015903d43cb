import { spawnSync } from 'node:child_process';
import { cp, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ApiClient } from '../../api-client.ts';
import type { Fault } from '../fault.ts';
import { ownPostgres, serverPlace } from '../lab/database-place.ts';
import { must } from '../lab/missed-error.ts';
import type { Lab } from '../lab/open-lab.ts';
import { installedPrograms } from '../lab/own-postgres.ts';

const ROWS = 5_000;
const BAD_EVERY = 100;

/** Everything is lost, and comes back from a backup as docs/operations.md says how to make one. */
export const restore: Fault = {
  number: 14,
  name: 'restore',
  title: 'database and files lost, restored from a backup',
  quick: false,
  async run(lab) {
    const before = await lab.start();
    const client = await lab.login(before);
    const plain = await lab.file({ rows: ROWS, seed: 1, account: 'P-' });
    const bad = await lab.file({ rows: ROWS, seed: 2, account: 'B-', badEvery: BAD_EVERY });
    const plainId = await lab.submit(client, plain);
    const badId = await lab.submit(client, bad);
    lab.expect(badId, bad, 'SUCCEEDED_WITH_ISSUES');
    const waiting = await lab.schedule(client, plain);
    for (const id of [plainId, badId]) await client.follow(id);
    await client.close();
    const stop = () => before.end('SIGTERM');
    const began = performance.now();
    const back = lab.kind === 'url' ? await fromDump(lab, stop) : await fromCopy(lab, stop);
    await back();
    const seconds = Math.round((performance.now() - began) / 100) / 10;

    const after = await lab.start();
    const again = await lab.login(after);
    await rejectedRowsCome(again, badId);
    must((await again.import(waiting)).estado === 'PENDIENTE', 'what waited for its file waits no more');
    const reverted = await again.revert(plainId, 'prueba de la copia');
    must(reverted.import !== undefined, `revertImport: ${JSON.stringify(reverted)}`);
    lab.expect(plainId, plain, 'REVERTED');
    const retry = await again.retry(plainId);
    must(retry.import !== undefined, `retryImport: ${JSON.stringify(retry)}`);
    lab.expect(retry.import.id, plain);
    await again.follow(retry.import.id);
    await again.close();
    return { 'backup and restore s': seconds };
  },
};

type Back = () => Promise<void>;

/** The database first, then the files, while the server runs; restored into another PostgreSQL. */
async function fromDump(lab: Lab, stop: () => Promise<unknown>): Promise<Back> {
  const programs = dirname(installedPrograms().postgres);
  const [dump, files] = [join(lab.folder, 'importador.dump'), join(lab.folder, 'backup')];
  const from = lab.place.environment['DATABASE_URL'] ?? '';
  run(join(programs, 'pg_dump'), '--format=custom', `--file=${dump}`, from);
  await cp(join(lab.dataDir, 'files'), files, { recursive: true });
  await stop();
  return async () => {
    await rename(lab.dataDir, `${lab.dataDir}-lost`);
    const fresh = serverPlace(await ownPostgres(lab.kind, join(lab.folder, 'fresh')));
    lab.use(fresh);
    const to = fresh.environment['DATABASE_URL'] ?? '';
    run(join(programs, 'pg_restore'), '--exit-on-error', `--dbname=${to}`, dump);
    await cp(files, join(lab.dataDir, 'files'), { recursive: true });
  };
}

/** The whole data folder, while nothing runs. */
async function fromCopy(lab: Lab, stop: () => Promise<unknown>): Promise<Back> {
  await stop();
  const copy = join(lab.folder, 'backup');
  await cp(lab.dataDir, copy, { recursive: true });
  return async () => {
    await rename(lab.dataDir, `${lab.dataDir}-lost`);
    await cp(copy, lab.dataDir, { recursive: true });
  };
}

async function rejectedRowsCome(client: ApiClient, id: string): Promise<void> {
  const { import: found } = await client.query<{ import: { rejectedRowsFile: { url: string } | null } }>(
    'query ($id: ID!) { import(id: $id) { rejectedRowsFile { url } } }',
    { id },
  );
  const answer = await fetch(found.rejectedRowsFile?.url ?? '');
  const bytes = (await answer.arrayBuffer()).byteLength;
  must(answer.ok && bytes > 0, `the rejected rows: ${answer.status}, ${bytes} bytes`);
}

function run(program: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  must(status === 0, `${program}: ${stderr}`);
}
