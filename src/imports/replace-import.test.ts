import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import type { DuplicatePolicy } from '../domain/codes.ts';
import type { Session } from '../domain/session.ts';
import { cancelImport } from './cancel-import.ts';
import { confirmImport } from './confirm-import.ts';
import { deleteImport } from './delete-import.ts';
import {
  type CsvRow,
  chargeCount,
  csvOf,
  importRow,
  newSession,
  rowsOf,
  schedule,
  settled,
  upload,
  useParts,
} from './imports.test-data.ts';
import { IMPORT_TABLES } from './remove-rows.ts';
import { revertImport } from './revert-import.ts';
import { claimNext } from './run/claim-next.ts';
import { runImport } from './run/run-import.ts';
import { heldReader, later, QUICK, useRunner } from './run/runner.test-data.ts';
import { startRunner } from './runner.ts';

const parts = useParts(useDatabase());
const start = useRunner(parts);
const NEVER = new AbortController().signal;
const WHY = 'prueba';

let files = 0;
/** No two have the same bytes. */
const fileOf = (rows: readonly CsvRow[]) => Buffer.concat([csvOf(rows), Buffer.from('\r\n'.repeat(++files))]);

/** Scheduled, uploaded, and run to its end by the runner that is running. */
async function importRows(
  session: Session,
  duplicatePolicy: DuplicatePolicy,
  rows: readonly CsvRow[],
  periodo?: string,
) {
  const id = await schedule(parts(), session, { duplicatePolicy, ...(periodo ? { periodo } : {}) });
  await upload(parts(), session, id, fileOf(rows));
  return settled(parts(), session, id);
}

async function queued(session: Session, duplicatePolicy: DuplicatePolicy, rows: readonly CsvRow[]) {
  const id = await schedule(parts(), session, { duplicatePolicy });
  await upload(parts(), session, id, fileOf(rows));
  return id;
}

async function claimed() {
  const claim = await claimNext(parts(), QUICK, new Set());
  if (!claim) throw new Error('There is nothing to claim');
  return claim;
}

async function runNext(): Promise<void> {
  await runImport(parts(), await claimed(), QUICK, NEVER);
}

async function reverts(importId: number) {
  return parts().database.prisma.importEvent.findMany({ where: { importId, kind: 'REVERTED' } });
}

