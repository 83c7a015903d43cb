import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import type { Session } from '../../domain/session.ts';
import { processName } from '../../storage/process-name.ts';
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
} from '../imports.test-data.ts';
import type { ImportParts } from '../parts.ts';
import { startRunner } from '../runner.ts';
import { watchImport } from '../watch-import.ts';
import { heldReader, QUICK, useRunner } from './runner.test-data.ts';
import { shutOutEarlier } from './shut-out-earlier.ts';

const parts = useParts(useDatabase());
const run = useRunner(parts);
const BIG = csvOf(rowsOf(120_000));

async function queued(session: Session, bytes: Uint8Array): Promise<number> {
  const id = await schedule(parts(), session);
  await upload(parts(), session, id, bytes);
  return id;
}

/** As a worker leaves an import that dies in the middle of it. */
async function left(
  importId: number,
  { node, attempt, lease, losses = 0 }: { node: string; attempt: number; lease: string; losses?: number },
) {
  await parts().database.pool.query(
    `UPDATE imports SET estado = 'EN_PROCESO', phase = 'READING', version = version + 1, node = $2, attempt = $3,
       lease_ends_at = now() + $4::interval, losses = $5, started_at = now(), attempt_started_at = now(), percent = 50,
       rows_read = 3, rows_accepted = 3 WHERE id = $1`,
    [importId, node, attempt, lease, losses],
  );
}

/** The name of a process of this machine that has ended. */
async function deadProcess(): Promise<string> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return processName().replace(/\d+$/, String(child.pid));
}

describe('an import whose worker died', () => {
  it('is resumed at once by the next process on the machine, and stored once', async () => {
    const session = await newSession(parts());
    const id = await queued(session, csvOf(rowsOf(5)));
    await left(id, { node: await deadProcess(), attempt: 1, lease: '1 hour' });
    await run();
    expect(await settled(parts(), session, id)).toMatchObject({
      outcome: 'SUCCEEDED',
      attempt: 2,
      chargeCount: 5,
    });
    expect(await eventKinds(parts(), id)).toEqual(
      'CREATED FILE_RECEIVED QUEUED RESUMED STORING FINISHED'.split(' '),
    );
    expect(await chargeCount(parts(), id)).toBe(5);
  });

  it('is left alone while its process lives, though that shares machine, files and database', async () => {
    const session = await newSession(parts());
    const id = await queued(session, csvOf(rowsOf(5)));
    await left(id, { node: processName(), attempt: 1, lease: '1 hour' });
    const next = await queued(session, csvOf(rowsOf(6, 'C-2')));
    await run();
    expect(await settled(parts(), session, next)).toMatchObject({ outcome: 'SUCCEEDED' });
    expect(await importRow(parts(), id)).toMatchObject({ estado: 'EN_PROCESO', attempt: 1 });
  });

  it('is stored though a worker that was only silent still holds its transaction open', async () => {
    const session = await newSession(parts());
    const id = await queued(session, csvOf(rowsOf(5)));
    await left(id, { node: 'other', attempt: 1, lease: '-1 second' });
    const silent = parts().database.transaction(async (sql) => {
      const claim = { empresaId: session.empresaId, importId: id, attempt: 1, losses: 0 };
      await shutOutEarlier(sql, claim, new AbortController().signal);
      await sql.query(
        `INSERT INTO charges (empresa_id, import_id, n, "row", concept, operador_concept, net, tax, total)
         VALUES ($1, $2, 1, 2, 'OTHER', 'Abono', 0, 0, 0)`,
        [session.empresaId, id],
      );
      await run();
      return settled(parts(), session, id);
    });
    await expect(silent).rejects.toThrow();
    expect(await importRow(parts(), id)).toMatchObject({ outcome: 'SUCCEEDED', attempt: 2, losses: 1 });
    expect(await chargeCount(parts(), id)).toBe(5);
  });

  it('is taken over by another node once its lease has ended, and left alone before', async () => {
    const session = await newSession(parts());
    const alive = await queued(session, csvOf(rowsOf(5)));
    const dead = await queued(session, csvOf(rowsOf(6, 'C-2')));
    await left(alive, { node: 'other', attempt: 1, lease: '1 hour' });
    await left(dead, { node: 'other', attempt: 1, lease: '-1 second' });
    await run();
    expect(await settled(parts(), session, dead)).toMatchObject({
      outcome: 'SUCCEEDED',
      attempt: 2,
      node: 'test',
    });
    expect(await importRow(parts(), alive)).toMatchObject({
      estado: 'EN_PROCESO',
      attempt: 1,
      node: 'other',
    });
  });

  it('three times is FAILED TOO_MANY_ATTEMPTS', async () => {
    const session = await newSession(parts());
    const id = await queued(session, csvOf(rowsOf(5)));
    await left(id, { node: 'other', attempt: 3, losses: 2, lease: '-1 second' });
    await run();
    expect(await settled(parts(), session, id)).toMatchObject({
      outcome: 'FAILED',
      failure: { code: 'TOO_MANY_ATTEMPTS' },
      attempt: 3,
      percent: 50,
      rowsRead: 3,
    });
  });

  it('loses the issues of the attempt before, and gets those of its own', async () => {
    const session = await newSession(parts());
    const id = await queued(session, csvOf([...rowsOf(3), { net: 'cien' }]));
    await left(id, { node: 'test', attempt: 1, lease: '1 hour' });
    await parts().database.prisma.rowIssue.create({
      data: {
        empresaId: session.empresaId,
        importId: id,
        attempt: 1,
        n: 1,
        severity: 'ERROR',
        code: 'ERROR_CELL',
        row: 2,
      },
    });
    await run();
    await settled(parts(), session, id);
    const issues = await parts().database.prisma.rowIssue.findMany({ where: { importId: id } });
    expect(issues.map(({ attempt, code }) => [attempt, code])).toEqual([[2, 'INVALID_NUMBER']]);
  });
});

