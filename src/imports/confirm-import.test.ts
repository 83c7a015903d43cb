import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import type { Session } from '../domain/session.ts';
import { cancelImport } from './cancel-import.ts';
import { confirmImport } from './confirm-import.ts';
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
} from './imports.test-data.ts';
import { heldReader, QUICK, useRunner } from './run/runner.test-data.ts';
import { startRunner } from './runner.ts';

const parts = useParts(useDatabase());
const run = useRunner(parts);
const BAD = { net: 'cien' };

type Change = Parameters<typeof schedule>[2];

async function queued(session: Session, bytes: Uint8Array, change: Change = {}): Promise<number> {
  const id = await schedule(parts(), session, { requireConfirmation: true, ...change });
  await upload(parts(), session, id, bytes);
  return id;
}

async function untilPhase(id: number, phase: string): Promise<void> {
  await expect.poll(async () => (await importRow(parts(), id)).phase, { timeout: 10_000 }).toBe(phase);
}

async function awaiting(session: Session, bytes: Uint8Array, change: Change = {}): Promise<number> {
  const id = await queued(session, bytes, change);
  await run();
  await untilPhase(id, 'AWAITING_CONFIRMATION');
  return id;
}

const issues = (importId: number) => parts().database.prisma.rowIssue.findMany({ where: { importId } });

describe('an import that requires confirmation', () => {
  it('is read, checked and counted, and waits with no charge, no worker and no lease', async () => {
    const session = await newSession(parts());
    const id = await awaiting(session, csvOf([...rowsOf(5), BAD]));
    const row = await importRow(parts(), id);
    expect(row).toMatchObject({
      estado: 'EN_PROCESO',
      outcome: null,
      finishedAt: null,
      node: null,
      leaseEndsAt: null,
      rowsRead: 6,
      rowsTotal: 6,
      rowsAccepted: 5,
      rowsRejected: 1,
      lineas: 5,
      chargeCount: 5,
      issueCounts: { INVALID_NUMBER: 1 },
    });
    expect(String(row.total)).toBe('15');
    expect(Number(row.percent)).toBeLessThanOrEqual(99);
    expect([await chargeCount(parts(), id), (await issues(id)).length]).toEqual([0, 1]);
    expect(await parts().database.prisma.importRowHashes.count({ where: { importId: id } })).toBe(0);
  });

  it('is read again and stored once it is confirmed, its issues replaced', async () => {
    const session = await newSession(parts());
    const id = await awaiting(session, csvOf([...rowsOf(5), BAD]));
    await confirmImport(parts(), session, id);
    expect(await settled(parts(), session, id)).toMatchObject({
      outcome: 'SUCCEEDED_WITH_ISSUES',
      rowsRead: 6,
      chargeCount: 5,
      attempt: 2,
      losses: 0,
      percent: 100,
    });
    expect(await chargeCount(parts(), id)).toBe(5);
    expect((await issues(id)).map(({ attempt, code }) => [attempt, code])).toEqual([[2, 'INVALID_NUMBER']]);
    expect(await eventKinds(parts(), id)).toEqual(
      'CREATED FILE_RECEIVED QUEUED STARTED AWAITING_CONFIRMATION CONFIRMED STORING FINISHED'.split(' '),
    );
  });

  it('holds no worker: another one runs meanwhile, on the only one there is', async () => {
    const session = await newSession(parts());
    const first = await queued(session, csvOf(rowsOf(5)));
    const second = await queued(session, csvOf(rowsOf(6, 'C-2')), { requireConfirmation: false });
    await run(QUICK, { workers: 1 });
    expect(await settled(parts(), session, second)).toMatchObject({ outcome: 'SUCCEEDED' });
    expect(await importRow(parts(), first)).toMatchObject({ phase: 'AWAITING_CONFIRMATION' });
  });

  it('still waits after its server was started anew, and is stored after that', async () => {
    const session = await newSession(parts());
    const id = await queued(session, csvOf(rowsOf(5)));
    {
      await using _ = await startRunner(parts(), QUICK);
      await untilPhase(id, 'AWAITING_CONFIRMATION');
    }
    const before = await importRow(parts(), id);
    await run(QUICK, { node: 'another' });
    const other = await queued(session, csvOf(rowsOf(6, 'C-2')), { requireConfirmation: false });
    await settled(parts(), session, other);
    expect(await importRow(parts(), id)).toEqual(before);
    await confirmImport(parts(), session, id);
    expect(await settled(parts(), session, id)).toMatchObject({ outcome: 'SUCCEEDED', chargeCount: 5 });
  });

  it('confirmed while no server runs anything is stored by the next start', async () => {
    const session = await newSession(parts());
    const id = await queued(session, csvOf(rowsOf(5)));
    {
      await using _ = await startRunner(parts(), QUICK);
      await untilPhase(id, 'AWAITING_CONFIRMATION');
    }
    await confirmImport(parts(), session, id);
    await run();
    expect(await settled(parts(), session, id)).toMatchObject({ outcome: 'SUCCEEDED' });
    expect(await chargeCount(parts(), id)).toBe(5);
  });

  it('confirmed by ten at once is confirmed and stored once', async () => {
    const session = await newSession(parts());
    const id = await awaiting(session, csvOf(rowsOf(5)));
    await Promise.all(Array.from({ length: 10 }, () => confirmImport(parts(), session, id)));
    expect(await settled(parts(), session, id)).toMatchObject({ outcome: 'SUCCEEDED', attempt: 2 });
    expect((await eventKinds(parts(), id)).filter((kind) => kind === 'CONFIRMED')).toHaveLength(1);
    expect(await chargeCount(parts(), id)).toBe(5);
  });

  it('of confirmations and cancellations at once obeys one, and ends whole or empty', {
    timeout: 60_000,
  }, async () => {
    const session = await newSession(parts());
    await run();
    for (let round = 0; round < 20; round++) {
      const id = await queued(session, csvOf(rowsOf(5, `R-${round}`)));
      await untilPhase(id, 'AWAITING_CONFIRMATION');
      const answers = await Promise.allSettled([
        confirmImport(parts(), session, id),
        cancelImport(parts(), session, id),
      ]);
      const row = await settled(parts(), session, id);
      expect(['SUCCEEDED', 'CANCELED']).toContain(row.outcome);
      expect(answers[1].status === 'fulfilled').toBe(row.outcome === 'CANCELED');
      expect(await chargeCount(parts(), id)).toBe(row.outcome === 'CANCELED' ? 0 : 5);
      expect(await parts().database.prisma.importAccount.count({ where: { importId: id } })).toBe(
        row.outcome === 'CANCELED' ? 0 : 1,
      );
    }
  });

  it('of which an earlier reading is still about writes nothing to the second one', async () => {
    const session = await newSession(parts());
    const id = await awaiting(session, csvOf(rowsOf(5)));
    await confirmImport(parts(), session, id);
    const row = await settled(parts(), session, id);
    const { resumeImport } = await import('./run/resume-import.ts');
    const claim = { empresaId: session.empresaId, importId: id, attempt: 1, losses: 0 };
    expect(await resumeImport(parts(), QUICK, claim)).toBeUndefined();
    expect(await importRow(parts(), id)).toEqual(row);
  });

  it('whose second reading loses its worker is resumed, without being asked for again', {
    timeout: 60_000,
  }, async () => {
    const session = await newSession(parts());
    const id = await queued(session, csvOf(rowsOf(60_000)));
    {
      await using _ = await startRunner(parts(), QUICK);
      await untilPhase(id, 'AWAITING_CONFIRMATION');
    }
    await confirmImport(parts(), session, id);
    {
      const gate = heldReader(parts(), 3);
      await using stopping = await startRunner({ ...parts(), readerPool: gate.pool }, QUICK);
      await gate.reached;
      const stopped = stopping[Symbol.asyncDispose]();
      gate.goOn();
      await stopped;
    }
    await run();
    expect(await settled(parts(), session, id)).toMatchObject({
      outcome: 'SUCCEEDED',
      attempt: 3,
      rowsRead: 60_000,
    });
    expect(await chargeCount(parts(), id)).toBe(60_000);
  });
});

