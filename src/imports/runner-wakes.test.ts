import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
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
import { QUICK } from './run/runner.test-data.ts';
import { type Runner, startRunner } from './runner.ts';

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
