import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { confirmImport } from './confirm-import.ts';
import {
  chargeCount,
  importRow,
  newSession,
  rowsOf,
  schedule,
  settled,
  upload,
  useParts,
} from './imports.test-data.ts';
import { fileOf, replacing } from './replacing.test-data.ts';
import { runImport } from './run/run-import.ts';
import { later, QUICK, useRunner } from './run/runner.test-data.ts';

const parts = useParts(useDatabase());
const start = useRunner(parts);
const { importRows, queued, claimed, runNext, reverts, rowsLeft, storing } = replacing(parts);
const NEVER = new AbortController().signal;

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
