import { expect, it } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import type { Session } from '../../domain/session.ts';
import { deleteImport } from '../delete-import.ts';
import {
  chargeCount,
  csvOf,
  eventKinds,
  importRow,
  newSession,
  rowsOf,
  schedule,
  upload,
  useParts,
} from '../imports.test-data.ts';
import { claimNext } from './claim-next.ts';
import { runImport } from './run-import.ts';
import { later, QUICK } from './runner.test-data.ts';

const parts = useParts(useDatabase());
const NONE: ReadonlySet<number> = new Set();

const claim = () => claimNext(parts(), QUICK, NONE);

async function queued(session: Session, round: number): Promise<number> {
  const id = await schedule(parts(), session, { periodo: `${2000 + round}-01` });
  await upload(parts(), session, id, csvOf([{ account: `C-${round}` }]));
  return id;
}

it('lets exactly one of claim and deletion have an import, in 100 rounds, and never stores a charge of a deleted one', {
  timeout: 120_000,
}, async () => {
  const session = await newSession(parts());
  const tally = { ELIMINADO: 0, FINALIZADO: 0 };
  for (let round = 0; round < 100; round++) {
    const id = await queued(session, round);
    const [claimed, deleted] = await Promise.allSettled([
      later(parts(), round % 3).then(claim),
      later(parts(), round % 5).then(() => deleteImport(parts(), session, id)),
    ]);
    const run = claimed.status === 'fulfilled' ? claimed.value : undefined;
    if (run) await runImport(parts(), run, QUICK, new AbortController().signal);
    const { estado, outcome } = await importRow(parts(), id);
    const charges = await chargeCount(parts(), id);
    if (deleted.status === 'fulfilled') {
      expect([run, estado, outcome, charges]).toEqual([undefined, 'ELIMINADO', null, 0]);
      tally.ELIMINADO += 1;
    } else {
      expect(deleted.reason).toMatchObject({ code: 'WRONG_STATE', importId: id });
      expect([run?.importId, estado, outcome, charges]).toEqual([id, 'FINALIZADO', 'SUCCEEDED', 1]);
      tally.FINALIZADO += 1;
    }
  }
  expect(Math.min(tally.ELIMINADO, tally.FINALIZADO), JSON.stringify(tally)).toBeGreaterThan(0);
});

it('gives each import to exactly one of many who ask at once', async () => {
  const session = await newSession(parts());
  const ids: number[] = [];
  for (let n = 0; n < 5; n++) {
    const id = await schedule(parts(), session);
    await upload(parts(), session, id, csvOf(rowsOf(3, `D-${n}`)));
    ids.push(id);
  }
  const claims = await Promise.all(Array.from({ length: 12 }, claim));
  const claimed = claims.filter((each) => each !== undefined).map(({ importId }) => importId);
  expect(claimed.sort((a, b) => a - b)).toEqual(ids);
  for (const id of ids)
    expect(await eventKinds(parts(), id)).toEqual(['CREATED', 'FILE_RECEIVED', 'QUEUED', 'STARTED']);
});
