import { describe, expect, it } from 'vitest';
import { threadUrl } from '../../../test/bundled-threads.ts';
import { useDatabase } from '../../../test/database.ts';
import type { Session } from '../../domain/session.ts';
import { createReaderPool } from '../../worker/pool.ts';
import {
  chargeCount,
  csvOf,
  eventKinds,
  importRow,
  newSession,
  rowsOf,
  schedule,
  settled,
  upload,
  useParts,
} from '../imports.test-data.ts';
import { startRunner } from '../runner.ts';
import { heldReader, QUICK, useRunner } from './runner.test-data.ts';

const parts = useParts(useDatabase());
const run = useRunner(parts);

const BAD = { net: 'cien' };

/** Schedules with the file, runs it to its end. */
async function importFile(session: Session, bytes: Uint8Array, change: Parameters<typeof schedule>[2] = {}) {
  const id = await schedule(parts(), session, change);
  await upload(parts(), session, id, bytes);
  await run();
  return settled(parts(), session, id);
}

/** A pool whose threads never get on. */
function stuckReader() {
  const thread = threadUrl(import.meta.url, 'odd-thread');
  const pool = createReaderPool({ threads: 1, thread });
  return {
    run: (task, options) => pool.run({ ...task, path: 'stuck' }, options),
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  } satisfies ReturnType<typeof parts>['readerPool'];
}

const issueCount = (importId: number) => parts().database.prisma.rowIssue.count({ where: { importId } });

describe('an import', () => {
  it('with bad rows stores the others and keeps an issue for each: SUCCEEDED_WITH_ISSUES', async () => {
    const row = await importFile(await newSession(parts()), csvOf([...rowsOf(3), BAD, BAD]));
    expect(row).toMatchObject({
      outcome: 'SUCCEEDED_WITH_ISSUES',
      rowsRead: 5,
      rowsAccepted: 3,
      rowsRejected: 2,
      chargeCount: 3,
      issueCounts: { INVALID_NUMBER: 2 },
    });
    expect([await chargeCount(parts(), row.id), await issueCount(row.id)]).toEqual([3, 2]);
  });

  it('whose reading is stuck ends as FAILED with LIMIT_EXCEEDED, at its first attempt', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    await upload(parts(), session, id, csvOf(rowsOf(3)));
    await using readerPool = stuckReader();
    const { settings } = parts();
    const impatient = { ...settings, readLimits: { ...settings.readLimits, stalledSeconds: 1 } };
    await using _runner = await startRunner({ ...parts(), readerPool, settings: impatient }, QUICK);
    expect(await settled(parts(), session, id)).toMatchObject({
      outcome: 'FAILED',
      failure: { code: 'LIMIT_EXCEEDED' },
      attempt: 1,
      chargeCount: 0,
      issueCounts: {},
    });
  });

  it('with bad rows and REJECT_FILE stores no charge, and keeps the issues', async () => {
    const file = csvOf([...rowsOf(3), BAD]);
    const row = await importFile(await newSession(parts()), file, { errorPolicy: 'REJECT_FILE' });
    expect(row).toMatchObject({
      outcome: 'FAILED',
      failure: { code: 'REJECTED_BY_POLICY' },
      rowsRead: 4,
      rowsTotal: 4,
      rowsRejected: 1,
      chargeCount: 0,
      issueCounts: { INVALID_NUMBER: 1 },
    });
    expect(Number(row.percent)).toBeLessThanOrEqual(99);
    expect([await chargeCount(parts(), row.id), await issueCount(row.id)]).toEqual([0, 1]);
    expect(await eventKinds(parts(), row.id)).not.toContain('STORING');
  });

  it('without one good row is FAILED ALL_ROWS_REJECTED', async () => {
    const row = await importFile(await newSession(parts()), csvOf([BAD, BAD]));
    expect(row).toMatchObject({ outcome: 'FAILED', failure: { code: 'ALL_ROWS_REJECTED' }, rowsTotal: 2 });
    expect([await chargeCount(parts(), row.id), await issueCount(row.id)]).toEqual([0, 2]);
  });

  it('that only validates counts everything and stores nothing that another would find', async () => {
    const session = await newSession(parts());
    const file = csvOf([...rowsOf(3), BAD]);
    const row = await importFile(session, file, { validateOnly: true });
    expect(row).toMatchObject({
      outcome: 'SUCCEEDED_WITH_ISSUES',
      percent: 100,
      rowsAccepted: 3,
      chargeCount: 3,
      lineas: 3,
    });
    expect(String(row.total)).toBe('6');
    expect([await chargeCount(parts(), row.id), await issueCount(row.id)]).toEqual([0, 1]);
    expect(await eventKinds(parts(), row.id)).toEqual(
      'CREATED FILE_RECEIVED QUEUED STARTED FINISHED'.split(' '),
    );
    const { prisma } = parts().database;
    expect(await prisma.importRowHashes.count({ where: { importId: row.id } })).toBe(0);
    expect(await prisma.importAccount.count({ where: { importId: row.id } })).toBe(0);
    const id = await schedule(parts(), session);
    await upload(parts(), session, id, file);
    expect(await settled(parts(), session, id)).toMatchObject({ outcome: 'SUCCEEDED_WITH_ISSUES' });
  });

  it('that validates with REJECT_FILE fails, with totals', async () => {
    const change = { validateOnly: true, errorPolicy: 'REJECT_FILE' } as const;
    const row = await importFile(await newSession(parts()), csvOf([...rowsOf(3), BAD]), change);
    expect(row).toMatchObject({ outcome: 'FAILED', failure: { code: 'REJECTED_BY_POLICY' }, chargeCount: 3 });
  });

  it('whose file was lost says so', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    await upload(parts(), session, id, csvOf(rowsOf(3)));
    await parts().store.remove((await importRow(parts(), id)).fileKey ?? '');
    await run();
    expect(await settled(parts(), session, id)).toMatchObject({
      outcome: 'FAILED',
      failure: { code: 'FILE_LOST' },
      attempt: 1,
    });
  });
});

