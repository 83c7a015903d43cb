import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../../test/database.ts';
import { ADVISORY_LOCKS } from '../advisory-locks.ts';
import {
  type CsvRow,
  chargeCount,
  csvOf,
  importRow,
  newSession,
  rowsOf,
  schedule,
  streamOf,
  upload,
  useParts,
} from '../imports.test-data.ts';
import { reprocessRows } from '../reprocess-rows.ts';
import { retryImport } from '../retry-import.ts';
import { revertImport } from '../revert-import.ts';
import { claimNext } from '../run/claim-next.ts';
import { runImport } from '../run/run-import.ts';
import { QUICK } from '../run/runner.test-data.ts';

import { purge } from './start-purging.ts';

const parts = useParts(useDatabase());
const NEVER = new AbortController().signal;

const purgeWith = (settings: { retentionMonths?: number; sourceRetentionDays?: number }, signal = NEVER) =>
  purge({ ...parts(), settings: { ...parts().settings, ...settings } }, signal);

let periodos = 0;
/** Run to its end, so many months ago. */
async function ended(
  rows: readonly CsvRow[],
  months: number,
  session?: Awaited<ReturnType<typeof newSession>>,
) {
  const who = session ?? (await newSession(parts(), 'SUPERVISOR'));
  const id = await schedule(parts(), who, { periodo: `${2000 + ++periodos}-01` });
  await upload(parts(), who, id, Buffer.concat([csvOf(rows), Buffer.from('\r\n'.repeat(periodos))]));
  const claim = await claimNext(parts(), QUICK, new Set());
  if (claim) await runImport(parts(), claim, QUICK, NEVER);
  await parts().database.pool.query(
    'UPDATE imports SET finished_at = now() - make_interval(months => $2, mins => 1) WHERE id = $1',
    [id, months],
  );
  return { id, session: who, before: await importRow(parts(), id) };
}

async function rowsIn(table: string, id: number): Promise<number> {
  const { rows } = await parts().database.pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM ${table} WHERE import_id = $1`,
    [id],
  );
  return rows[0]?.n ?? 0;
}

describe('RETENTION_MONTHS', () => {
  it('takes charges, issues and file of what ended before, and leaves its record, its accounts, and what is younger', async () => {
    const old = await ended([...rowsOf(12_000), { net: 'cien' }], 24);
    const young = await ended([...rowsOf(2), { net: 'cien' }], 23);
    expect(await chargeCount(parts(), old.id)).toBe(12_000);
    const key = old.before.fileKey ?? '';
    await purgeWith({ retentionMonths: 24 });
    for (const table of ['charges', 'row_issues', 'import_row_hashes'])
      expect([table, await rowsIn(table, old.id)]).toEqual([table, 0]);
    expect(await rowsIn('import_accounts', old.id)).toBe(1);
    const { fileKey, filePurgedAt, rowsPurgedAt, rowsGoneAt, version, ...record } = await importRow(
      parts(),
      old.id,
    );
    expect([fileKey, await parts().store.has(key)]).toEqual([null, false]);
    expect([filePurgedAt, rowsPurgedAt, rowsGoneAt]).toEqual(Array(3).fill(expect.any(Date)));
    expect(old.before).toMatchObject(record);
    expect(version).toBe(old.before.version + 1);
    expect(await importRow(parts(), young.id)).toEqual(young.before);
    expect([await chargeCount(parts(), young.id), await rowsIn('row_issues', young.id)]).toEqual([2, 1]);
    await purgeWith({ retentionMonths: 24 });
    expect(await importRow(parts(), old.id)).toMatchObject({ rowsGoneAt, version });
  });

  it('is off by default', async () => {
    const old = await ended(rowsOf(2), 1_000);
    await purge(parts(), NEVER);
    expect(await importRow(parts(), old.id)).toEqual(old.before);
  });

  it('goes on where a process died in the middle', async () => {
    const old = await ended(rowsOf(6_000), 36);
    await parts().database.pool.query('UPDATE imports SET rows_purged_at = now() WHERE id = $1', [old.id]);
    await parts().database.pool.query('DELETE FROM charges WHERE import_id = $1 AND n <= 5000', [old.id]);
    await purgeWith({ retentionMonths: 36 });
    expect([await chargeCount(parts(), old.id), (await importRow(parts(), old.id)).rowsGoneAt]).toEqual([
      0,
      expect.any(Date),
    ]);
  });

  it('waits for nobody: what is being changed is left for the next time, and the others are removed', async () => {
    const session = await newSession(parts(), 'SUPERVISOR');
    const busy = await ended(rowsOf(2), 48, session);
    const free = await ended(rowsOf(2), 48, session);
    await parts().database.transaction(async (sql) => {
      await sql.query('SELECT pg_advisory_xact_lock($1, $2)', [ADVISORY_LOCKS.CHANGES_STORED, busy.id]);
      await purgeWith({ retentionMonths: 48 });
      expect(await importRow(parts(), busy.id)).toEqual(busy.before);
      expect(await chargeCount(parts(), free.id)).toBe(0);
    });
    await purgeWith({ retentionMonths: 48 });
    expect(await chargeCount(parts(), busy.id)).toBe(0);
  });

  it('leaves an import that can be reverted, and takes no corrected rows', async () => {
    const { id, session } = await ended([...rowsOf(2), { net: 'cien' }], 60);
    await purgeWith({ retentionMonths: 60 });
    await expect(
      reprocessRows(parts(), session, { importId: id, stream: streamOf(new Uint8Array(4)) }),
    ).rejects.toMatchObject({ code: 'WRONG_STATE', message: expect.stringContaining('too old') });
    await revertImport(parts(), session, id, 'prueba');
    expect(await importRow(parts(), id)).toMatchObject({ outcome: 'REVERTED' });
  });
});

describe('SOURCE_RETENTION_DAYS', () => {
  it('lets go of files alone: charges stay, and a file goes only when no import names it any more', async () => {
    const failed = await ended([{ net: 'cien' }], 2);
    const key = failed.before.fileKey ?? '';
    const { importId: retry } = await retryImport(parts(), failed.session, failed.id);
    await purgeWith({ sourceRetentionDays: 30 });
    expect(await importRow(parts(), failed.id)).toMatchObject({ fileKey: null, rowsPurgedAt: null });
    expect(await importRow(parts(), retry)).toMatchObject({ fileKey: key });
    expect([await parts().store.has(key), await rowsIn('row_issues', failed.id)]).toEqual([true, 1]);
    const claim = await claimNext(parts(), QUICK, new Set());
    if (claim) await runImport(parts(), claim, QUICK, NEVER);
    await parts().database.pool.query(
      `UPDATE imports SET finished_at = now() - interval '31 days' WHERE id = $1`,
      [retry],
    );
    await purgeWith({ sourceRetentionDays: 30 });
    expect(await parts().store.has(key)).toBe(false);
    await expect(retryImport(parts(), failed.session, failed.id)).rejects.toMatchObject({
      code: 'FILE_PURGED',
    });
  });
});
