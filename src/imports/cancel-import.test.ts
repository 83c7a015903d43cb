import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import type { Session } from '../domain/session.ts';
import { cancelImport } from './cancel-import.ts';
import {
  chargeCount,
  csvOf,
  eventKinds,
  importRow,
  newSession,
  rowsOf,
  schedule,
  settled,
  upload,
  useParts,
} from './imports.test-data.ts';
import { heldReader, QUICK, useRunner } from './run/runner.test-data.ts';
import { shutOutEarlier } from './run/shut-out-earlier.ts';
import { startRunner } from './runner.ts';

const parts = useParts(useDatabase());
const run = useRunner(parts);
const BIG = csvOf([...rowsOf(60_000), { net: 'cien' }]);

async function queued(
  session: Session,
  bytes: Uint8Array,
  change: Parameters<typeof schedule>[2] = {},
): Promise<number> {
  const id = await schedule(parts(), session, change);
  await upload(parts(), session, id, bytes);
  return id;
}

async function rowsLeft(importId: number): Promise<number> {
  const { rows } = await parts().database.pool.query<{ n: number }>(
    `SELECT ((SELECT count(*) FROM charges WHERE import_id = $1) + (SELECT count(*) FROM row_issues WHERE import_id = $1)
       + (SELECT count(*) FROM import_accounts WHERE import_id = $1)
       + (SELECT count(*) FROM import_row_hashes WHERE import_id = $1))::int AS n`,
    [importId],
  );
  return rows[0]?.n ?? -1;
}

async function openCopies(): Promise<number> {
  const { rows } = await parts().database.pool.query(
    `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%COPY "charges"%'
       AND state <> 'idle' AND pid <> pg_backend_pid()`,
  );
  return rows.length;
}