describe('the same periodo twice, with REJECT', () => {
  it('and the same account is FAILED DUPLICATE_PERIODO, naming the first; nothing of it is stored or registered', async () => {
    const session = await newSession(parts());
    const first = await importFile(session, csvOf(rowsOf(3)));
    const second = await schedule(parts(), session);
    await upload(parts(), session, second, csvOf([...rowsOf(2, 'C-NEW'), ...rowsOf(4)]));
    expect(await settled(parts(), session, second)).toMatchObject({
      outcome: 'FAILED',
      failure: { code: 'DUPLICATE_PERIODO', existingImportId: first.id },
    });
    expect(await chargeCount(parts(), second)).toBe(0);
    expect(await parts().database.prisma.importAccount.count({ where: { importId: second } })).toBe(0);
  });

  it.each([
    ['another account', 'C-2', {}],
    ['another periodo', 'C-1', { periodo: '2026-10' }],
  ])('but %s is no duplicate', async (_what, account, change) => {
    const session = await newSession(parts());
    await importFile(session, csvOf(rowsOf(3)));
    const id = await schedule(parts(), session, change);
    await upload(parts(), session, id, csvOf(rowsOf(4, account)));
    expect(await settled(parts(), session, id)).toMatchObject({ outcome: 'SUCCEEDED' });
  });

  it('in another empresa is no duplicate, the very same file included', async () => {
    const [session, other] = [await newSession(parts()), await newSession(parts())];
    await importFile(session, csvOf(rowsOf(3)));
    const id = await schedule(parts(), other);
    await upload(parts(), other, id, csvOf(rowsOf(3)));
    expect(await settled(parts(), other, id)).toMatchObject({ outcome: 'SUCCEEDED' });
  });

  it('after a failed one is no duplicate', async () => {
    const session = await newSession(parts());
    const failed = await importFile(session, csvOf([...rowsOf(3), BAD]), { errorPolicy: 'REJECT_FILE' });
    expect(failed.outcome).toBe('FAILED');
    const id = await schedule(parts(), session);
    await upload(parts(), session, id, csvOf(rowsOf(3)));
    expect(await settled(parts(), session, id)).toMatchObject({ outcome: 'SUCCEEDED' });
  });

  it('at the same time: exactly one is stored', async () => {
    const session = await newSession(parts());
    const ids: number[] = [];
    for (let n = 0; n < 4; n++) {
      const id = await schedule(parts(), session);
      await upload(parts(), session, id, csvOf(rowsOf(2_000 + n)));
      ids.push(id);
    }
    await run(undefined, { workers: 4 });
    const outcomes = [];
    for (const id of ids) outcomes.push((await settled(parts(), session, id)).outcome);
    expect(outcomes.sort()).toEqual(['FAILED', 'FAILED', 'FAILED', 'SUCCEEDED']);
    const { rows } = await parts().database.pool.query(
      'SELECT count(DISTINCT import_id)::int AS n FROM charges WHERE empresa_id = $1',
      [session.empresaId],
    );
    expect(rows[0].n).toBe(1);
  });
});

