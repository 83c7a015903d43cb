import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import type { Session } from '../domain/session.ts';
import { deleteImport } from './delete-import.ts';
import { csvOf, importRow, newSession, rowsOf, schedule, upload, useParts } from './imports.test-data.ts';
import { useRunner } from './run/runner.test-data.ts';
import { startImport } from './start-import.ts';
import {
  all,
  counted,
  kinds,
  openCounts,
  openImport,
  openImports,
  progress,
  take,
} from './watch/watch.test-data.ts';

const parts = useParts(useDatabase());
const run = useRunner(parts);

describe('watchImport', () => {
  it('shows the import, then every change of it and no other’s, and completes once it is settled', async () => {
    const session = await newSession(parts());
    const [id, other] = [await schedule(parts(), session), await schedule(parts(), session)];
    const source = await openImport(parts(), session, { importId: id, intervalMs: 50 });
    const watching = all(source);
    await upload(parts(), session, id, csvOf(rowsOf(3)), { start: false });
    await deleteImport(parts(), session, other);
    await startImport(parts(), session, id);
    await deleteImport(parts(), session, id);
    const changes = await watching;
    expect(kinds(changes)).toEqual(['SNAPSHOT', 'FILE_RECEIVED', 'QUEUED', 'DELETED']);
    expect(changes.every(({ importId, matches }) => importId === id && matches)).toBe(true);
    expect(changes.at(-1)?.sequence).toBe((await importRow(parts(), id)).sequence);
    expect(changes.at(-1)?.actorId).toBe(session.usuarioId);
  });

  it('follows a whole run', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    const watching = all(await openImport(parts(), session, { importId: id, intervalMs: 50 }));
    await upload(parts(), session, id, csvOf(rowsOf(30_000)));
    await run();
    const changes = await watching;
    expect(kinds(changes).filter((kind) => kind !== 'PROGRESS')).toEqual(
      'SNAPSHOT FILE_RECEIVED QUEUED STARTED STORING FINISHED'.split(' '),
    );
    expect(kinds(changes)).toContain('PROGRESS');
    for (const [at, { sequence }] of changes.entries())
      expect(sequence).toBeGreaterThanOrEqual(changes[at - 1]?.sequence ?? 0n);
  });

  it('hears what happens between the call and the first next()', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    const source = await openImport(parts(), session, { importId: id, intervalMs: 50 });
    await deleteImport(parts(), session, id);
    expect(kinds(await all(source))).toEqual(['SNAPSHOT', 'DELETED']);
  });

  it('with after gives every logged change above it, then one PROGRESS if the counters moved, then what comes', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    const { sequence: after } = await importRow(parts(), id);
    await upload(parts(), session, id, csvOf(rowsOf(3)));
    await parts().database.pool.query(
      `UPDATE imports SET estado = 'EN_PROCESO', phase = 'READING', rows_read = 3, attempt = 1 WHERE id = $1`,
      [id],
    );
    const source = await openImport(parts(), session, { importId: id, after, intervalMs: 50 });
    expect(kinds(await take(source, 3))).toEqual(['FILE_RECEIVED', 'QUEUED', 'PROGRESS']);
    progress(parts(), session, id);
    expect(kinds(await take(source, 1))).toEqual(['PROGRESS']);
    await source.return?.();
  });

  it.each([
    ['replays and completes', () => 0n, ['CREATED', 'DELETED']],
    ['has nothing to replay and completes', (last: bigint) => last, []],
    ['knows no such sequence: a SNAPSHOT, and completes', (last: bigint) => last + 1n, ['SNAPSHOT']],
    ['knows no negative sequence', () => -1n, ['SNAPSHOT']],
    ['was given none: a SNAPSHOT, and completes', () => undefined, ['SNAPSHOT']],
  ])('of a settled import %s', async (_what, after, expected) => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    await deleteImport(parts(), session, id);
    const { sequence } = await importRow(parts(), id);
    const input = { importId: id, after: after(sequence), intervalMs: 50 };
    expect(kinds(await all(await openImport(parts(), session, input)))).toEqual(expected);
  });

  it('answers with a SNAPSHOT where what came after was pruned', async () => {
    const session = await newSession(parts());
    await schedule(parts(), session);
    const id = await schedule(parts(), session);
    await parts().database.pool.query('DELETE FROM import_events WHERE empresa_id = $1 AND sequence = 1', [
      session.empresaId,
    ]);
    const first = async (after: bigint) => {
      const source = await openImport(parts(), session, { importId: id, after, intervalMs: 50 });
      const [change] = await take(source, 1);
      await source.return?.();
      return change?.kind;
    };
    expect([await first(0n), await first(1n)]).toEqual(['SNAPSHOT', 'CREATED']);
  });

  it('never sends PROGRESS sooner than the interval', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    const source = await openImport(parts(), session, { importId: id, intervalMs: 200 });
    const flood = setInterval(() => progress(parts(), session, id), 1);
    await take(source, 2);
    const start = performance.now();
    await take(source, 3);
    clearInterval(flood);
    expect(performance.now() - start).toBeGreaterThanOrEqual(595);
    await source.return?.();
  });

  it('refuses an unknown import, another empresa’s, and intervals out of bounds', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    const { parts: watched, listeners } = counted(parts());
    const watch = (who: Session, importId: number, intervalMs = 50) =>
      openImport(watched, who, { importId, intervalMs });
    await expect(watch(session, 2_000_000_000)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(watch(session, Number.NaN)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(watch(await newSession(parts()), id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for (const intervalMs of [49, 60_001, 50.5])
      await expect(watch(session, id, intervalMs)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(listeners()).toBe(0);
  });
});

describe('a subscriber that ends', () => {
  it('is let go before its first next(), while one is pending, and after a value', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    const { parts: watched, listeners } = counted(parts());
    const sources = [
      () => openImport(watched, session, { importId: id, intervalMs: 50 }),
      () => openImports(watched, session, { first: 5, intervalMs: 50 }),
      async () => openCounts(watched, session, { intervalMs: 50 }),
    ];
    for (const open of sources) {
      const early = await open();
      expect(listeners()).toBe(1);
      await early.return?.();
      expect(await early.next()).toMatchObject({ done: true });

      const read = await open();
      await read.next();
      await read.return?.();

      const waiting = await open();
      await waiting.next();
      const rest = (async () => {
        for (;;) if ((await waiting.next()).done) return 'ended';
      })();
      await waiting.return?.();
      expect(await rest).toBe('ended');
      expect(listeners()).toBe(0);
    }
  });
});
