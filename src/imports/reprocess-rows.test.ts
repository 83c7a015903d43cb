import { expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import {
  csvOf,
  importRow,
  newSession,
  rowsOf,
  schedule,
  storedKeys,
  streamOf,
  upload,
  useParts,
} from './imports.test-data.ts';
import { reprocessRows } from './reprocess-rows.ts';
import { claimNext } from './run/claim-next.ts';
import { runImport } from './run/run-import.ts';
import { QUICK } from './run/runner.test-data.ts';

const parts = useParts(useDatabase());

it('waits for its turn with no connection, is refused where too many wait, and ends with whoever sent it, leaving nothing', async () => {
  const session = await newSession(parts());
  const importId = await schedule(parts(), session);
  await upload(parts(), session, importId, csvOf([...rowsOf(2), { net: 'cien' }]));
  const claim = await claimNext(parts(), QUICK, new Set());
  if (claim) await runImport(parts(), claim, QUICK, new AbortController().signal);
  const [before, files] = [await importRow(parts(), importId), await storedKeys(parts())];
  expect(before.outcome).toBe('SUCCEEDED_WITH_ISSUES');

  let goOn = (): void => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const holders = [1, 2].map(() => parts().corrections(() => held));
  const clients: AbortController[] = [];
  const send = () => {
    const client = new AbortController();
    clients.push(client);
    return reprocessRows(parts(), session, {
      importId,
      stream: streamOf(csvOf(rowsOf(1))),
      signal: client.signal,
    }).then(
      () => 'brought in',
      (error: Error) => error.message,
    );
  };
  const waiting = Array.from({ length: 16 }, send);
  await expect.poll(async () => (await storedKeys(parts())).length).toBe(files.length + 16);
  await expect.poll(send).toContain('other corrections are being brought in');
  const { pool } = parts().database;
  await expect.poll(() => [pool.waitingCount, pool.totalCount - pool.idleCount]).toEqual([0, 0]);
  for (const client of clients) client.abort();
  for (const answer of await Promise.all(waiting)) expect(answer).toContain('nothing has changed');
  goOn();
  await Promise.all(holders);
  expect([await importRow(parts(), importId), await storedKeys(parts())]).toEqual([before, files]);
});
