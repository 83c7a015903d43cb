import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CsvRow, csvOf, rowsOf } from '../src/imports/imports.test-data.ts';
import type { ApiClient, Change } from './api-client.ts';
import { addPeople } from './people.ts';
import { startApp, type TestApp } from './start-app.ts';

const WORDS = { plantilla: 'claro-ar-detalle' };
const BAD = { net: 'cien' };

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

let files = 0;
/** No two have the same bytes: each has some empty lines more at its end. */
const fileOf = (rows: readonly CsvRow[]): Uint8Array =>
  Buffer.concat([csvOf(rows), Buffer.from('\r\n'.repeat(++files))]);

const importCsv = (words: Record<string, unknown>, bytes: Uint8Array) =>
  client.importFile({ ...WORDS, ...words }, bytes, { name: 'detalle.csv' });

/** Schedules, uploads, and resolves once it awaits its confirmation; `end` resolves with every change at its end. */
async function untilAwaiting(words: Record<string, unknown>, bytes: Uint8Array, as: ApiClient = client) {
  const id = (await as.schedule({ ...WORDS, requireConfirmation: true, ...words })).import?.id ?? '';
  let awaits = (): void => {};
  const awaiting = new Promise<void>((resolve) => {
    awaits = resolve;
  });
  const end = as.follow(id, '0', ({ import: now }) => {
    if (now?.phase === 'AWAITING_CONFIRMATION' || now?.estado === 'FINALIZADO') awaits();
  });
  await as.upload(id, bytes, { name: 'detalle.csv' });
  await awaiting;
  return { id, end };
}

interface Decision {
  confirmBefore: string | null;
  monthBefore: Record<string, unknown> | null;
  charges: { totalCount: number };
  issues: { nodes: { code: string; row: number }[] };
}

async function decisionOf(id: string): Promise<Decision> {
  const { import: found } = await client.query<{ import: Decision }>(
    `query ($id: ID!) { import(id: $id) { confirmBefore charges { totalCount } issues { nodes { code row } } monthBefore {
       periodo lineas charges total lineasDifference chargesDifference totalDifference } } }`,
    { id },
  );
  return found;
}

const kindsOf = (changes: readonly Change[]) =>
  changes.map(({ kind }) => kind).filter((kind) => kind !== 'PROGRESS' && kind !== 'SNAPSHOT');

describe('validateOnly', () => {
  it('ends FINALIZADO with totals and issues, and no charge; the periodo stays free', async () => {
    const file = fileOf([...rowsOf(4), BAD]);
    const checked = await importCsv({ periodo: '2021-01', validateOnly: true }, file);
    expect(checked).toMatchObject({
      estado: 'FINALIZADO',
      outcome: 'SUCCEEDED_WITH_ISSUES',
      progress: { percent: 100, rowsRead: 5, rowsAccepted: 4, rowsRejected: 1 },
      totals: { lineas: 4, charges: 4, total: '10.00' },
      issueCounts: [{ code: 'INVALID_NUMBER', severity: 'ERROR', count: 1 }],
    });
    expect(await decisionOf(checked.id)).toEqual({
      confirmBefore: null,
      monthBefore: null,
      charges: { totalCount: 0 },
      issues: { nodes: [{ code: 'INVALID_NUMBER', row: 6 }] },
    });
    expect(kindsOf(await client.follow(checked.id, '0'))).toEqual(
      'CREATED FILE_RECEIVED QUEUED STARTED FINISHED'.split(' '),
    );
    expect(await importCsv({ periodo: '2021-01' }, file)).toMatchObject({ outcome: 'SUCCEEDED_WITH_ISSUES' });
  });
});

