import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { csvOf, rowsOf } from '../src/imports/imports.test-data.ts';
import { type ApiClient, type Change, connectApi } from './api-client.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { startServerProcess } from './server-process.ts';
import { ADMIN } from './start-app.ts';

const ROWS = 200_000;

let folder: string;
let database: TestDatabase;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'importador-cancel-'));
  database = await createTestDatabase();
});
afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const start = () => startServerProcess(join(folder, 'data'), { DATABASE_URL: database.url });

/** Uploads a file with as many issues as rows come in; resolves in the middle of it. */
async function runUntilMiddle(
  client: ApiClient,
): Promise<{ id: string; seen: Change[]; broken: Promise<unknown> }> {
  const id = (await client.schedule({ plantilla: 'claro-ar-detalle' })).import?.id ?? '';
  const seen: Change[] = [];
  let middle = (): void => {};
  const reached = new Promise<void>((resolve) => {
    middle = resolve;
  });
  const broken = client
    .follow(id, undefined, (change) => {
      seen.push(change);
      if ((change.import?.progress.percent ?? 0) > 10) middle();
    })
    .catch(() => {}); // the socket breaks with the server
  const rows = rowsOf(ROWS).flatMap((row, n) => (n % 10 === 0 ? [row, { net: 'cien' }] : [row]));
  await client.upload(id, csvOf(rows), { name: 'detalle.csv' });
  await reached;
  return { id, seen, broken };
}

it('killed while an import is CANCELING, the next start ends it CANCELED, with not one row of it', {
  timeout: 120_000,
}, async () => {
  const before = await start();
  const client = await connectApi(before.graphqlUrl, ADMIN.usuario, ADMIN.contrasena);
  const holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  const { id, seen, broken } = await runUntilMiddle(client);
  // Its issues cannot be removed as long as one is held, so that it stays CANCELING; more of them may still come in.
  await holder.query('BEGIN');
  await expect
    .poll(async () => (await holder.query('SELECT 1 FROM row_issues LIMIT 1 FOR UPDATE')).rowCount)
    .toBe(1);
  const answer = client.cancel(id).catch(() => undefined);
  await expect.poll(async () => (await client.import(id)).phase, { timeout: 10_000 }).toBe('CANCELING');
  expect(await client.import(id)).toMatchObject({ estado: 'EN_PROCESO', actions: [], outcome: null });
  expect(await before.end('SIGKILL')).toBe('SIGKILL');
  await holder.query('ROLLBACK');
  await holder.end();
  await Promise.all([answer, broken]);
  await client.close();

  const after = await start();
  try {
    const again = await connectApi(after.graphqlUrl, ADMIN.usuario, ADMIN.contrasena);
    const rest = await again.follow(id, seen.at(-1)?.sequence);
    expect(rest.at(-1)?.kind).toBe('CANCELED');
    expect(await again.import(id)).toMatchObject({
      estado: 'FINALIZADO',
      outcome: 'CANCELED',
      failure: null,
      issueCounts: [],
      progress: { attempt: 1 },
    });
    expect(await rowsLeft(database.url)).toEqual({ charges: 0, issues: 0, accounts: 0, hashes: 0 });
    const next = await again.importFile({ plantilla: 'claro-ar-detalle' }, csvOf(rowsOf(5)), {
      name: 'otro.csv',
    });
    expect(next).toMatchObject({ outcome: 'SUCCEEDED', totals: { charges: 5 } });
    await again.close();
  } finally {
    expect(await after.end('SIGTERM')).toBe(0);
  }
});

it('stopped and started anew, it leaves what awaits its confirmation alone; that is confirmed then and stored', {
  timeout: 120_000,
}, async () => {
  const before = await start();
  const client = await connectApi(before.graphqlUrl, ADMIN.usuario, ADMIN.contrasena);
  const id =
    (await client.schedule({ plantilla: 'claro-ar-detalle', requireConfirmation: true })).import?.id ?? '';
  await client.upload(id, csvOf(rowsOf(7)), { name: 'detalle.csv' });
  await expect
    .poll(async () => (await client.import(id)).phase, { timeout: 10_000 })
    .toBe('AWAITING_CONFIRMATION');
  const awaiting = await client.import(id);
  await client.close();
  expect(await before.end('SIGKILL')).toBe('SIGKILL');

  const after = await start();
  try {
    const again = await connectApi(after.graphqlUrl, ADMIN.usuario, ADMIN.contrasena);
    expect(await again.import(id)).toEqual(awaiting);
    expect(await again.confirm(id)).toMatchObject({ __typename: 'ImportPayload' });
    await again.follow(id);
    expect(await again.import(id)).toMatchObject({ outcome: 'SUCCEEDED', totals: awaiting.totals });
    await again.close();
  } finally {
    expect(await after.end('SIGTERM')).toBe(0);
  }
});

async function rowsLeft(url: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT (SELECT count(*)::int FROM charges) AS charges, (SELECT count(*)::int FROM row_issues) AS issues,
         (SELECT count(*)::int FROM import_accounts) AS accounts,
         (SELECT count(*)::int FROM import_row_hashes) AS hashes`,
    );
    return rows[0];
  } finally {
    await client.end();
  }
}