describe('a running import', () => {
  it('is let go when the runner stops, without a charge; the next start finishes it, and no counter ever falls', {
    timeout: 90_000,
  }, async () => {
    const session = await newSession(parts());
    const id = await queued(session, BIG);
    const seen: (readonly number[])[] = [];
    const note = async () => {
      const row = await importRow(parts(), id);
      const { rowsRead, rowsAccepted, rowsSkipped, rowsRejected, attempt } = row;
      seen.push([
        row.percent ?? 0,
        rowsRead,
        rowsAccepted,
        rowsSkipped,
        Number(row.bytesRead),
        attempt,
        Number(row.sequence),
      ]);
      expect(rowsRead).toBe(rowsAccepted + rowsRejected + rowsSkipped);
      if (row.estado === 'EN_PROCESO') expect(row.percent).toBeLessThanOrEqual(99);
    };
    const watching = (async () => {
      for await (const _ of await watchImport(parts(), session, { importId: id, intervalMs: 50 }))
        await note();
    })();
    const gate = heldReader(parts(), 20);
    const first = await startRunner({ ...parts(), readerPool: gate.pool }, QUICK);
    await gate.reached;
    const stopped = first[Symbol.asyncDispose]();
    gate.goOn();
    await stopped;
    expect(await importRow(parts(), id)).toMatchObject({ estado: 'EN_PROCESO', node: null, attempt: 1 });
    expect(await chargeCount(parts(), id)).toBe(0);
    await run();
    expect(await settled(parts(), session, id)).toMatchObject({
      outcome: 'SUCCEEDED',
      attempt: 2,
      percent: 100,
      rowsRead: 120_000,
    });
    await watching;
    expect(await chargeCount(parts(), id)).toBe(120_000);
    for (const [at, now] of seen.entries())
      for (const [i, value] of now.entries()) expect(value).toBeGreaterThanOrEqual(seen[at - 1]?.[i] ?? 0);
    expect(seen.length).toBeGreaterThan(5);
  });

  it('may meet any number of servers that stop: none is to blame on it, and each lets go at once', {
    timeout: 90_000,
  }, async () => {
    const session = await newSession(parts());
    const id = await queued(session, BIG);
    for (let attempt = 1; attempt <= 5; attempt++) {
      const gate = heldReader(parts(), 2, id);
      const settings = { ...parts().settings, node: `server-${attempt}` };
      const stopping = await startRunner({ ...parts(), readerPool: gate.pool, settings }, QUICK);
      await gate.reached;
      const stopped = stopping[Symbol.asyncDispose]();
      gate.goOn();
      await stopped;
      expect(await importRow(parts(), id)).toMatchObject({ estado: 'EN_PROCESO', attempt, losses: 0 });
    }
    await run();
    expect(await settled(parts(), session, id)).toMatchObject({
      outcome: 'SUCCEEDED',
      attempt: 6,
      losses: 0,
    });
    expect(await chargeCount(parts(), id)).toBe(120_000);
  });

  it('whose database connection breaks is read again', { timeout: 90_000 }, async () => {
    const session = await newSession(parts());
    const id = await queued(session, BIG);
    const gate = heldReader(parts(), 3);
    await using _ = await startRunner({ ...parts(), readerPool: gate.pool }, QUICK);
    using _released = gate;
    await gate.reached;
    expect(await copies()).toHaveLength(1);
    await parts().database.pool.query('SELECT pg_terminate_backend($1)', await copies());
    gate.goOn();
    expect(await settled(parts(), session, id)).toMatchObject({ outcome: 'SUCCEEDED', attempt: 2 });
    expect(await chargeCount(parts(), id)).toBe(120_000);
  });

  it('that another node has taken over meanwhile writes nothing more', { timeout: 90_000 }, async () => {
    const session = await newSession(parts());
    const id = await queued(session, BIG);
    const gate = heldReader(parts(), 3);
    await using _ = await startRunner({ ...parts(), readerPool: gate.pool }, QUICK);
    using _released = gate;
    await gate.reached;
    await parts().database.pool.query(
      `UPDATE imports SET attempt = 2, node = 'other', lease_ends_at = now() + interval '1 hour', rows_read = 0 WHERE id = $1`,
      [id],
    );
    const row = await importRow(parts(), id);
    gate.goOn();
    await expect.poll(copies, { timeout: 20_000 }).toEqual([]);
    expect(await importRow(parts(), id)).toEqual(row);
    expect(await chargeCount(parts(), id)).toBe(0);
  });

  /** The connections that store charges. */
  async function copies(): Promise<number[]> {
    const { rows } = await parts().database.pool.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%COPY "charges"%'
         AND state = 'active' AND pid <> pg_backend_pid()`,
    );
    return rows.map(({ pid }) => pid);
  }
});

describe('a reader that breaks down each time', () => {
  const broken: ImportParts['readerPool'] = {
    run: () => Promise.reject(new TypeError('x is not a function')),
    [Symbol.asyncDispose]: async () => {},
  };

  it('is tried three times, then FAILED INTERNAL; the next import runs', async () => {
    const session = await newSession(parts());
    const id = await queued(session, csvOf(rowsOf(5)));
    {
      await using _ = await startRunner({ ...parts(), readerPool: broken }, QUICK);
      expect(await settled(parts(), session, id)).toMatchObject({
        outcome: 'FAILED',
        failure: { code: 'INTERNAL' },
        attempt: 3,
      });
    }
    expect(await eventKinds(parts(), id)).toEqual(
      'CREATED FILE_RECEIVED QUEUED STARTED RESUMED RESUMED FINISHED'.split(' '),
    );
    const next = await queued(session, csvOf(rowsOf(6)));
    await run();
    expect(await settled(parts(), session, next)).toMatchObject({ outcome: 'SUCCEEDED' });
  });
});