describe('errorPolicy REJECT_FILE', () => {
  it('lists all issues to the last row, and stores nothing', async () => {
    const rows = [BAD, ...rowsOf(2_000), BAD, ...rowsOf(2_000), BAD];
    const failed = await importCsv({ periodo: '2021-02', errorPolicy: 'REJECT_FILE' }, fileOf(rows));
    expect(failed).toMatchObject({
      outcome: 'FAILED',
      failure: { code: 'REJECTED_BY_POLICY', message: expect.stringContaining('3') },
      progress: { rowsRead: 4_003, rowsTotal: 4_003, rowsRejected: 3 },
      totals: { lineas: 0, charges: 0, total: '0.00' },
    });
    const { charges, issues } = await decisionOf(failed.id);
    expect(charges.totalCount).toBe(0);
    expect(issues.nodes.map(({ row }) => row)).toEqual([2, 2_003, 4_004]);
    expect(await importCsv({ periodo: '2021-02' }, fileOf(rowsOf(3)))).toMatchObject({
      outcome: 'SUCCEEDED',
    });
  });

  it('lets a file with WARNINGs or nothing at all pass', async () => {
    const stored = await importCsv({ periodo: '2021-03', errorPolicy: 'REJECT_FILE' }, fileOf(rowsOf(3)));
    expect(stored).toMatchObject({ outcome: 'SUCCEEDED', totals: { charges: 3 } });
  });
});

describe('requireConfirmation', () => {
  it('shows what a person decides by, beside the month before, and stores only what was confirmed', async () => {
    await importCsv({ periodo: '2021-04' }, fileOf(rowsOf(3)));
    await importCsv({ periodo: '2021-04' }, fileOf(rowsOf(9, 'C-OTHER')));
    const { id, end } = await untilAwaiting({ periodo: '2021-05' }, fileOf([...rowsOf(5), BAD]));
    const before = await client.import(id);
    expect(before).toMatchObject({
      estado: 'EN_PROCESO',
      phase: 'AWAITING_CONFIRMATION',
      outcome: null,
      actions: ['CONFIRM', 'CANCEL'],
      progress: { rowsRead: 6, rowsTotal: 6, rowsAccepted: 5, rowsRejected: 1 },
      totals: { lineas: 5, charges: 5, net: '15.00', tax: '0.00', total: '15.00', currency: 'ARS' },
      issueCounts: [{ code: 'INVALID_NUMBER', count: 1 }],
    });
    const decision = await decisionOf(id);
    const hours = (Date.parse(decision.confirmBefore ?? '') - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(71.9);
    expect(hours).toBeLessThan(72.1);
    expect(decision).toMatchObject({
      charges: { totalCount: 0 },
      issues: { nodes: [{ code: 'INVALID_NUMBER' }] },
      monthBefore: {
        periodo: '2021-04',
        lineas: 3,
        charges: 3,
        total: '6.00',
        lineasDifference: 2,
        chargesDifference: 2,
        totalDifference: '9.00',
      },
    });
    const confirmed = await client.confirm(id);
    expect(confirmed).toMatchObject({ __typename: 'ImportPayload', import: { estado: 'EN_PROCESO' } });
    expect(kindsOf(await end)).toEqual(
      'CREATED FILE_RECEIVED QUEUED STARTED AWAITING_CONFIRMATION CONFIRMED STORING FINISHED'.split(' '),
    );
    expect(await client.import(id)).toMatchObject({
      outcome: 'SUCCEEDED_WITH_ISSUES',
      actions: ['REVERT', 'REPROCESS_ROWS', 'DOWNLOAD_REJECTED'],
      progress: { percent: 100, rowsRead: 6 },
      totals: before.totals,
      issueCounts: before.issueCounts,
    });
    expect(await decisionOf(id)).toMatchObject({
      confirmBefore: null,
      charges: { totalCount: 5 },
      monthBefore: { totalDifference: '9.00' },
    });
    expectNeverFalling(await end);
  });

  it('has nothing to compare with where the month before is empty, of other accounts, or was only validated', async () => {
    await importCsv({ periodo: '2021-06' }, fileOf(rowsOf(3, 'C-OTHER')));
    await importCsv({ periodo: '2021-06', validateOnly: true }, fileOf(rowsOf(3)));
    const { id, end } = await untilAwaiting({ periodo: '2021-07' }, fileOf(rowsOf(5)));
    expect((await decisionOf(id)).monthBefore).toBeNull();
    await client.cancel(id);
    await end;
  });

  it('sums what several imports of the month before hold of its accounts; January looks at December', async () => {
    await importCsv({ periodo: '2021-12' }, fileOf(rowsOf(2, 'A')));
    await importCsv({ periodo: '2021-12', duplicatePolicy: 'ADD' }, fileOf(rowsOf(3, 'A')));
    await importCsv({ periodo: '2021-12' }, fileOf(rowsOf(4, 'B')));
    const { id, end } = await untilAwaiting(
      { periodo: '2022-01' },
      fileOf([...rowsOf(1, 'A'), ...rowsOf(1, 'B')]),
    );
    expect((await decisionOf(id)).monthBefore).toMatchObject({
      periodo: '2021-12',
      charges: 7,
      total: '16.00',
      chargesDifference: -5,
      totalDifference: '-14.00',
    });
    await client.cancel(id);
    await end;
  });

  it('canceled instead, leaves nothing, and the file may come again', async () => {
    const file = fileOf(rowsOf(5));
    const { id, end } = await untilAwaiting({ periodo: '2021-08' }, file);
    expect(await client.delete(id)).toMatchObject({
      __typename: 'TransitionProblem',
      actions: ['CONFIRM', 'CANCEL'],
    });
    const canceled = await client.cancel(id);
    expect(canceled.import).toMatchObject({
      estado: 'FINALIZADO',
      phase: 'DONE',
      outcome: 'CANCELED',
      failure: null,
      totals: { lineas: 0, charges: 0, total: '0.00' },
    });
    expect(kindsOf(await end).slice(-3)).toEqual(['AWAITING_CONFIRMATION', 'CANCELING', 'CANCELED']);
    expect((await client.cancel(id)).import).toEqual(canceled.import);
    expect(await client.confirm(id)).toMatchObject({ __typename: 'TransitionProblem', estado: 'FINALIZADO' });
    expect(await importCsv({ periodo: '2021-08' }, file)).toMatchObject({ outcome: 'SUCCEEDED' });
  });

  it('confirmed twenty times at once is confirmed once, and each answer is the import', async () => {
    const { id, end } = await untilAwaiting({ periodo: '2021-09' }, fileOf(rowsOf(5)));
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.confirm(id)));
    for (const answer of answers) {
      expect(answer).toMatchObject({ __typename: 'ImportPayload', import: { id } });
    }
    expect(kindsOf(await end).filter((kind) => kind === 'CONFIRMED')).toHaveLength(1);
    expect(await client.import(id)).toMatchObject({ outcome: 'SUCCEEDED', totals: { charges: 5 } });
  });
});

