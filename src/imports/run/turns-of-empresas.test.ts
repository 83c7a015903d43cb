import { expect, it } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import type { Session } from '../../domain/session.ts';
import { cancelImport } from '../cancel-import.ts';
import { confirmImport } from '../confirm-import.ts';
import { csvOf, importRow, newSession, rowsOf, schedule, upload, useParts } from '../imports.test-data.ts';
import { claimNext } from './claim-next.ts';
import { runImport } from './run-import.ts';
import { QUICK } from './runner.test-data.ts';
import { takeTurn } from './turn-of.ts';

const parts = useParts(useDatabase());
const NEVER = new AbortController().signal;

const claim = (workersPerEmpresa?: number) =>
  claimNext({ ...parts(), settings: { ...parts().settings, workersPerEmpresa } }, QUICK, new Set());

async function queue(session: Session, count: number): Promise<number[]> {
  const ids: number[] = [];
  for (let n = 0; n < count; n++) {
    const id = await schedule(parts(), session);
    await upload(parts(), session, id, csvOf(rowsOf(1, `${session.empresaId}-${id}`)));
    ids.push(id);
  }
  return ids;
}

/** Whose imports are claimed, one after the other, until there is nothing more to claim. */
async function claimAll(run: boolean, limit?: number): Promise<{ id: number; empresaId: number }[]> {
  const claimed: { id: number; empresaId: number }[] = [];
  for (let next = await claim(limit); next; next = await claim(limit)) {
    claimed.push({ id: next.importId, empresaId: next.empresaId });
    if (run) await runImport(parts(), next, QUICK, NEVER);
  }
  return claimed;
}

it('are taken in turn, however many one has queued first; within an empresa who was queued first comes first', async () => {
  const [ana, beto] = [await newSession(parts()), await newSession(parts())];
  const many = await queue(ana, 6);
  const few = await queue(beto, 2);
  const claimed = await claimAll(true);
  const names = claimed.map(({ empresaId }) => (empresaId === ana.empresaId ? 'a' : 'b')).join('');
  expect(names).toBe('ababaaaa');
  expect(claimed.filter(({ empresaId }) => empresaId === ana.empresaId).map(({ id }) => id)).toEqual(many);
  expect(claimed.filter(({ empresaId }) => empresaId === beto.empresaId).map(({ id }) => id)).toEqual(few);
});

it('whose imports run already wait for those with fewer running', async () => {
  const [ana, beto] = [await newSession(parts()), await newSession(parts())];
  await queue(ana, 3);
  const first = [await claim(), await claim()];
  expect(first.map((each) => each?.empresaId)).toEqual([ana.empresaId, ana.empresaId]);
  await queue(beto, 3);
  const claimed = await claimAll(false);
  const names = claimed.map(({ empresaId }) => (empresaId === ana.empresaId ? 'a' : 'b')).join('');
  expect(names).toBe('bbab');
  for (const { id, empresaId } of [
    ...claimed,
    ...first.map((each) => ({ id: each?.importId ?? 0, empresaId: ana.empresaId })),
  ])
    await cancelImport(parts(), empresaId === ana.empresaId ? ana : beto, id);
});

it('that may run only so many at once run no more, on however many servers, and the next when one has ended', async () => {
  const [ana, beto] = [await newSession(parts()), await newSession(parts())];
  await queue(ana, 4);
  await queue(beto, 1);
  const claims = (await Promise.all(Array.from({ length: 12 }, () => claim(2)))).filter((each) => each);
  const ofAna = claims.filter((each) => each?.empresaId === ana.empresaId);
  expect([ofAna.length, claims.length]).toEqual([2, 3]);
  expect(await claim(2)).toBeUndefined();
  for (const each of claims) if (each) await runImport(parts(), each, QUICK, NEVER);
  expect((await claimAll(true, 2)).map(({ empresaId }) => empresaId)).toEqual([ana.empresaId, ana.empresaId]);
});

it('keep that limit for what was confirmed as well', async () => {
  const session = await newSession(parts());
  const id = await schedule(parts(), session, { requireConfirmation: true });
  await upload(parts(), session, id, csvOf(rowsOf(2, 'confirmed')));
  await claimAll(true);
  expect(await importRow(parts(), id)).toMatchObject({ phase: 'AWAITING_CONFIRMATION' });
  const [other] = await queue(session, 1);
  const running = await claim(1);
  expect(running?.importId).toBe(other);
  await confirmImport(parts(), session, id);
  expect(await claim(1)).toBeUndefined();
  if (running) await runImport(parts(), running, QUICK, NEVER);
  expect((await claimAll(true, 1)).map((each) => each.id)).toEqual([id]);
  expect(await importRow(parts(), id)).toMatchObject({ outcome: 'SUCCEEDED' });
});

it('have had no turn where another was faster with the claim, or as many run as may', async () => {
  const { empresaId } = await newSession(parts());
  const take = (limit: number, claimed: 'one' | undefined) =>
    parts().database.transaction((sql) =>
      takeTurn(
        { settings: { ...parts().settings, workersPerEmpresa: limit } },
        sql,
        empresaId,
        async () => claimed,
      ),
    );
  const lastTurn = async () =>
    (await parts().database.prisma.empresa.findUniqueOrThrow({ where: { id: empresaId } })).lastTurnAt;
  expect([await take(1, undefined), await take(0, 'one'), await lastTurn()]).toEqual([
    undefined,
    undefined,
    null,
  ]);
  expect([await take(1, 'one'), await lastTurn()]).toEqual(['one', expect.any(Date)]);
});