describe('a running import that is canceled', () => {
  it('in the middle of its file ends CANCELED within a second, with its counters and not one row', async () => {
    const session = await newSession(parts());
    const id = await queued(session, csvOf([{ net: 'cien' }, ...rowsOf(60_000)]));
    const gate = heldReader(parts(), 8);
    await using _ = await startRunner({ ...parts(), readerPool: gate.pool }, QUICK);
    using _released = gate;
    await gate.reached;
    await expect.poll(async () => (await importRow(parts(), id)).rowsRead).toBeGreaterThan(0);
    const before = await importRow(parts(), id);
    const began = performance.now();
    await cancelImport(parts(), session, id);
    expect(performance.now() - began).toBeLessThan(1_000);
    const after = await importRow(parts(), id);
    expect(after.rowsRead).toBeGreaterThanOrEqual(before.rowsRead);
    expect(after.rowsRead).toBeLessThan(60_001);
    expect(after.percent).toBeGreaterThanOrEqual(before.percent ?? 0);
    expect(after.percent).toBeLessThanOrEqual(99);
    expect(after).toMatchObject({
      estado: 'FINALIZADO',
      phase: 'DONE',
      outcome: 'CANCELED',
      failure: null,
      issueCounts: {},
      chargeCount: 0,
      attempt: 1,
    });
    expect(await rowsLeft(id)).toBe(0);
    expect(await openCopies()).toBe(0);
    gate.goOn();
    expect(await eventKinds(parts(), id)).toEqual(
      'CREATED FILE_RECEIVED QUEUED STARTED CANCELING CANCELED'.split(' '),
    );
    const actors = await parts().database.prisma.importEvent.findMany({
      where: { importId: id, kind: 'CANCELED' },
    });
    expect(actors.map(({ actorId, outcome }) => [actorId, outcome])).toEqual([
      [session.usuarioId, 'CANCELED'],
    ]);
  });

  it('frees its worker for the next one, which may hold the same accounts', async () => {
    const session = await newSession(parts());
    const id = await queued(session, BIG);
    const gate = heldReader(parts(), 3, id);
    await using _ = await startRunner(
      { ...parts(), readerPool: gate.pool, settings: { ...parts().settings, workers: 1 } },
      QUICK,
    );
    await gate.reached;
    await cancelImport(parts(), session, id);
    gate.goOn();
    const next = await queued(session, csvOf(rowsOf(5)));
    expect(await settled(parts(), session, next)).toMatchObject({ outcome: 'SUCCEEDED' });
    expect(await rowsLeft(id)).toBe(0);
  });

  it('while it is STORING stores nothing', { timeout: 60_000 }, async () => {
    const session = await newSession(parts());
    const id = await queued(session, csvOf(rowsOf(500)), { duplicatePolicy: 'ADD' });
    // Whoever finishes waits for the key's lock: held here, it keeps the import STORING.
    await parts().database.transaction(async (sql) => {
      const { operadorId } = await importRow(parts(), id);
      const key = JSON.stringify([
        'ROWS',
        session.empresaId,
        operadorId,
        'claro-ar-detalle',
        'detalle',
        '2026-09',
      ]);
      await sql.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [key]);
      await run();
      await expect
        .poll(async () => (await importRow(parts(), id)).phase, { timeout: 10_000 })
        .toBe('STORING');
      await cancelImport(parts(), session, id);
    });
    expect(await importRow(parts(), id)).toMatchObject({ outcome: 'CANCELED', chargeCount: 0 });
    expect(await rowsLeft(id)).toBe(0);
    expect(await eventKinds(parts(), id)).toEqual(
      'CREATED FILE_RECEIVED QUEUED STARTED STORING CANCELING CANCELED'.split(' '),
    );
  });

  it('whose worker is another process that does not answer is canceled all the same, its connection ended', async () => {
    const session = await newSession(parts());
    const id = await queued(session, csvOf(rowsOf(5)));
    await parts().database.pool.query(
      `UPDATE imports SET estado = 'EN_PROCESO', phase = 'READING', version = version + 1, node = 'other', attempt = 1,
         lease_ends_at = now() + interval '1 hour', started_at = now(), attempt_started_at = now() WHERE id = $1`,
      [id],
    );
    const frozen = parts().database.transaction(async (sql) => {
      const claim = { empresaId: session.empresaId, importId: id, attempt: 1, losses: 0 };
      await shutOutEarlier(sql, claim, new AbortController().signal);
      await sql.query(
        `INSERT INTO charges (empresa_id, import_id, n, "row", concept, operador_concept, net, tax, total)
         VALUES ($1, $2, 1, 2, 'OTHER', 'Abono', 0, 0, 0)`,
        [session.empresaId, id],
      );
      const began = performance.now();
      await cancelImport(parts(), session, id);
      expect(performance.now() - began).toBeLessThan(1_000);
    });
    await expect(frozen).rejects.toThrow(/connection broke/);
    expect(await importRow(parts(), id)).toMatchObject({ outcome: 'CANCELED' });
    expect(await chargeCount(parts(), id)).toBe(0);
  });

  it('that a dying process left CANCELING is ended by the next', async () => {
    const session = await newSession(parts());
    const id = await queued(session, csvOf(rowsOf(5)));
    await parts().database.pool.query(
      `UPDATE imports SET estado = 'EN_PROCESO', phase = 'CANCELING', version = version + 1, node = 'other', attempt = 1,
         lease_ends_at = now() + interval '1 hour', started_at = now(), attempt_started_at = now() WHERE id = $1`,
      [id],
    );
    await run();
    expect(await settled(parts(), session, id)).toMatchObject({ outcome: 'CANCELED', attempt: 1 });
    expect(await eventKinds(parts(), id)).toEqual('CREATED FILE_RECEIVED QUEUED CANCELED'.split(' '));
  });

  it('by ten at once is canceled once; asking again changes nothing', async () => {
    const session = await newSession(parts());
    const id = await queued(session, BIG);
    const gate = heldReader(parts(), 3);
    await using _ = await startRunner({ ...parts(), readerPool: gate.pool }, QUICK);
    using _released = gate;
    await gate.reached;
    await Promise.all(Array.from({ length: 10 }, () => cancelImport(parts(), session, id)));
    await settled(parts(), session, id);
    const row = await importRow(parts(), id);
    await cancelImport(parts(), session, id);
    expect(await importRow(parts(), id)).toEqual(row);
    const kinds = await eventKinds(parts(), id);
    expect(kinds.filter((kind) => kind === 'CANCELING' || kind === 'CANCELED')).toEqual([
      'CANCELING',
      'CANCELED',
    ]);
  });
});

describe('an import that does not run', () => {
  it('is refused: before it does, once it has succeeded, once it was deleted', async () => {
    const session = await newSession(parts());
    const id = await queued(session, csvOf(rowsOf(5)));
    await expect(cancelImport(parts(), session, id)).rejects.toMatchObject({
      code: 'WRONG_STATE',
      estado: 'PENDIENTE',
    });
    await run();
    await settled(parts(), session, id);
    await expect(cancelImport(parts(), session, id)).rejects.toMatchObject({
      code: 'WRONG_STATE',
      estado: 'FINALIZADO',
    });
    expect(await chargeCount(parts(), id)).toBe(5);
  });

  it('is another empresa’s, or another analyst’s: it looks as if it were not there, or is forbidden', async () => {
    const session = await newSession(parts());
    const id = await queued(session, csvOf(rowsOf(5)));
    await expect(cancelImport(parts(), await newSession(parts(), 'ADMIN'), id)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    const colleague = await newSession(parts(), 'ANALYST', session.empresaId);
    await expect(cancelImport(parts(), colleague, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
