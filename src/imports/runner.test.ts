import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import {
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
import { QUICK, useRunner } from './run/runner.test-data.ts';
import { startImport } from './start-import.ts';

const parts = useParts(useDatabase());

describe('the runner', () => {
  const run = useRunner(parts);

  it('takes a queued import to its end: every row, every cent, every step logged', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    const file = csvOf(rowsOf(2_500));
    await upload(parts(), session, id, file);
    await run();
    expect(await settled(parts(), session, id)).toMatchObject({
      estado: 'FINALIZADO',
      phase: 'DONE',
      outcome: 'SUCCEEDED',
      percent: 100,
      rowsRead: 2_500,
      rowsTotal: 2_500,
      rowsAccepted: 2_500,
      rowsRejected: 0,
      rowsSkipped: 0,
      bytesRead: BigInt(file.length),
      lineas: 1_000,
      chargeCount: 2_500,
      attempt: 1,
      node: 'test',
      headerRow: 1,
      sheet: null,
      failure: null,
      issueCounts: {},
      startedAt: expect.any(Date),
      finishedAt: expect.any(Date),
    });
    const { rows } = await parts().database.pool.query(
      'SELECT count(*)::int AS n, sum(total)::text AS total FROM charges WHERE import_id = $1',
      [id],
    );
    expect(rows[0]).toEqual({ n: 2_500, total: '3126250.00' });
    expect(String((await importRow(parts(), id)).total)).toBe('3126250');
    expect(await eventKinds(parts(), id)).toEqual([
      'CREATED',
      'FILE_RECEIVED',
      'QUEUED',
      'STARTED',
      'STORING',
      'FINISHED',
    ]);
  });

  it('starts what became due while nothing ran', async () => {
    const session = await newSession(parts());
    const at = new Date(Date.now() + 3_600_000);
    const id = await schedule(parts(), session, { programacion: { mode: 'EN_FECHA', at } });
    await upload(parts(), session, id, csvOf(rowsOf(3)));
    await parts().database.pool.query(
      `UPDATE imports SET programacion_at = now() - interval '1 day' WHERE id = $1`,
      [id],
    );
    await run();
    expect(await settled(parts(), session, id)).toMatchObject({ outcome: 'SUCCEEDED' });
  });

  it('takes the queue in its order: who was started first, not who was scheduled first', async () => {
    const session = await newSession(parts());
    const ids: number[] = [];
    for (const account of ['C-1', 'C-2', 'C-3']) {
      const id = await schedule(parts(), session);
      await upload(parts(), session, id, csvOf(rowsOf(3, account)), { start: false });
      ids.unshift(id);
    }
    for (const id of ids) await startImport(parts(), session, id);
    await run(QUICK, { workers: 1 });
    const rows = [];
    for (const id of ids) rows.push(await settled(parts(), session, id));
    const started = rows.map(({ startedAt }) => startedAt?.getTime() ?? 0);
    expect(started).toEqual([...started].sort((a, b) => a - b));
  });

  it('runs no more imports at once than it has workers', async () => {
    const session = await newSession(parts());
    const ids: number[] = [];
    for (const account of ['C-1', 'C-2', 'C-3', 'C-4']) {
      const id = await schedule(parts(), session);
      await upload(parts(), session, id, csvOf(rowsOf(200, account)));
      ids.push(id);
    }
    let most = 0;
    const stop = parts().changes.listen(session.empresaId, () => {
      void parts()
        .database.prisma.import.count({ where: { empresaId: session.empresaId, estado: 'EN_PROCESO' } })
        .then((n) => {
          most = Math.max(most, n);
        });
    });
    await run();
    for (const id of ids) expect(await settled(parts(), session, id)).toMatchObject({ outcome: 'SUCCEEDED' });
    stop();
    expect(most).toBeLessThanOrEqual(2);
  });
});
