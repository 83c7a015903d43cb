import { afterAll, beforeAll, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import type { Changes } from '../events/changes.ts';
import { changesBetweenProcesses } from '../events/changes-between-processes.ts';
import { notifyCarrier } from '../events/notify-carrier.ts';
import type { ImportChange } from './import-change.ts';
import {
  chargeCount,
  csvOf,
  importRow,
  newSession,
  rowsOf,
  schedule,
  upload,
  useParts,
} from './imports.test-data.ts';
import { useRunner } from './run/runner.test-data.ts';
import { kinds, openImport } from './watch/watch.test-data.ts';

const parts = useParts(useDatabase());
let here: Changes;
let there: Changes;
beforeAll(async () => {
  [here, there] = [await open(), await open()];
});
afterAll(async () => {
  await here[Symbol.asyncDispose]();
  await there[Symbol.asyncDispose]();
});
const partsThere = () => ({ ...parts(), changes: there });
const run = useRunner(partsThere);
const ROWS = 20_000;

it('shows here, step by step, what runs there', async () => {
  const { changes, id } = await follow();
  expect(kinds(changes).filter((kind) => kind !== 'PROGRESS')).toEqual(
    'SNAPSHOT FILE_RECEIVED QUEUED STARTED STORING FINISHED'.split(' '),
  );
  expect(kinds(changes)).toContain('PROGRESS');
  await expectWhole(changes, id);
});

it('misses nothing though every connection that listens is lost again and again', async () => {
  let stopped = false;
  const breaking = (async () => {
    while (!stopped) {
      await parts().database.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'importador events' AND datname = current_database()`,
      );
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  })();
  try {
    const { changes, id } = await follow();
    expect(kinds(changes).filter((kind) => kind !== 'PROGRESS')).toEqual(
      'SNAPSHOT FILE_RECEIVED QUEUED STARTED STORING FINISHED'.split(' '),
    );
    await expectWhole(changes, id);
  } finally {
    stopped = true;
    await breaking;
  }
});

function open(): Promise<Changes> {
  const { database, log } = parts();
  return changesBetweenProcesses({ database, log, open: notifyCarrier(database, log) });
}

/** Everything that a subscriber here sees of an import that is run there, to its end. */
async function follow(): Promise<{ changes: ImportChange[]; id: number }> {
  const session = await newSession(parts());
  const id = await schedule(partsThere(), session);
  const source = await openImport({ ...parts(), changes: here }, session, { importId: id, intervalMs: 50 });
  await upload(partsThere(), session, id, csvOf(rowsOf(ROWS)));
  const changes: ImportChange[] = [];
  await run();
  for await (const change of source) changes.push(change);
  return { changes, id };
}

async function expectWhole(changes: readonly ImportChange[], id: number): Promise<void> {
  for (const [at, { sequence }] of changes.entries())
    expect(sequence).toBeGreaterThanOrEqual(changes[at - 1]?.sequence ?? 0n);
  const row = await importRow(parts(), id);
  expect(row).toMatchObject({ estado: 'FINALIZADO', outcome: 'SUCCEEDED' });
  expect(changes.at(-1)?.sequence).toBe(row.sequence);
  expect(await chargeCount(parts(), id)).toBe(ROWS);
}
