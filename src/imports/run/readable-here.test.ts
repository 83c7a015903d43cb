import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import type { Session } from '../../domain/session.ts';
import { diskStore } from '../../storage/disk-store.ts';
import { cancelImport } from '../cancel-import.ts';
import { deleteImport } from '../delete-import.ts';
import {
  chargeCount,
  csvOf,
  importRow,
  newSession,
  rowsOf,
  schedule,
  upload,
  useParts,
} from '../imports.test-data.ts';
import type { ImportParts } from '../parts.ts';
import { previewImport } from '../preview-import.ts';
import { retryImport } from '../retry-import.ts';
import { claimNext } from './claim-next.ts';
import { endLeftCanceling } from './end-canceling.ts';
import { runImport } from './run-import.ts';
import { QUICK } from './runner.test-data.ts';

/** Two machines on one database, each with files on its own disk. */
const here = useParts(useDatabase());
let folder: string;
let there: ImportParts;
let session: Session;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'importador-there-'));
  there = { ...here(), store: await diskStore(folder) };
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  session = await newSession(here());
});

const claim = (parts: ImportParts) => claimNext(parts, QUICK, new Set());
/** The column holds milliseconds: now() could be rounded up to a moment that is still to come. */
const END_LEASE = "UPDATE imports SET lease_ends_at = now() - interval '1 ms' WHERE id = $1";
const never = new AbortController().signal;
const daysLater = (column: string, id: number) =>
  here().database.pool.query(`UPDATE imports SET ${column} = ${column} - interval '25 hours' WHERE id = $1`, [
    id,
  ]);

async function queued(): Promise<number> {
  const id = await schedule(here(), session);
  await upload(here(), session, id, csvOf(rowsOf(3)));
  return id;
}

it('leaves an import to the machine that has its file', async () => {
  const id = await queued();
  expect(await claim(there)).toBeUndefined();
  const claimed = await claim(here());
  expect(claimed?.importId).toBe(id);
  if (claimed) await runImport(here(), claimed, QUICK, never);
  expect(await importRow(here(), id)).toMatchObject({ outcome: 'SUCCEEDED' });
});

it('leaves one whose worker is gone to it as well, and lets a person cancel it anywhere', async () => {
  const id = await queued();
  await claim(here());
  await here().database.pool.query(END_LEASE, [id]);
  expect(await claim(there)).toBeUndefined();
  await cancelImport(there, session, id);
  await endLeftCanceling(there);
  expect(await importRow(here(), id)).toMatchObject({ estado: 'FINALIZADO', outcome: 'CANCELED' });
});

it('finds the file lost once that machine was away for a day, and says where it was', async () => {
  const id = await queued();
  await daysLater('queued_at', id);
  const claimed = await claim(there);
  if (claimed) await runImport(there, claimed, QUICK, never);
  expect(await importRow(here(), id)).toMatchObject({
    outcome: 'FAILED',
    failure: { code: 'FILE_LOST', message: { en: expect.stringContaining('another server') } },
  });
  expect(await chargeCount(here(), id)).toBe(0);
});

it('does so too where the machine died while it ran the import', async () => {
  const id = await queued();
  await claim(here());
  await here().database.pool.query(END_LEASE, [id]);
  await daysLater('lease_ends_at', id);
  const claimed = await claim(there);
  if (claimed) await runImport(there, claimed, QUICK, never);
  expect(await importRow(here(), id)).toMatchObject({ outcome: 'FAILED', failure: { code: 'FILE_LOST' } });
});

it('reads a file that came to stand here, whoever took it', async () => {
  const id = await queued();
  await daysLater('queued_at', id);
  const claimed = await claim({ ...there, store: { ...here().store, place: there.store.place } });
  if (claimed) await runImport(here(), claimed, QUICK, never);
  expect(await importRow(here(), id)).toMatchObject({ outcome: 'SUCCEEDED' });
});

it('calls a file of another machine neither lost nor gone where somebody wants to see it', async () => {
  const id = await queued();
  await expect(previewImport(there, session, { importId: id, rows: 5 })).rejects.toMatchObject({
    code: 'CAPACITY',
    text: { en: expect.stringContaining('another server') },
  });
  await deleteImport(there, session, id);
});

it('queues a retry from anywhere for the machine that has the file', async () => {
  const id = await queued();
  const first = await claim(here());
  expect(first?.importId).toBe(id);
  await cancelImport(here(), session, id);
  await endLeftCanceling(here());
  const { importId } = await retryImport(there, session, id);
  expect(await claim(there)).toBeUndefined();
  const claimed = await claim(here());
  expect(claimed?.importId).toBe(importId);
  if (claimed) await runImport(here(), claimed, QUICK, never);
  expect(await importRow(here(), importId)).toMatchObject({ outcome: 'SUCCEEDED' });
});