describe('the same periodo again, with ADD', () => {
  const add = { duplicatePolicy: 'ADD' } as const;

  it('stores only the rows that are not held, and says which it skipped', async () => {
    const session = await newSession(parts());
    await importFile(session, csvOf(rowsOf(3)));
    const id = await schedule(parts(), session, add);
    await upload(parts(), session, id, csvOf(rowsOf(5)));
    expect(await settled(parts(), session, id)).toMatchObject({
      outcome: 'SUCCEEDED',
      rowsRead: 5,
      rowsAccepted: 2,
      rowsSkipped: 3,
      chargeCount: 2,
      issueCounts: { DUPLICATE_ROW: 3 },
    });
    const third = await schedule(parts(), session, add);
    await upload(parts(), session, third, csvOf([...rowsOf(5), ...rowsOf(1)]));
    // The first row stands there twice now: its second occurrence is held nowhere.
    expect(await settled(parts(), session, third)).toMatchObject({ rowsAccepted: 1, rowsSkipped: 5 });
  });

  it('stores each row once also when several run at the same time', async () => {
    const session = await newSession(parts());
    const ids: number[] = [];
    for (let n = 0; n < 3; n++) {
      const id = await schedule(parts(), session, add);
      await upload(parts(), session, id, csvOf(rowsOf(1_500 + n)));
      ids.push(id);
    }
    await run(undefined, { workers: 3 });
    for (const id of ids) expect(await settled(parts(), session, id)).toMatchObject({ outcome: 'SUCCEEDED' });
    const { rows } = await parts().database.pool.query(
      'SELECT count(*)::int AS n, count(DISTINCT net)::int AS amounts FROM charges WHERE empresa_id = $1',
      [session.empresaId],
    );
    expect(rows[0]).toEqual({ n: 1_502, amounts: 1_502 });
  });
});

describe('an import with REJECT and one with ADD that run at the same time', () => {
  /** The first is stopped in the middle of its reading until the second has ended. */
  async function overtaken(first: 'REJECT' | 'ADD', second: 'REJECT' | 'ADD') {
    const session = await newSession(parts());
    const slow = await schedule(parts(), session, { duplicatePolicy: first });
    const quick = await schedule(parts(), session, { duplicatePolicy: second });
    const gate = heldReader(parts(), 1, slow);
    await using _ = await startRunner({ ...parts(), readerPool: gate.pool }, QUICK);
    using _released = gate;
    await upload(parts(), session, slow, csvOf(rowsOf(3)));
    await gate.reached;
    await upload(parts(), session, quick, csvOf(rowsOf(5)));
    const quickRow = await settled(parts(), session, quick);
    gate.goOn();
    return { slow: await settled(parts(), session, slow), quick: quickRow };
  }

  it('where ADD has stored the account first: REJECT is refused when it would store', async () => {
    const { slow, quick } = await overtaken('REJECT', 'ADD');
    expect(quick).toMatchObject({ outcome: 'SUCCEEDED', chargeCount: 5 });
    expect(slow).toMatchObject({
      outcome: 'FAILED',
      failure: { code: 'DUPLICATE_PERIODO', existingImportId: quick.id },
    });
    expect(await chargeCount(parts(), slow.id)).toBe(0);
  });

  it('where ADD runs with the account: REJECT is refused at once', async () => {
    const { slow, quick } = await overtaken('ADD', 'REJECT');
    expect(quick).toMatchObject({ outcome: 'FAILED', failure: { existingImportId: slow.id } });
    expect(slow).toMatchObject({ outcome: 'SUCCEEDED', attempt: 1, chargeCount: 3 });
  });

  it('where rows were added meanwhile: ADD reads again, and skips them', async () => {
    const { slow, quick } = await overtaken('ADD', 'ADD');
    expect(quick).toMatchObject({ outcome: 'SUCCEEDED', chargeCount: 5 });
    expect(slow).toMatchObject({ outcome: 'SUCCEEDED', attempt: 2, rowsSkipped: 3, chargeCount: 0 });
    expect(await eventKinds(parts(), slow.id)).toContain('RESUMED');
  });
});