/** How many rows of an import are left in any table. */
async function rowsLeft(importId: number): Promise<number> {
  const counts = await Promise.all(
    IMPORT_TABLES.map((table) =>
      parts().database.pool.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM ${table} WHERE import_id = $1`,
        [importId],
      ),
    ),
  );
  return counts.reduce((sum, { rows }) => sum + (rows[0]?.n ?? 0), 0);
}

/** Resolves when the import is STORING: its last rows are on their way, and its commit is near. */
function storing({ empresaId }: Session, importId: number): Promise<void> {
  return new Promise((resolve) => {
    const stop = parts().changes.listen(empresaId, async (change) => {
      if (change.importId !== importId || change.kind !== 'LOGGED') return;
      const { phase } = await importRow(parts(), importId);
      if (phase === 'READING') return;
      stop();
      resolve();
    });
  });
}

describe('an import with REPLACE', () => {
  it('takes the place of what is stored: the old one is REVERTED, by whoever scheduled the new one', async () => {
    await start();
    const session = await newSession(parts());
    const [old, other] = [
      await importRows(session, 'REJECT', rowsOf(3)),
      await importRows(session, 'REJECT', rowsOf(3), '2026-08'),
    ];
    const ana = await newSession(parts(), 'ANALYST', session.empresaId);
    const made = await importRows(ana, 'REPLACE', rowsOf(5));
    expect(made).toMatchObject({ outcome: 'SUCCEEDED', chargeCount: 5, replacesId: old.id });
    expect(await importRow(parts(), old.id)).toMatchObject({
      estado: 'FINALIZADO',
      outcome: 'REVERTED',
      replacedById: made.id,
      revertedById: null,
      version: old.version + 1,
    });
    const [reverted] = await reverts(old.id);
    expect(reverted).toMatchObject({ actorId: ana.usuarioId, note: `REPLACED_BY ${made.number}` });
    expect(Number(reverted?.sequence)).toBe(Number(made.sequence) - 1);
    expect([await rowsLeft(old.id), await chargeCount(parts(), made.id)]).toEqual([0, 5]);
    expect(await importRow(parts(), other.id)).toMatchObject({ outcome: 'SUCCEEDED' });
    expect(await chargeCount(parts(), other.id)).toBe(3);
  });

  it('replaces every import that has stored an account of its file, also one that was added, and no other', async () => {
    await start();
    const session = await newSession(parts());
    const a = await importRows(session, 'REJECT', rowsOf(2, 'A'));
    const b = await importRows(session, 'REJECT', rowsOf(2, 'B'));
    const added = await importRows(session, 'ADD', rowsOf(4, 'A'));
    const c = await importRows(session, 'REJECT', rowsOf(2, 'C'));
    const made = await importRows(session, 'REPLACE', [...rowsOf(6, 'A'), ...rowsOf(1, 'B')]);
    expect(made).toMatchObject({ outcome: 'SUCCEEDED', chargeCount: 7, replacesId: a.id });
    for (const { id } of [a, b, added]) {
      expect(await importRow(parts(), id)).toMatchObject({ outcome: 'REVERTED', replacedById: made.id });
      expect([await rowsLeft(id), (await reverts(id)).length]).toEqual([0, 1]);
    }
    expect(await importRow(parts(), c.id)).toMatchObject({ outcome: 'SUCCEEDED', replacedById: null });
    const more = await importRows(session, 'ADD', rowsOf(8, 'A'));
    expect(more).toMatchObject({ outcome: 'SUCCEEDED', rowsSkipped: 6, chargeCount: 2 });
  });

  it('replaces nothing where it fails, is canceled or only validates, and is an import like any other where nothing is stored', async () => {
    await start();
    const session = await newSession(parts());
    const first = await importRows(session, 'REPLACE', rowsOf(3));
    expect(first).toMatchObject({ outcome: 'SUCCEEDED', chargeCount: 3, replacesId: null });
    expect(await importRows(session, 'REPLACE', [{ net: 'cien' }])).toMatchObject({ outcome: 'FAILED' });
    const checked = await schedule(parts(), session, { duplicatePolicy: 'REPLACE', validateOnly: true });
    await upload(parts(), session, checked, fileOf(rowsOf(4)));
    expect(await settled(parts(), session, checked)).toMatchObject({ outcome: 'SUCCEEDED' });
    expect(await importRow(parts(), first.id)).toMatchObject({
      outcome: 'SUCCEEDED',
      version: first.version,
    });
    expect(await chargeCount(parts(), first.id)).toBe(3);
  });

  it('refuses the same bytes at the upload, as with any policy', async () => {
    await start();
    const session = await newSession(parts());
    const bytes = fileOf(rowsOf(3));
    const id = await schedule(parts(), session);
    await upload(parts(), session, id, bytes);
    await settled(parts(), session, id);
    const again = await schedule(parts(), session, { duplicatePolicy: 'REPLACE' });
    await expect(upload(parts(), session, again, bytes)).rejects.toMatchObject({
      code: 'DUPLICATE_FILE',
      existingImportId: id,
    });
    expect(await importRow(parts(), again)).toMatchObject({ phase: 'AWAITING_FILE', fileKey: null });
  });

  it('with requireConfirmation replaces what is stored when it is confirmed, by whoever confirmed it', async () => {
    await start();
    const session = await newSession(parts());
    const old = await importRows(session, 'REJECT', rowsOf(3));
    const id = await schedule(parts(), session, { duplicatePolicy: 'REPLACE', requireConfirmation: true });
    await upload(parts(), session, id, fileOf(rowsOf(5)));
    await expect.poll(async () => (await importRow(parts(), id)).phase).toBe('AWAITING_CONFIRMATION');
    expect(await importRow(parts(), old.id)).toMatchObject({ outcome: 'SUCCEEDED' });
    const between = await importRows(session, 'ADD', rowsOf(4));
    expect(between).toMatchObject({ chargeCount: 1 });
    const sofia = await newSession(parts(), 'SUPERVISOR', session.empresaId);
    await confirmImport(parts(), sofia, id);
    expect(await settled(parts(), session, id)).toMatchObject({ outcome: 'SUCCEEDED', chargeCount: 5 });
    for (const replaced of [old, between]) {
      expect(await importRow(parts(), replaced.id)).toMatchObject({ outcome: 'REVERTED', replacedById: id });
      expect(await reverts(replaced.id)).toMatchObject([{ actorId: sofia.usuarioId }]);
    }
  });

  it('waits for corrections that come into the old one, which wait for the key meanwhile, without end for neither', async () => {
    const session = await newSession(parts());
    const old = await queued(session, 'REJECT', rowsOf(3));
    await runNext();
    const next = await queued(session, 'REPLACE', rowsOf(4));
    // As reprocessRows: the lock of what it changes, then the key's, which the other asks for in the other order.
    const correcting = parts().database.transaction(async (sql) => {
      await sql.query('SELECT pg_advisory_xact_lock(7236004, $1)', [old]);
      const key = storing(session, next);
      const running = claimed().then((claim) => runImport(parts(), claim, QUICK, NEVER));
      await key;
      await later(parts(), 100);
      expect(await importRow(parts(), next)).toMatchObject({ phase: 'STORING' });
      const name = await keyName(next);
      await expect
        .poll(async () => {
          const [lock] = await sql.query<{ free: boolean }>(
            'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS free',
            [name],
          );
          return lock?.free;
        })
        .toBe(true);
      return { running };
    });
    await (await correcting).running;
    expect(await importRow(parts(), next)).toMatchObject({
      outcome: 'SUCCEEDED',
      attempt: 1,
      replacesId: old,
    });
  });
});

async function keyName(id: number): Promise<string> {
  const { empresaId, operadorId, plantillaCode, tipoArchivoCode, periodo } = await importRow(parts(), id);
  return JSON.stringify(['ROWS', empresaId, operadorId, plantillaCode, tipoArchivoCode, periodo]);
}

describe('of REPLACE and', () => {
  it('a reversal of the old one, exactly one takes its rows, in 100 rounds', {
    timeout: 180_000,
  }, async () => {
    const session = await newSession(parts(), 'SUPERVISOR');
    const tally = { replaced: 0, reverted: 0 };
    let old = await queued(session, 'REJECT', rowsOf(2));
    await runNext();
    for (let round = 0; round < 100; round++) {
      const next = await queued(session, 'REPLACE', rowsOf(2));
      const isStoring = storing(session, next);
      const claim = await claimed();
      await Promise.all([
        runImport(parts(), claim, QUICK, NEVER),
        isStoring.then(() => later(parts(), round % 12)).then(() => revertImport(parts(), session, old, WHY)),
      ]);
      const events = await reverts(old);
      expect(events).toHaveLength(1);
      const [before, after] = [await importRow(parts(), old), await importRow(parts(), next)];
      const isReplaced = events[0]?.note === `REPLACED_BY ${after.number}`;
      expect(before).toMatchObject({ outcome: 'REVERTED', replacedById: isReplaced ? next : null });
      expect(before.revertReason).toBe(isReplaced ? null : WHY);
      expect(after).toMatchObject({ outcome: 'SUCCEEDED', replacesId: isReplaced ? old : null });
      expect([await rowsLeft(old), await chargeCount(parts(), next)]).toEqual([0, 2]);
      tally[isReplaced ? 'replaced' : 'reverted'] += 1;
      old = next;
    }
    expect(Math.min(tally.replaced, tally.reverted), JSON.stringify(tally)).toBeGreaterThan(0);
  });

  it('another REPLACE of the same account, exactly one is stored in the end, in 12 rounds', {
    timeout: 120_000,
  }, async () => {
    const session = await newSession(parts());
    await queued(session, 'REJECT', rowsOf(2));
    await runNext();
    for (let round = 0; round < 12; round++) {
      await queued(session, 'REPLACE', rowsOf(2));
      await queued(session, 'REPLACE', rowsOf(3));
      const claims = [await claimed(), await claimed()];
      await Promise.all(
        claims.map(async (claim, n) => {
          await later(parts(), n * (round % 5));
          await runImport(parts(), claim, QUICK, NEVER);
        }),
      );
      const rows = await parts().database.prisma.import.findMany({ where: { empresaId: session.empresaId } });
      const stored = rows.filter(({ outcome }) => outcome === 'SUCCEEDED');
      expect(stored).toHaveLength(1);
      const total = await parts().database.prisma.charge.count({ where: { empresaId: session.empresaId } });
      expect(total).toBe(stored[0]?.chargeCount);
      for (const { id, outcome } of rows)
        if (outcome === 'REVERTED') expect(await reverts(id)).toHaveLength(1);
    }
  });

  it('its own deletion, exactly one wins, in 12 rounds', { timeout: 120_000 }, async () => {
    const session = await newSession(parts());
    let old = await queued(session, 'REJECT', rowsOf(2));
    await runNext();
    for (let round = 0; round < 12; round++) {
      const next = await queued(session, 'REPLACE', rowsOf(2));
      const [deleted] = await Promise.allSettled([
        later(parts(), round % 5).then(() => deleteImport(parts(), session, next)),
        claimNext(parts(), QUICK, new Set()).then(
          (claim) => claim && runImport(parts(), claim, QUICK, NEVER),
        ),
      ]);
      const isDeleted = deleted.status === 'fulfilled';
      expect((await importRow(parts(), next)).estado).toBe(isDeleted ? 'ELIMINADO' : 'FINALIZADO');
      expect((await importRow(parts(), old)).outcome).toBe(isDeleted ? 'SUCCEEDED' : 'REVERTED');
      expect(await chargeCount(parts(), isDeleted ? old : next)).toBe(2);
      if (!isDeleted) old = next;
    }
  });

  it('its cancellation, exactly one wins: the old one has all of its rows, or none', {
    timeout: 120_000,
  }, async () => {
    const session = await newSession(parts());
    let old = await queued(session, 'REJECT', rowsOf(2));
    await runNext();
    for (let round = 0; round < 12; round++) {
      const next = await queued(session, 'REPLACE', rowsOf(2));
      const isStoring = storing(session, next);
      const claim = await claimed();
      const [, canceled] = await Promise.allSettled([
        runImport(parts(), claim, QUICK, NEVER),
        isStoring.then(() => later(parts(), round % 12)).then(() => cancelImport(parts(), session, next)),
      ]);
      const isCanceled = canceled.status === 'fulfilled';
      expect((await importRow(parts(), next)).outcome).toBe(isCanceled ? 'CANCELED' : 'SUCCEEDED');
      expect((await importRow(parts(), old)).outcome).toBe(isCanceled ? 'SUCCEEDED' : 'REVERTED');
      expect(await chargeCount(parts(), old)).toBe(isCanceled ? 2 : 0);
      if (!isCanceled) old = next;
    }
  });

  it('ADD that compared with what is replaced: it reads again, and adds all of its rows', async () => {
    const session = await newSession(parts());
    await queued(session, 'REJECT', rowsOf(3));
    await runNext();
    const adding = await queued(session, 'ADD', rowsOf(4));
    const gate = heldReader(parts(), 1, adding);
    using _released = gate;
    await using _ = await startRunner({ ...parts(), readerPool: gate.pool }, QUICK);
    await gate.reached;
    const replacing = await queued(session, 'REPLACE', rowsOf(2));
    expect(await settled(parts(), session, replacing)).toMatchObject({ outcome: 'SUCCEEDED' });
    gate.goOn();
    expect(await settled(parts(), session, adding)).toMatchObject({
      outcome: 'SUCCEEDED',
      attempt: 2,
      rowsSkipped: 2,
      chargeCount: 2,
    });
  });
});

it('whoever reads meanwhile sees the old rows or the new ones, never both and never none', async () => {
  const session = await newSession(parts());
  let before = 300;
  await queued(session, 'REJECT', rowsOf(before));
  await runNext();
  for (const rows of [200, 100, 400]) {
    await queued(session, 'REPLACE', rowsOf(rows));
    let running = true;
    const done = runNext().finally(() => {
      running = false;
    });
    const seen = new Set<number>();
    while (running)
      seen.add(await parts().database.prisma.charge.count({ where: { empresaId: session.empresaId } }));
    await done;
    for (const count of seen) expect([before, rows]).toContain(count);
    before = rows;
  }
});