describe('the end of the wait', () => {
  it('is CANCELED by the server once the time is over, with not one row left', async () => {
    const session = await newSession(parts());
    const id = await queued(session, csvOf([...rowsOf(5), BAD]));
    await run(QUICK, { confirmTimeoutSeconds: 1 });
    expect(await settled(parts(), session, id)).toMatchObject({
      outcome: 'CANCELED',
      chargeCount: 0,
      issueCounts: {},
      confirmBefore: null,
    });
    expect(await issues(id)).toEqual([]);
    expect(await parts().database.prisma.importAccount.count({ where: { importId: id } })).toBe(0);
    const events = await parts().database.prisma.importEvent.findMany({
      where: { importId: id },
      orderBy: { sequence: 'asc' },
    });
    expect(events.slice(-3).map(({ kind, actorId, note }) => [kind, actorId, note])).toEqual([
      ['AWAITING_CONFIRMATION', null, null],
      ['CANCELING', null, 'CONFIRM_TIMEOUT'],
      ['CANCELED', null, null],
    ]);
    await expect(confirmImport(parts(), session, id)).rejects.toMatchObject({ code: 'WRONG_STATE' });
  });

  it('is not the start of a later one: a confirmed import has no deadline', async () => {
    const session = await newSession(parts());
    const id = await awaiting(session, csvOf(rowsOf(5)));
    await confirmImport(parts(), session, id);
    expect(await settled(parts(), session, id)).toMatchObject({ confirmBefore: null, outcome: 'SUCCEEDED' });
  });
});

