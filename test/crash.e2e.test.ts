import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { generateBillingFile } from '../bench/generate-billing-file.ts';
import { type Change, connectApi } from './api-client.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { startServerProcess } from './server-process.ts';
import { ADMIN } from './start-app.ts';

const ROWS = 60_000;
/** So many that a fast database is still busy with them when the client has begun to follow. */
const ROWS_THAT_LAST = 300_000;

let folder: string;
let database: TestDatabase;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'importador-crash-'));
  database = await createTestDatabase();
});
afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

it.each([10, 50, 90])(
  'killed at %i percent of an import, the next start finishes it, nothing lost and nothing twice',
  { timeout: 120_000 },
  async (percent) => {
    const file = join(folder, 'detalle.xlsx');
    const expected = await generateBillingFile(file, { rows: ROWS, seed: percent });
    const environment = { DATABASE_URL: database.url };
    const before = await startServerProcess(join(folder, 'data'), environment);
    const client = await connectApi(before.graphqlUrl, ADMIN.usuario, ADMIN.contrasena);
    const id =
      (await client.schedule({ plantilla: 'movistar-mx-conceptos', periodo: expected.periodo })).import?.id ??
      '';
    const seen: Change[] = [];
    const reached = new Promise<void>((resolve) => {
      client
        .follow(id, undefined, (change) => {
          seen.push(change);
          if ((change.import?.progress.percent ?? 0) >= percent) resolve();
        })
        .catch(() => resolve());
    });
    await client.upload(id, await readFile(file));
    await reached;
    expect(await before.end('SIGKILL')).toBe('SIGKILL');
    expect(seen.at(-1)?.import?.estado).toBe('EN_PROCESO');

    const after = await startServerProcess(join(folder, 'data'), environment);
    try {
      const again = await connectApi(after.graphqlUrl, ADMIN.usuario, ADMIN.contrasena);
      seen.push(...(await again.follow(id, seen.at(-1)?.sequence)));
      const finished = await again.import(id);
      expect(finished).toMatchObject({
        estado: 'FINALIZADO',
        outcome: 'SUCCEEDED',
        progress: { percent: 100, rowsRead: ROWS, attempt: 2 },
        totals: { charges: expected.charges, total: expected.total, lineas: expected.lineas },
      });
      await again.close();
    } finally {
      expect(await after.end('SIGTERM')).toBe(0);
    }
    expectNeverBackwards(seen);
    expect(await storedCharges(database.url)).toEqual({
      n: expected.charges,
      rows: expected.charges,
      total: expected.total,
    });
    expect(await readdir(join(folder, 'data', 'files'), { recursive: true })).not.toContainEqual(
      expect.stringMatching(/partial/),
    );
  },
);

it('stopped with SIGTERM in the middle of an import, four times, it goes on each time and ends as if nothing had been', {
  timeout: 180_000,
}, async () => {
  const file = join(folder, 'detalle.xlsx');
  const expected = await generateBillingFile(file, { rows: ROWS_THAT_LAST, seed: 7 });
  const environment = { DATABASE_URL: database.url };
  const seen: Change[] = [];
  let id = '';
  for (let stops = 0; stops < 4; stops++) {
    const server = await startServerProcess(join(folder, 'data'), environment);
    let exit: number | string = 'not stopped';
    try {
      const client = await connectApi(server.graphqlUrl, ADMIN.usuario, ADMIN.contrasena);
      if (id === '') {
        const words = { plantilla: 'movistar-mx-conceptos', periodo: expected.periodo };
        id = (await client.schedule(words)).import?.id ?? '';
        await client.upload(id, await readFile(file));
      }
      await new Promise<void>((resolve, reject) => {
        const runs = (change: Change) => {
          seen.push(change);
          if (change.import?.estado === 'EN_PROCESO' && change.import.progress.attempt === stops + 1)
            resolve();
        };
        client.follow(id, seen.at(-1)?.sequence, runs).then(() => reject(new Error('It ended')), reject);
      });
    } finally {
      exit = await server.end('SIGTERM');
    }
    expect(exit).toBe(0);
  }
  const last = await startServerProcess(join(folder, 'data'), environment);
  try {
    const client = await connectApi(last.graphqlUrl, ADMIN.usuario, ADMIN.contrasena);
    seen.push(...(await client.follow(id, seen.at(-1)?.sequence)));
    expect(await client.import(id)).toMatchObject({
      outcome: 'SUCCEEDED',
      progress: { percent: 100, rowsRead: ROWS_THAT_LAST, attempt: 5 },
      totals: { charges: expected.charges, total: expected.total, lineas: expected.lineas },
    });
    await client.close();
  } finally {
    await last.end('SIGTERM');
  }
  expectNeverBackwards(seen);
});

function expectNeverBackwards(changes: readonly Change[]) {
  for (const [at, { import: now, sequence }] of changes.entries()) {
    const earlier = changes[at - 1];
    if (!earlier?.import || !now) continue;
    for (const counter of ['percent', 'rowsRead', 'rowsAccepted', 'rowsSkipped', 'attempt'] as const) {
      expect(now.progress[counter] ?? 0, counter).toBeGreaterThanOrEqual(
        earlier.import.progress[counter] ?? 0,
      );
    }
    expect(BigInt(sequence)).toBeGreaterThanOrEqual(BigInt(earlier.sequence));
  }
}

async function storedCharges(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(
      'SELECT count(*)::int AS n, count(DISTINCT row)::int AS rows, sum(total)::text AS total FROM charges',
    );
    return rows[0];
  } finally {
    await client.end();
  }
}
