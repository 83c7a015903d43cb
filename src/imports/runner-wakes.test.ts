import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { deleteImport } from './delete-import.ts';
import {
  chargeCount,
  csvOf,
  eventKinds,
  newSession,
  rowsOf,
  schedule,
  settled,
  upload,
  useParts,
} from './imports.test-data.ts';
import { QUICK } from './runner.test-data.ts';
import { type Runner, startRunner } from './runner.ts';
import { startImport } from './start-import.ts';

const parts = useParts(useDatabase());

let runner: Runner | undefined;
beforeAll(async () => {
  runner = await startRunner(parts(), { ...QUICK, pollMs: 3_600_000 });
});
afterAll(() => runner?.[Symbol.asyncDispose]());

describe('a runner that does not poll', () => {
  it('is woken by an upload, with no poll', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    await upload(parts(), session, id, csvOf(rowsOf(3)));
    expect(await settled(parts(), session, id)).toMatchObject({ outcome: 'SUCCEEDED' });
  });

  it('starts an import for a date when it comes, not before', async () => {
    const session = await newSession(parts());
    const at = new Date(Date.now() + 1_500);
    const id = await schedule(parts(), session, { programacion: { mode: 'EN_FECHA', at } });
    await upload(parts(), session, id, csvOf(rowsOf(3)));
    const row = await settled(parts(), session, id);
    expect(row.queuedAt?.getTime()).toBeGreaterThanOrEqual(at.getTime());
    expect(await eventKinds(parts(), id)).toEqual(
      'CREATED FILE_RECEIVED SCHEDULED QUEUED STARTED STORING FINISHED'.split(' '),
    );
  });
});

describe('a deletion that meets the claim', () => {
  it('wins or loses, in 100 rounds: never a charge of a deleted import, never a deletion of a running one', {
    timeout: 120_000,
  }, async () => {
    const session = await newSession(parts());
    const tally = { ELIMINADO: 0, FINALIZADO: 0 };
    for (let round = 0; round < 100; round++) {
      const periodo = `${2000 + Math.floor(round / 12)}-${String((round % 12) + 1).padStart(2, '0')}`;
      const id = await schedule(parts(), session, { periodo });
      await upload(parts(), session, id, csvOf([{ account: `C-${round}` }]), { start: false });
      const starting = startImport(parts(), session, id).catch(() => undefined);
      // From beside the start to right after the claim.
      if (round % 2 === 1) await nextChange(session.empresaId);
      const deleted = await deleteImport(parts(), session, id).then(
        () => true,
        () => false,
      );
      await starting;
      const { estado, outcome } = await settled(parts(), session, id);
      const charges = await chargeCount(parts(), id);
      if (estado === 'ELIMINADO') expect([deleted, charges, outcome]).toEqual([true, 0, null]);
      else expect([deleted, charges, outcome]).toEqual([false, 1, 'SUCCEEDED']);
      tally[estado === 'ELIMINADO' ? 'ELIMINADO' : 'FINALIZADO'] += 1;
    }
    expect(tally.ELIMINADO + tally.FINALIZADO).toBe(100);
    expect(Math.min(tally.ELIMINADO, tally.FINALIZADO), JSON.stringify(tally)).toBeGreaterThan(0);
  });

  const nextChange = (empresaId: number) =>
    new Promise<void>((resolve) => {
      const stop = parts().changes.listen(empresaId, () => {
        stop();
        resolve();
      });
    });
});