describe('confirmImport', () => {
  it('is refused before the first reading has ended, and where none is asked for; at the end it is no news', async () => {
    const session = await newSession(parts());
    const id = await queued(session, csvOf(rowsOf(5)));
    const refused = { code: 'WRONG_STATE' };
    await expect(confirmImport(parts(), session, id)).rejects.toMatchObject(refused);
    const plain = await queued(session, csvOf(rowsOf(60_000, 'C-2')), { requireConfirmation: false });
    const gate = heldReader(parts(), 3, plain);
    await using _ = await startRunner({ ...parts(), readerPool: gate.pool }, QUICK);
    await gate.reached;
    await expect(confirmImport(parts(), session, plain)).rejects.toMatchObject(refused);
    gate.goOn();
    await settled(parts(), session, plain);
    await expect(confirmImport(parts(), session, plain)).rejects.toMatchObject(refused);
    await untilPhase(id, 'AWAITING_CONFIRMATION');
    await confirmImport(parts(), session, id);
    const ended = await settled(parts(), session, id);
    await confirmImport(parts(), session, id);
    expect(await importRow(parts(), id)).toEqual(ended);
  });

  it('is for the one who scheduled it, or a SUPERVISOR; another empresa’s is not there', async () => {
    const session = await newSession(parts());
    const id = await awaiting(session, csvOf(rowsOf(5)));
    const as = (role: 'ANALYST' | 'READER' | 'SUPERVISOR') => newSession(parts(), role, session.empresaId);
    await expect(confirmImport(parts(), await as('ANALYST'), id)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(confirmImport(parts(), await as('READER'), id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(confirmImport(parts(), await newSession(parts()), id)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await confirmImport(parts(), await as('SUPERVISOR'), id);
    expect(await settled(parts(), session, id)).toMatchObject({ outcome: 'SUCCEEDED' });
  });
});

describe('what the first reading finds', () => {
  it.each([
    ['an ERROR with REJECT_FILE', { errorPolicy: 'REJECT_FILE' }, [...rowsOf(3), BAD], 'REJECTED_BY_POLICY'],
    ['no good row', {}, [BAD, BAD], 'ALL_ROWS_REJECTED'],
  ] as const)('ends it at once: %s', async (_why, change, rows, code) => {
    const session = await newSession(parts());
    const id = await queued(session, csvOf(rows), change);
    await run();
    expect(await settled(parts(), session, id)).toMatchObject({
      outcome: 'FAILED',
      failure: { code },
      attempt: 1,
    });
    expect(await chargeCount(parts(), id)).toBe(0);
  });

  it('is a duplicate of what is stored; and while it waits, another of the same account is one of it', async () => {
    const session = await newSession(parts());
    const stored = await queued(session, csvOf(rowsOf(3)), { requireConfirmation: false });
    const second = await queued(session, csvOf(rowsOf(4)));
    const waiting = await queued(session, csvOf(rowsOf(4, 'C-2')));
    await run(QUICK, { workers: 1 });
    expect(await settled(parts(), session, second)).toMatchObject({
      failure: { code: 'DUPLICATE_PERIODO', existingImportId: stored },
    });
    await untilPhase(waiting, 'AWAITING_CONFIRMATION');
    const third = await queued(session, csvOf(rowsOf(5, 'C-2')));
    expect(await settled(parts(), session, third)).toMatchObject({
      failure: { code: 'DUPLICATE_PERIODO', existingImportId: waiting },
    });
  });

  it('is looked for again at the second: what another has stored with ADD meanwhile fails it, before it is read', async () => {
    const session = await newSession(parts());
    const id = await awaiting(session, csvOf(rowsOf(3)));
    const added = await queued(session, csvOf(rowsOf(4)), {
      requireConfirmation: false,
      duplicatePolicy: 'ADD',
    });
    expect(await settled(parts(), session, added)).toMatchObject({ outcome: 'SUCCEEDED' });
    await confirmImport(parts(), session, id);
    expect(await settled(parts(), session, id)).toMatchObject({
      outcome: 'FAILED',
      failure: { code: 'DUPLICATE_PERIODO', existingImportId: added },
      chargeCount: 0,
    });
    expect(await chargeCount(parts(), id)).toBe(0);
    expect(await eventKinds(parts(), id)).not.toContain('STORING');
  });

  it('with ADD counts only what is not held yet', async () => {
    const session = await newSession(parts());
    const first = await queued(session, csvOf(rowsOf(3)), { requireConfirmation: false });
    await run(QUICK, { workers: 1 });
    await settled(parts(), session, first);
    const id = await queued(session, csvOf(rowsOf(5)), { duplicatePolicy: 'ADD' });
    await untilPhase(id, 'AWAITING_CONFIRMATION');
    expect(await importRow(parts(), id)).toMatchObject({ rowsAccepted: 2, rowsSkipped: 3, chargeCount: 2 });
    await confirmImport(parts(), session, id);
    expect(await settled(parts(), session, id)).toMatchObject({ outcome: 'SUCCEEDED', chargeCount: 2 });
    expect(await chargeCount(parts(), id)).toBe(2);
  });

  it('of one that only validates needs no confirmation: there is nothing to store', async () => {
    const session = await newSession(parts());
    const id = await queued(session, csvOf(rowsOf(3)), { validateOnly: true });
    await run();
    expect(await settled(parts(), session, id)).toMatchObject({ outcome: 'SUCCEEDED', chargeCount: 3 });
    expect(await chargeCount(parts(), id)).toBe(0);
  });
});
