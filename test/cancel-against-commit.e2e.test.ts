import { afterAll, beforeAll, expect, it } from 'vitest';
import { csvOf, rowsOf } from '../src/imports/imports.test-data.ts';
import type { ApiClient, Change } from './api-client.ts';
import { startApp, type TestApp } from './start-app.ts';

const ROUNDS = 500;
/** On a slow machine fewer, but never below: enough to meet the commit from both sides. */
const AT_LEAST = 200;
const BUDGET_MS = 60_000;
const ROWS = 300;

let app: TestApp;
let client: ApiClient;
beforeAll(async () => {
  app = await startApp();
  client = await app.login();
});
afterAll(async () => {
  await client?.close();
  await app?.[Symbol.asyncDispose]();
});

it('ends each import either CANCELED without a row or whole with the cancellation refused, never both', {
  timeout: 600_000,
}, async () => {
  const tally = { CANCELED: 0, SUCCEEDED_WITH_ISSUES: 0 };
  const began = performance.now();
  let round = 0;
  for (; round < ROUNDS && (round < AT_LEAST || performance.now() - began < BUDGET_MS); round++) {
    const periodo = `${1950 + Math.floor(round / 12)}-${String((round % 12) + 1).padStart(2, '0')}`;
    const id = (await client.schedule({ plantilla: 'claro-ar-detalle', periodo })).import?.id ?? '';
    const changes: Change[] = [];
    let heard = (): void => {};
    const reached = new Promise<void>((resolve) => {
      heard = resolve;
    });
    // From the claim to after the end: the cancellation meets the commit at every point of its way.
    const from = round % 2 === 0 ? 'STARTED' : 'STORING';
    const end = client.follow(id, undefined, (change) => {
      changes.push(change);
      if (change.kind === from || change.import?.estado === 'FINALIZADO') heard();
    });
    await client.upload(id, csvOf([...rowsOf(ROWS, `C-${round}`), { net: 'cien' }]), { name: 'detalle.csv' });
    await reached;
    if (round % 4 > 1) await new Promise((resolve) => setTimeout(resolve, round % 23));
    const canceled = await client.cancel(id);
    await end;
    tally[await expectOneWinner(id, canceled.__typename, changes)] += 1;
  }
  expect(round).toBeGreaterThanOrEqual(AT_LEAST);
  expect(Math.min(...Object.values(tally)), JSON.stringify(tally)).toBeGreaterThan(ROUNDS / 50);
  await expectNothingHeld();
});

async function expectOneWinner(
  id: string,
  cancellation: string,
  changes: readonly Change[],
): Promise<'CANCELED' | 'SUCCEEDED_WITH_ISSUES'> {
  const now = await client.import(id);
  const importId = Number(Buffer.from(id, 'base64').toString().split(':')[1]);
  const { rows } = await app.parts.database.pool.query(
    `SELECT (SELECT count(*)::int FROM charges WHERE import_id = $1) AS charges,
       (SELECT count(*)::int FROM row_issues WHERE import_id = $1) AS issues,
       (SELECT count(*)::int FROM import_accounts WHERE import_id = $1) AS accounts,
       (SELECT count(*)::int FROM import_row_hashes WHERE import_id = $1) AS hashes`,
    [importId],
  );
  const kinds = changes.map(({ kind }) => kind);
  expect(changes.at(-1)?.import).toEqual(now);
  if (now.outcome === 'CANCELED') {
    expect(cancellation).toBe('ImportPayload');
    expect(rows[0]).toEqual({ charges: 0, issues: 0, accounts: 0, hashes: 0 });
    expect(now).toMatchObject({ estado: 'FINALIZADO', phase: 'DONE', failure: null, issueCounts: [] });
    expect(now.progress.percent).toBeLessThanOrEqual(99);
    expect(kinds.filter((kind) => kind === 'CANCELED' || kind === 'FINISHED')).toEqual(['CANCELED']);
    return 'CANCELED';
  }
  expect(now).toMatchObject({
    estado: 'FINALIZADO',
    outcome: 'SUCCEEDED_WITH_ISSUES',
    progress: { percent: 100 },
  });
  expect(cancellation).toBe('TransitionProblem');
  expect(rows[0]).toEqual({ charges: ROWS, issues: 1, accounts: 1, hashes: 1 });
  expect(now.totals.charges).toBe(ROWS);
  expect(kinds).not.toContain('CANCELING');
  return 'SUCCEEDED_WITH_ISSUES';
}

/** No transaction is left open, no advisory lock held, and the next import runs. */
async function expectNothingHeld(): Promise<void> {
  const open = async () => {
    const { rows } = await app.parts.database.pool.query(
      `SELECT (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database()
           AND state LIKE 'idle in transaction%') AS transactions,
         (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND classid IN (7236003, 7236005)
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS locks`,
    );
    return rows[0];
  };
  await expect.poll(open).toEqual({ transactions: 0, locks: 0 });
  const next = await client.importFile(
    { plantilla: 'claro-ar-detalle', periodo: '2026-01' },
    csvOf(rowsOf(3)),
    { name: 'detalle.csv' },
  );
  expect(next.outcome).toBe('SUCCEEDED');
}
