import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { deleteImport } from './delete-import.ts';
import { csvOf, newSession, rowsOf, schedule, upload, useParts } from './imports.test-data.ts';
import { kinds, openCounts, openImports, progress, take } from './watch/watch.test-data.ts';

const parts = useParts(useDatabase());

describe('watchImports', () => {
  it('shows the first rows in the list’s order, one SNAPSHOT_END, then every change, and drops what matches no longer', async () => {
    const session = await newSession(parts());
    const [first, second, third] = [
      await schedule(parts(), session),
      await schedule(parts(), session),
      await schedule(parts(), session),
    ];
    const source = await openImports(parts(), session, { estado: 'PENDIENTE', first: 2, intervalMs: 50 });
    expect((await take(source, 3)).map(({ kind, importId, matches }) => [kind, importId, matches])).toEqual([
      ['SNAPSHOT', first, true],
      ['SNAPSHOT', second, true],
      ['SNAPSHOT_END', null, true],
    ]);
    await upload(parts(), session, third, csvOf(rowsOf(3)), { start: false });
    expect(await take(source, 1)).toMatchObject([{ kind: 'FILE_RECEIVED', importId: third, matches: true }]);
    await deleteImport(parts(), session, first);
    expect(await take(source, 1)).toMatchObject([{ kind: 'DELETED', importId: first, matches: false }]);
    await source.return?.();
  });

  it('loses no logged change of a subscriber that does not read, and keeps one PROGRESS for it', async () => {
    const session = await newSession(parts());
    const source = await openImports(parts(), session, { first: 50, intervalMs: 50 });
    const ids: number[] = [];
    for (let n = 0; n < 70; n++) ids.push(await schedule(parts(), session));
    for (let n = 0; n < 10_000; n++) progress(parts(), session, ids[0] ?? 0);
    await deleteImport(parts(), session, ids[1] ?? 0);
    const changes = await take(source, 1 + 70 + 1 + 1);
    expect(changes.slice(1, 71).map(({ kind, importId }) => [kind, importId])).toEqual(
      ids.map((id) => ['CREATED', id]),
    );
    expect(changes.slice(71)).toMatchObject([
      { kind: 'DELETED', importId: ids[1] },
      { kind: 'PROGRESS', importId: ids[0] },
    ]);
    const sequences = changes.map(({ sequence }) => sequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => Number(a - b)));
    await source.return?.();
  });

  it('goes on exactly where the subscriber left, from the snapshot’s end or any change', async () => {
    const session = await newSession(parts());
    await schedule(parts(), session);
    const source = await openImports(parts(), session, { first: 50, intervalMs: 50 });
    const [, end] = await take(source, 2);
    await source.return?.();
    const second = await schedule(parts(), session);
    await deleteImport(parts(), session, second);
    const again = await openImports(parts(), session, { first: 50, after: end?.sequence, intervalMs: 50 });
    expect((await take(again, 2)).map(({ kind, importId }) => [kind, importId])).toEqual([
      ['CREATED', second],
      ['DELETED', second],
    ]);
    const third = await schedule(parts(), session);
    expect(await take(again, 1)).toMatchObject([{ kind: 'CREATED', importId: third }]);
    await again.return?.();
    const unknown = await openImports(parts(), session, { first: 1, after: 999_999n, intervalMs: 50 });
    expect(kinds(await take(unknown, 2))).toEqual(['SNAPSHOT', 'SNAPSHOT_END']);
    await unknown.return?.();
  });

  it('tells each empresa of its own only', async () => {
    const [session, other] = [await newSession(parts()), await newSession(parts())];
    const source = await openImports(parts(), other, { first: 50, intervalMs: 50 });
    await schedule(parts(), session);
    const theirs = await schedule(parts(), other);
    expect(await take(source, 2)).toMatchObject([
      { kind: 'SNAPSHOT_END' },
      { kind: 'CREATED', importId: theirs },
    ]);
    await source.return?.();
  });

  it('refuses a page of more than 200', async () => {
    const session = await newSession(parts());
    const watching = openImports(parts(), session, { first: 201, intervalMs: 50 });
    await expect(watching).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('watchCounts', () => {
  it('counts at once, and then whenever the counts differ, no sooner than the interval', async () => {
    const session = await newSession(parts());
    const source = openCounts(parts(), session, { intervalMs: 300 });
    expect(await take(source, 1)).toMatchObject([{ pendiente: 0 }]);
    const start = performance.now();
    const id = await schedule(parts(), session);
    await schedule(parts(), session);
    expect(await take(source, 1)).toMatchObject([{ pendiente: 2, pendienteYEnProceso: 2 }]);
    expect(performance.now() - start).toBeGreaterThanOrEqual(250);
    await upload(parts(), session, id, csvOf(rowsOf(3)), { start: false }); // changes no count
    await deleteImport(parts(), session, id);
    expect(await take(source, 1)).toMatchObject([{ pendiente: 1, eliminado: 1 }]);
    await source.return?.();
  });
});
