import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { startWakeQueue } from '../events/wake-queue.ts';
import {
  csvOf,
  eventKinds,
  newSession,
  rowsOf,
  schedule,
  settled,
  upload,
  useParts,
} from './imports.test-data.ts';
import { heldReader, QUICK } from './run/runner.test-data.ts';
import { type Runner, startRunner } from './runner.ts';

const parts = useParts(useDatabase());

const NO_POLL = { ...QUICK, pollMs: 3_600_000 };
let runner: Runner | undefined;
beforeAll(async () => {
  runner = await startRunner(parts(), NO_POLL);
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

  it('that is stopped wakes another for what it runs, which is no loss', async () => {
    await runner?.[Symbol.asyncDispose]();
    const session = await newSession(parts());
    const { pool, reached, goOn } = heldReader(parts(), 1);
    runner = await startRunner({ ...parts(), readerPool: pool }, NO_POLL);
    const id = await schedule(parts(), session);
    await upload(parts(), session, id, csvOf(rowsOf(3)));
    await reached;
    await using queue = await startWakeQueue(parts().database, pino({ level: 'silent' }));
    const settings = { ...parts().settings, node: 'another' };
    await using _ = await startRunner({ ...parts(), queue, settings }, NO_POLL);
    const stopped = runner[Symbol.asyncDispose]();
    goOn();
    await stopped;
    expect(await settled(parts(), session, id)).toMatchObject({
      outcome: 'SUCCEEDED',
      attempt: 2,
      losses: 0,
    });
  });
});