describe('roles', () => {
  it('confirm and cancel are for an ANALYST’s own, and anyone’s for a SUPERVISOR; actions say the same', async () => {
    const { ana, beto, sofia, lucia } = await addPeople(app);
    const { id, end } = await untilAwaiting({ periodo: '2021-10' }, fileOf(rowsOf(2)), ana);
    for (const who of [beto, lucia]) {
      expect((await who.import(id)).actions).toEqual([]);
      await expect(who.confirm(id)).rejects.toThrow(/FORBIDDEN/);
      await expect(who.cancel(id)).rejects.toThrow(/FORBIDDEN/);
    }
    for (const who of [ana, sofia]) expect((await who.import(id)).actions).toEqual(['CONFIRM', 'CANCEL']);
    expect(await sofia.confirm(id)).toMatchObject({ __typename: 'ImportPayload' });
    await end;
    expect(await ana.import(id)).toMatchObject({ outcome: 'SUCCEEDED' });
    for (const who of [ana, beto, sofia, lucia]) await who.close();
  });

  it('an id that is not there is a NotFoundProblem', async () => {
    for (const id of ['', 'nada', Buffer.from('Import:999999').toString('base64')]) {
      expect(await client.confirm(id)).toMatchObject({ __typename: 'NotFoundProblem' });
      expect(await client.cancel(id)).toMatchObject({ __typename: 'NotFoundProblem' });
    }
  });
});

function expectNeverFalling(changes: readonly Change[]): void {
  const seen = changes.flatMap(({ import: now }) => (now ? [now.progress] : []));
  for (const [at, now] of seen.entries()) {
    const before = seen[at - 1];
    if (!before) continue;
    expect(now.percent ?? 0).toBeGreaterThanOrEqual(before.percent ?? 0);
    for (const field of ['rowsRead', 'rowsAccepted', 'rowsSkipped', 'attempt'] as const)
      expect(now[field]).toBeGreaterThanOrEqual(before[field]);
    expect(BigInt(now.bytesRead)).toBeGreaterThanOrEqual(BigInt(before.bytesRead));
  }
}
