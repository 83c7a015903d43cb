import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { TransitionError } from '../domain/errors.ts';
import type { Session } from '../domain/session.ts';
import { deleteImport } from './delete-import.ts';
import {
  csvOf,
  eventKinds,
  importRow,
  newSession,
  rowsOf,
  schedule,
  storedKeys,
  streamOf,
  upload,
  useParts,
} from './imports.test-data.ts';
import { receiveFile } from './receive-file.ts';
import { startImport } from './start-import.ts';

const parts = useParts(useDatabase());
const FILE = csvOf(rowsOf(3));
const OTHER_FILE = csvOf(rowsOf(4));
const IN_AN_HOUR = { mode: 'EN_FECHA', at: new Date(Date.now() + 3_600_000) } as const;

/** Says that it ran, or how it ended, as a worker would have. */
const pretend = (importId: number, columns: string) =>
  parts().database.pool.query(`UPDATE imports SET version = version + 1, ${columns} WHERE id = $1`, [
    importId,
  ]);

/** A stream that must not be read. */
const unread = (): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => {
    throw new Error('The stream was read');
  },
});
const receiveUnread = (session: Session, importId: number) =>
  receiveFile(parts(), session, { importId, file: { name: 'x', stream: unread() }, start: true });

describe('receiveFile', () => {
  it('keeps the bytes, says what they are, and queues the import', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    await upload(parts(), session, id, FILE, { name: 'C:\\Facturas\\sept\u0007iembre.csv' });
    const row = await importRow(parts(), id);
    expect(row).toMatchObject({
      estado: 'PENDIENTE',
      phase: 'QUEUED',
      fileName: 'septiembre.csv',
      fileBytes: BigInt(FILE.length),
      fileSha256: createHash('sha256').update(FILE).digest('hex'),
      fileFormat: 'CSV',
    });
    expect(row.queuedAt).not.toBeNull();
    expect(await parts().store.has(row.fileKey ?? '')).toBe(true);
    expect(await eventKinds(parts(), id)).toEqual(['CREATED', 'FILE_RECEIVED', 'QUEUED']);
  });

  it('with start: false waits as READY; an import for a date waits for it whatever start says', async () => {
    const session = await newSession(parts());
    const ready = await schedule(parts(), session);
    await upload(parts(), session, ready, FILE, { start: false });
    expect(await importRow(parts(), ready)).toMatchObject({ phase: 'READY', queuedAt: null });
    for (const start of [true, false]) {
      const dated = await schedule(parts(), session, { programacion: IN_AN_HOUR });
      await upload(parts(), session, dated, csvOf(rowsOf(start ? 11 : 12)), { start });
      expect(await importRow(parts(), dated)).toMatchObject({ phase: 'SCHEDULED', queuedAt: null });
      expect(await eventKinds(parts(), dated)).toEqual(['CREATED', 'FILE_RECEIVED', 'SCHEDULED']);
    }
  });

  it('queues at once where the date has passed without a file', async () => {
    const session = await newSession(parts());
    const programacion = { mode: 'EN_FECHA', at: new Date(Date.now() - 1_000) } as const;
    const id = await schedule(parts(), session, { programacion });
    expect(await importRow(parts(), id)).toMatchObject({ phase: 'AWAITING_FILE' });
    await upload(parts(), session, id, FILE, { start: false });
    expect(await importRow(parts(), id)).toMatchObject({ phase: 'QUEUED' });
  });

  it('replaces the file while PENDIENTE, keeps its place in the queue, and removes the old one', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    await upload(parts(), session, id, FILE);
    const before = await importRow(parts(), id);
    await upload(parts(), session, id, OTHER_FILE);
    const after = await importRow(parts(), id);
    expect(after).toMatchObject({ phase: 'QUEUED', queuedAt: before.queuedAt, version: before.version + 1 });
    expect(await parts().store.has(before.fileKey ?? '')).toBe(false);
    expect(await parts().store.has(after.fileKey ?? '')).toBe(true);
    await upload(parts(), session, id, csvOf(rowsOf(5)), { start: false });
    expect(await importRow(parts(), id)).toMatchObject({ phase: 'READY', queuedAt: null });
    expect(await eventKinds(parts(), id)).toEqual([
      'CREATED',
      'FILE_RECEIVED',
      'QUEUED',
      'FILE_RECEIVED',
      'FILE_RECEIVED',
    ]);
  });

  it('sends an import that was started before its date back to wait when its file is replaced', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session, { programacion: IN_AN_HOUR });
    await upload(parts(), session, id, FILE);
    await startImport(parts(), session, id);
    await upload(parts(), session, id, OTHER_FILE);
    expect(await importRow(parts(), id)).toMatchObject({ phase: 'SCHEDULED' });
  });

  it('changes nothing when the same file comes again, also while it runs or after it ended', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    await upload(parts(), session, id, FILE);
    const states = [
      "estado = 'PENDIENTE'",
      "estado = 'EN_PROCESO', phase = 'READING'",
      "estado = 'FINALIZADO', phase = 'DONE', outcome = 'FAILED'",
    ];
    for (const state of states) {
      await pretend(id, state);
      const [row, events, files] = [
        await importRow(parts(), id),
        await eventKinds(parts(), id),
        await storedKeys(parts()),
      ];
      await upload(parts(), session, id, FILE);
      expect([
        await importRow(parts(), id),
        await eventKinds(parts(), id),
        await storedKeys(parts()),
      ]).toEqual([row, events, files]);
    }
    await expect(upload(parts(), session, id, OTHER_FILE)).rejects.toBeInstanceOf(TransitionError);
  });

  it('takes the same file again for another sheet', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    await upload(parts(), session, id, FILE);
    await upload(parts(), session, id, FILE, { sheet: 'Hoja2' });
    expect(await importRow(parts(), id)).toMatchObject({ requestedSheet: 'Hoja2' });
    await expect(upload(parts(), session, id, FILE, { sheet: 'a\0' })).rejects.toMatchObject({
      code: 'VALIDATION',
    });
  });
});

