import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { TransitionError } from '../domain/errors.ts';
import { cancelImport } from './cancel-import.ts';
import { deleteImport } from './delete-import.ts';
import { chargeCount, importRow, newSession, rowsOf, settled, useParts } from './imports.test-data.ts';
import { replacing } from './replacing.test-data.ts';
import { revertImport } from './revert-import.ts';
import { claimNext } from './run/claim-next.ts';
import { runImport } from './run/run-import.ts';
import { heldReader, later, QUICK } from './run/runner.test-data.ts';
import { startRunner } from './runner.ts';

const parts = useParts(useDatabase());
const { queued, claimed, runNext, reverts, rowsLeft, storing } = replacing(parts);
const NEVER = new AbortController().signal;
const WHY = 'prueba';

describe('of REPLACE and', () => {
  it('a reversal of the old one, exactly one takes its rows, in 100 rounds', {
    timeout: 180_000,
  }, async () => {
    const session = await newSession(parts(), 'SUPERVISOR');
    const tally = { replaced: 0, reverted: 0 };
    let old = await queued(session, 'REJECT', rowsOf(2));
    await runNext();
    for (let round = 0; round < 100; round++) {
      const next = await queued(session, 'REPLACE', rowsOf(2));
      const isStoring = storing(session, next);
      const claim = await claimed();
      await Promise.all([
        runImport(parts(), claim, QUICK, NEVER),
        isStoring.then(() => later(parts(), round % 12)).then(() => revertImport(parts(), session, old, WHY)),
      ]);
      const events = await reverts(old);
      expect(events).toHaveLength(1);
      const [before, after] = [await importRow(parts(), old), await importRow(parts(), next)];
      const isReplaced = events[0]?.note === `REPLACED_BY ${after.number}`;
      expect(before).toMatchObject({ outcome: 'REVERTED', replacedById: isReplaced ? next : null });
      expect(before.revertReason).toBe(isReplaced ? null : WHY);
      expect(after).toMatchObject({ outcome: 'SUCCEEDED', replacesId: isReplaced ? old : null });
      expect([await rowsLeft(old), await chargeCount(parts(), next)]).toEqual([0, 2]);
      tally[isReplaced ? 'replaced' : 'reverted'] += 1;
      old = next;
    }
    expect(Math.min(tally.replaced, tally.reverted), JSON.stringify(tally)).toBeGreaterThan(0);
  });

  it('another REPLACE of the same account, exactly one is stored in the end, in 12 rounds', {
    timeout: 120_000,
  }, async () => {
    const session = await newSession(parts());
    await queued(session, 'REJECT', rowsOf(2));
    await runNext();
    for (let round = 0; round < 12; round++) {
      await queued(session, 'REPLACE', rowsOf(2));
      await queued(session, 'REPLACE', rowsOf(3));
      const claims = [await claimed(), await claimed()];
      await Promise.all(
        claims.map(async (claim, n) => {
          await later(parts(), n * (round % 5));
          await runImport(parts(), claim, QUICK, NEVER);
        }),
      );
      const rows = await parts().database.prisma.import.findMany({ where: { empresaId: session.empresaId } });
      const stored = rows.filter(({ outcome }) => outcome === 'SUCCEEDED');
      expect(stored).toHaveLength(1);
      const total = await parts().database.prisma.charge.count({ where: { empresaId: session.empresaId } });
      expect(total).toBe(stored[0]?.chargeCount);
      for (const { id, outcome } of rows)
        if (outcome === 'REVERTED') expect(await reverts(id)).toHaveLength(1);
    }
  });

  it('its own deletion, exactly one wins, in 12 rounds', { timeout: 120_000 }, async () => {
    const session = await newSession(parts());
    let old = await queued(session, 'REJECT', rowsOf(2));
    await runNext();
    for (let round = 0; round < 12; round++) {
      const next = await queued(session, 'REPLACE', rowsOf(2));
      const [deleted] = await Promise.allSettled([
        later(parts(), round % 5).then(() => deleteImport(parts(), session, next)),
        claimNext(parts(), QUICK, new Set()).then(
          (claim) => claim && runImport(parts(), claim, QUICK, NEVER),
        ),
      ]);
      const isDeleted = won(deleted);
      expect((await importRow(parts(), next)).estado).toBe(isDeleted ? 'ELIMINADO' : 'FINALIZADO');
      expect((await importRow(parts(), old)).outcome).toBe(isDeleted ? 'SUCCEEDED' : 'REVERTED');
      expect(await chargeCount(parts(), isDeleted ? old : next)).toBe(2);
      if (!isDeleted) old = next;
    }
  });

  it('its cancellation, exactly one wins: the old one has all of its rows, or none', {
    timeout: 120_000,
  }, async () => {
    const session = await newSession(parts());
    let old = await queued(session, 'REJECT', rowsOf(2));
    await runNext();
    for (let round = 0; round < 12; round++) {
      const next = await queued(session, 'REPLACE', rowsOf(2));
      const isStoring = storing(session, next);
      const claim = await claimed();
      const [, canceled] = await Promise.allSettled([
        runImport(parts(), claim, QUICK, NEVER),
        isStoring.then(() => later(parts(), round % 12)).then(() => cancelImport(parts(), session, next)),
      ]);
      const isCanceled = won(canceled);
      expect((await importRow(parts(), next)).outcome).toBe(isCanceled ? 'CANCELED' : 'SUCCEEDED');
      expect((await importRow(parts(), old)).outcome).toBe(isCanceled ? 'SUCCEEDED' : 'REVERTED');
      expect(await chargeCount(parts(), old)).toBe(isCanceled ? 2 : 0);
      if (!isCanceled) old = next;
    }
  });

  it('ADD that compared with what is replaced: it reads again, and adds all of its rows', async () => {
    const session = await newSession(parts());
    await queued(session, 'REJECT', rowsOf(3));
    await runNext();
    const adding = await queued(session, 'ADD', rowsOf(4));
    const gate = heldReader(parts(), 1, adding);
    using _released = gate;
    await using _ = await startRunner({ ...parts(), readerPool: gate.pool }, QUICK);
    await gate.reached;
    const replacing = await queued(session, 'REPLACE', rowsOf(2));
    expect(await settled(parts(), session, replacing)).toMatchObject({ outcome: 'SUCCEEDED' });
    gate.goOn();
    expect(await settled(parts(), session, adding)).toMatchObject({
      outcome: 'SUCCEEDED',
      attempt: 2,
      rowsSkipped: 2,
      chargeCount: 2,
    });
  });
});

it('whoever reads meanwhile sees the old rows or the new ones, never both and never none', async () => {
  const session = await newSession(parts());
  let before = 300;
  await queued(session, 'REJECT', rowsOf(before));
  await runNext();
  for (const rows of [200, 100, 400]) {
    await queued(session, 'REPLACE', rowsOf(rows));
    let running = true;
    const done = runNext().finally(() => {
      running = false;
    });
    const seen = new Set<number>();
    while (running)
      seen.add(await parts().database.prisma.charge.count({ where: { empresaId: session.empresaId } }));
    await done;
    for (const count of seen) expect([before, rows]).toContain(count);
    before = rows;
  }
});

/** False: it was refused because the import had got too far. */
function won(settled: PromiseSettledResult<unknown>): boolean {
  if (settled.status === 'rejected') expect(settled.reason).toBeInstanceOf(TransitionError);
  return settled.status === 'fulfilled';
}