describe('an upload that is refused', () => {
  it('before its stream is read: no role, another’s import, another empresa’s, none, one deleted', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    const reader = await newSession(parts(), 'READER', session.empresaId);
    const colleague = await newSession(parts(), 'ANALYST', session.empresaId);
    const stranger = await newSession(parts(), 'ADMIN');
    await expect(receiveUnread(reader, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(receiveUnread(colleague, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(receiveUnread(stranger, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for (const none of [0, -1, 1.5, 2 ** 31, Number.NaN])
      await expect(receiveUnread(session, none)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await deleteImport(parts(), session, id);
    await expect(receiveUnread(session, id)).rejects.toMatchObject({
      code: 'WRONG_STATE',
      estado: 'ELIMINADO',
    });
  });

  it('leaves nothing behind: not readable, too large, broken on the way', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    const [row, files] = [await importRow(parts(), id), await storedKeys(parts())];
    const send = (stream: AsyncIterable<Uint8Array>) =>
      receiveFile(parts(), session, { importId: id, file: { name: 'x.xlsx', stream }, start: true });
    const broken = async function* () {
      yield FILE;
      throw new Error('the connection broke');
    };
    await expect(send(streamOf())).rejects.toMatchObject({ code: 'EMPTY_FILE' });
    await expect(send(streamOf(Buffer.from('%PDF-1.7\n')))).rejects.toMatchObject({
      code: 'UNREADABLE_FORMAT',
    });
    await expect(send(streamOf(...Array(17).fill(Buffer.alloc(2 ** 20, 'a'))))).rejects.toMatchObject({
      code: 'FILE_TOO_LARGE',
    });
    await expect(send(broken())).rejects.toThrow('the connection broke');
    expect(await importRow(parts(), id)).toEqual(row);
    expect(await storedKeys(parts())).toEqual(files);
  });

  it('because the import was deleted or got another file meanwhile', async () => {
    const session = await newSession(parts());
    for (const meanwhile of [
      (id: number) => deleteImport(parts(), session, id),
      (id: number) => upload(parts(), session, id, OTHER_FILE),
    ]) {
      const id = await schedule(parts(), session);
      const slow = async function* () {
        yield FILE.subarray(0, 10);
        await meanwhile(id);
        yield FILE.subarray(10);
      };
      const sent = receiveFile(parts(), session, {
        importId: id,
        file: { name: 'x', stream: slow() },
        start: true,
      });
      await expect(sent).rejects.toBeInstanceOf(TransitionError);
      const keys = new Set(await storedKeys(parts()));
      const { fileKey, fileSha256 } = await importRow(parts(), id);
      expect(fileKey === null || keys.has(fileKey)).toBe(true);
      expect(fileSha256).not.toBe(createHash('sha256').update(FILE).digest('hex'));
    }
  });

  it('lets exactly one of 10 uploads at once win, and keeps exactly its bytes', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    const files = (await storedKeys(parts())).length;
    const sent = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) => upload(parts(), session, id, csvOf(rowsOf(20 + n)))),
    );
    const won = sent.filter(({ status }) => status === 'fulfilled');
    const lost = sent.filter((each) => each.status === 'rejected' && each.reason instanceof TransitionError);
    // One that began after another had ended is a replacement, and wins as well.
    expect(won.length).toBeGreaterThanOrEqual(1);
    expect(won.length + lost.length).toBe(10);
    expect((await storedKeys(parts())).length).toBe(files + 1);
    expect(await parts().store.has((await importRow(parts(), id)).fileKey ?? '')).toBe(true);
  });
});

describe('the same bytes in two imports', () => {
  it.each([
    ["estado = 'EN_PROCESO', phase = 'READING'", true],
    ["estado = 'FINALIZADO', phase = 'DONE', outcome = 'SUCCEEDED'", true],
    ["estado = 'FINALIZADO', phase = 'DONE', outcome = 'SUCCEEDED_WITH_ISSUES'", true],
    ["estado = 'FINALIZADO', phase = 'DONE', outcome = 'FAILED'", false],
    ["estado = 'FINALIZADO', phase = 'DONE', outcome = 'SUCCEEDED', validate_only = true", false],
    ["estado = 'PENDIENTE'", false],
  ])('where the first has %s: refused %s', async (state, refused) => {
    const session = await newSession(parts());
    const first = await schedule(parts(), session);
    await upload(parts(), session, first, FILE);
    await pretend(first, state);
    const second = await schedule(parts(), session, { periodo: '2026-10' });
    const files = await storedKeys(parts());
    const sent = upload(parts(), session, second, FILE);
    if (!refused) return expect(await sent).toBeUndefined();
    await expect(sent).rejects.toMatchObject({ code: 'DUPLICATE_FILE', existingImportId: first });
    expect(await importRow(parts(), second)).toMatchObject({ phase: 'AWAITING_FILE', fileKey: null });
    expect(await storedKeys(parts())).toEqual(files);
    const validation = await schedule(parts(), session, { validateOnly: true });
    expect(await upload(parts(), session, validation, FILE)).toBeUndefined();
  });

  it('of two empresas have nothing to do with each other', async () => {
    const [session, other] = [await newSession(parts()), await newSession(parts())];
    const first = await schedule(parts(), session);
    await upload(parts(), session, first, FILE);
    await pretend(first, "estado = 'FINALIZADO', phase = 'DONE', outcome = 'SUCCEEDED'");
    const theirs = await schedule(parts(), other);
    await upload(parts(), other, theirs, FILE);
    expect(await importRow(parts(), theirs)).toMatchObject({ phase: 'QUEUED' });
  });
});
