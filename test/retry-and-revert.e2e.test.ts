import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CsvRow, csvOf, rowsOf } from '../src/imports/imports.test-data.ts';
import type { ApiClient, ImportView } from './api-client.ts';
import { addPeople } from './people.ts';
import { startApp, type TestApp } from './start-app.ts';

const WORDS = { plantilla: 'claro-ar-detalle' };
const BAD = { net: 'cien' };

let app: TestApp;
let client: ApiClient;
let people: Awaited<ReturnType<typeof addPeople>>;
beforeAll(async () => {
  app = await startApp();
  client = await app.login();
  people = await addPeople(app);
});
afterAll(async () => {
  for (const who of Object.values(people ?? {})) await who.close();
  await client?.close();
  await app?.[Symbol.asyncDispose]();
});

let files = 0;
/** No two have the same bytes: each has some empty lines more at its end. */
const fileOf = (rows: readonly CsvRow[]): Uint8Array =>
  Buffer.concat([csvOf(rows), Buffer.from('\r\n'.repeat(++files))]);

const importFile = (words: Record<string, unknown>, bytes: Uint8Array, as: ApiClient = client) =>
  as.importFile({ ...WORDS, ...words }, bytes, { name: 'detalle.csv' });

const failedFor = (periodo: string, bytes: Uint8Array, as?: ApiClient) =>
  importFile({ periodo, errorPolicy: 'REJECT_FILE' }, bytes, as);

interface ImportRecord {
  retryOf: { id: string } | null;
  revertedAt: string | null;
  revertedBy: { usuario: string } | null;
  revertReason: string | null;
  charges: { totalCount: number };
  issues: { totalCount: number };
  events: { nodes: { kind: string; outcome: string | null; note: string | null }[] };
}

async function recordOf(id: string): Promise<ImportRecord> {
  const { import: found } = await client.query<{ import: ImportRecord }>(
    `query ($id: ID!) { import(id: $id) { retryOf { id } revertedAt revertedBy { usuario } revertReason
       charges { totalCount } issues { totalCount } events { nodes { kind outcome note } } } }`,
    { id },
  );
  return found;
}

/** Every row of these tables, as one hash each. */
async function storedRows(): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const table of ['charges', 'import_row_hashes', 'row_issues', 'import_accounts']) {
    const { rows } = await app.parts.database.pool.query<{ row: string }>(
      `SELECT t::text AS row FROM ${table} t ORDER BY 1`,
    );
    hashes[table] = createHash('sha256').update(JSON.stringify(rows)).digest('hex');
  }
  return hashes;
}

const idOf = ({ import: made }: { import?: ImportView }) => made?.id ?? '';

describe('retryImport', () => {
  it('of a FAILED one reads the same file again, as a new import that names the old one', async () => {
    const file = fileOf([...rowsOf(3), BAD]);
    const failed = await failedFor('2022-01', file);
    expect(failed).toMatchObject({ outcome: 'FAILED', actions: ['RETRY', 'DOWNLOAD_REJECTED'] });
    const answer = await client.retry(failed.id);
    const retry = idOf(answer);
    expect(retry).not.toBe(failed.id);
    expect(answer.import).toMatchObject({
      number: failed.number + 1,
      file: { name: 'detalle.csv', sha256: failed.file?.sha256 },
    });
    await client.follow(retry);
    expect(await client.import(retry)).toMatchObject({
      outcome: 'FAILED',
      failure: { code: 'REJECTED_BY_POLICY' },
      progress: { rowsRead: 4, attempt: 1 },
    });
    const { retryOf, events } = await recordOf(retry);
    expect(retryOf).toEqual({ id: failed.id });
    expect(events.nodes.map(({ kind }) => kind)).toEqual(
      'CREATED FILE_RECEIVED QUEUED STARTED FINISHED'.split(' '),
    );
    expect(await client.import(failed.id)).toEqual(failed);
    const again = await client.retry(failed.id);
    expect(idOf(again)).not.toBe(retry);
    await client.follow(idOf(again));
  });

  it('of a CANCELED one stores what was canceled; twenty calls at once make one retry, and so does a later call', async () => {
    const scheduled = await client.schedule({ ...WORDS, periodo: '2022-02', requireConfirmation: true });
    const id = idOf(scheduled);
    await client.upload(id, fileOf(rowsOf(5)), { name: 'detalle.csv' });
    await expect.poll(async () => (await client.import(id)).phase).toBe('AWAITING_CONFIRMATION');
    await client.cancel(id);
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.retry(id)));
    expect(new Set(answers.map(idOf)).size).toBe(1);
    const retry = idOf(answers[0] ?? {});
    expect((await client.import(id)).actions).toEqual([]);
    await expect.poll(async () => (await client.import(retry)).phase).toBe('AWAITING_CONFIRMATION');
    await client.confirm(retry);
    await client.follow(retry);
    expect(await client.import(retry)).toMatchObject({ outcome: 'SUCCEEDED', totals: { charges: 5 } });
    expect(idOf(await client.retry(id))).toBe(retry);
  });

  it('deleted before it runs leaves the file to the import that it tries again', async () => {
    const failed = await failedFor('2022-03', fileOf([BAD, ...rowsOf(2)]));
    const importId = Number(Buffer.from(failed.id, 'base64').toString().split(':')[1]);
    const { store, database } = app.parts;
    const keyOf = async (id: number) =>
      (await database.prisma.import.findUniqueOrThrow({ where: { id } })).fileKey;
    const key = (await keyOf(importId)) ?? '';
    // The retry as it would be while it waits: nothing but its row names the key beside the old one.
    const retry = idOf(await client.retry(failed.id));
    await client.follow(retry);
    const retryRow = Number(Buffer.from(retry, 'base64').toString().split(':')[1]);
    expect(await keyOf(retryRow)).toBe(key);
    await database.pool.query(
      `UPDATE imports SET estado = 'PENDIENTE', phase = 'READY', outcome = NULL WHERE id = $1`,
      [retryRow],
    );
    expect((await client.delete(retry)).import).toMatchObject({ estado: 'ELIMINADO' });
    expect(await keyOf(retryRow)).toBeNull();
    expect(await store.has(key)).toBe(true);
    const second = idOf(await client.retry(failed.id));
    await client.follow(second);
    expect(await client.import(second)).toMatchObject({ failure: { code: 'REJECTED_BY_POLICY' } });
  });

  it('is refused for what was stored, what runs or waits, and what another import holds by now', async () => {
    const file = fileOf(rowsOf(3));
    const stored = await importFile({ periodo: '2022-04' }, file);
    expect(await client.retry(stored.id)).toMatchObject({
      __typename: 'TransitionProblem',
      actions: ['REVERT'],
    });
    const waiting = idOf(await client.schedule({ ...WORDS, periodo: '2022-05' }));
    expect(await client.retry(waiting)).toMatchObject({
      __typename: 'TransitionProblem',
      estado: 'PENDIENTE',
    });

    const bytes = fileOf([...rowsOf(3), BAD]);
    const failed = await failedFor('2022-06', bytes);
    const other = await importFile({ periodo: '2022-07' }, bytes);
    expect(other.outcome).toBe('SUCCEEDED_WITH_ISSUES');
    expect((await client.import(failed.id)).actions).toEqual(['DOWNLOAD_REJECTED']);
    expect(await client.retry(failed.id)).toMatchObject({
      __typename: 'TransitionProblem',
      message: expect.stringContaining(`importación ${other.number}`),
      actions: ['DOWNLOAD_REJECTED'],
    });
  });

  it('whose file is gone is a FileProblem, and is not offered', async () => {
    const failed = await failedFor('2022-08', fileOf([BAD, ...rowsOf(2)]));
    const importId = Number(Buffer.from(failed.id, 'base64').toString().split(':')[1]);
    await app.parts.database.pool.query(
      'UPDATE imports SET file_key = NULL, file_purged_at = now() WHERE id = $1',
      [importId],
    );
    expect((await client.import(failed.id)).actions).toEqual([]);
    expect(await client.retry(failed.id)).toMatchObject({ __typename: 'FileProblem', code: 'FILE_PURGED' });
  });

  it('is for an ANALYST’s own, and anyone’s for a SUPERVISOR', async () => {
    const { ana, beto, sofia, lucia } = people;
    const failed = await failedFor('2022-09', fileOf([BAD, ...rowsOf(2)]), ana);
    expect(failed.actions).toEqual(['RETRY', 'DOWNLOAD_REJECTED']);
    for (const who of [beto, lucia]) {
      expect((await who.import(failed.id)).actions).toEqual(['DOWNLOAD_REJECTED']);
      await expect(who.retry(failed.id)).rejects.toThrow(/FORBIDDEN/);
    }
    const retry = idOf(await sofia.retry(failed.id));
    await client.follow(retry);
    expect((await recordOf(retry)).retryOf).toEqual({ id: failed.id });
    expect(await client.retry('nada')).toMatchObject({ __typename: 'NotFoundProblem' });
  });
});

describe('revertImport', () => {
  it('leaves the database as it was before, and the record with who and why; the file may come again', async () => {
    await importFile({ periodo: '2023-01' }, fileOf(rowsOf(4, 'C-KEPT')));
    const before = await storedRows();
    const file = fileOf([...rowsOf(6), BAD]);
    const stored = await importFile({ periodo: '2023-01' }, file);
    expect(stored).toMatchObject({
      outcome: 'SUCCEEDED_WITH_ISSUES',
      actions: ['REVERT', 'REPROCESS_ROWS', 'DOWNLOAD_REJECTED'],
    });
    expect(await storedRows()).not.toEqual(before);
    const reverted = await client.revert(stored.id, '  factura equivocada ');
    expect(reverted.import).toMatchObject({
      estado: 'FINALIZADO',
      phase: 'DONE',
      outcome: 'REVERTED',
      actions: ['RETRY'],
      totals: stored.totals,
      issueCounts: [],
    });
    expect(await storedRows()).toEqual(before);
    const record = await recordOf(stored.id);
    expect(record).toMatchObject({
      revertedBy: { usuario: 'admin' },
      revertReason: 'factura equivocada',
      charges: { totalCount: 0 },
      issues: { totalCount: 0 },
    });
    expect(Date.now() - Date.parse(record.revertedAt ?? '')).toBeLessThan(60_000);
    expect(record.events.nodes.at(-1)).toEqual({
      kind: 'REVERTED',
      outcome: 'REVERTED',
      note: 'factura equivocada',
    });
    expect((await client.revert(stored.id, 'otra razón')).import).toEqual(reverted.import);
    expect((await recordOf(stored.id)).revertReason).toBe('factura equivocada');
    expect(await importFile({ periodo: '2023-01' }, file)).toMatchObject({
      outcome: 'SUCCEEDED_WITH_ISSUES',
    });
  });

  it('is told to whoever watches', async () => {
    const stored = await importFile({ periodo: '2023-02' }, fileOf(rowsOf(3)));
    await client.revert(stored.id, 'prueba');
    const changes = await client.follow(stored.id, stored.progress.sequence);
    expect(changes.map(({ kind }) => kind)).toEqual(['REVERTED']);
    expect(changes[0]?.import?.outcome).toBe('REVERTED');
  });

  it('by ten at once is one', async () => {
    const stored = await importFile({ periodo: '2023-03' }, fileOf(rowsOf(30)));
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => client.revert(stored.id, `razón ${n}`)),
    );
    for (const answer of answers) expect(answer.import).toMatchObject({ outcome: 'REVERTED' });
    const kinds = (await recordOf(stored.id)).events.nodes.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'REVERTED')).toHaveLength(1);
  });

  it('followed by a retry stores it again', async () => {
    const stored = await importFile({ periodo: '2023-04' }, fileOf(rowsOf(3)));
    await client.revert(stored.id, 'prueba');
    const retry = idOf(await client.retry(stored.id));
    await client.follow(retry);
    expect(await client.import(retry)).toMatchObject({ outcome: 'SUCCEEDED', totals: stored.totals });
    // What it reverted is in the retry now.
    expect((await client.import(stored.id)).actions).toEqual([]);
    expect(await client.revert(retry, 'otra vez')).toMatchObject({ import: { outcome: 'REVERTED' } });
    expect((await client.import(stored.id)).actions).toEqual(['RETRY']);
  });

  it('is refused for what has stored nothing, and without a reason', async () => {
    const failed = await failedFor('2023-05', fileOf([BAD, ...rowsOf(2)]));
    const checked = await importFile({ periodo: '2023-05', validateOnly: true }, fileOf(rowsOf(2)));
    for (const { id } of [failed, checked])
      expect(await client.revert(id, 'prueba')).toMatchObject({
        __typename: 'TransitionProblem',
        estado: 'FINALIZADO',
      });
    expect(checked.actions).toEqual([]);
    const stored = await importFile({ periodo: '2023-06' }, fileOf(rowsOf(2)));
    for (const reason of ['', '   ', 'x'.repeat(501), 'a\0b'])
      expect(await client.revert(stored.id, reason)).toMatchObject({
        __typename: 'ValidationProblem',
        fields: [{ path: ['reason'] }],
      });
    expect(await client.import(stored.id)).toEqual(stored);
    expect(await client.revert('nada', 'prueba')).toMatchObject({ __typename: 'NotFoundProblem' });
  });

  it('is for a SUPERVISOR, also of one’s own', async () => {
    const { ana, lucia, sofia } = people;
    const stored = await importFile({ periodo: '2023-07' }, fileOf(rowsOf(2)), ana);
    expect(stored.actions).toEqual([]);
    for (const who of [ana, lucia])
      await expect(who.revert(stored.id, 'prueba')).rejects.toThrow(/FORBIDDEN/);
    expect((await sofia.import(stored.id)).actions).toEqual(['REVERT']);
    expect((await sofia.revert(stored.id, 'prueba')).import).toMatchObject({ outcome: 'REVERTED' });
  });

  it('against an import with ADD that compares with its rows leaves each row once', {
    timeout: 120_000,
  }, async () => {
    for (let round = 0; round < 15; round++) {
      const periodo = `2024-${String((round % 12) + 1).padStart(2, '0')}`;
      const account = `R-${round}`;
      const stored = await importFile({ periodo }, fileOf(rowsOf(200, account)));
      const adding = importFile({ periodo, duplicatePolicy: 'ADD' }, fileOf(rowsOf(300, account)));
      await new Promise((resolve) => setTimeout(resolve, 10 * round));
      expect((await client.revert(stored.id, 'carrera')).import).toMatchObject({ outcome: 'REVERTED' });
      const added = await adding;
      expect(added.outcome).toBe('SUCCEEDED');
      const { rows } = await app.parts.database.pool.query<{ n: number; different: number }>(
        'SELECT count(*)::int AS n, count(DISTINCT net)::int AS different FROM charges WHERE account = $1',
        [account],
      );
      // Read before the revert, it skipped what was held then; read after it, it holds all of them.
      expect([100, 300]).toContain(rows[0]?.n);
      expect(rows[0]?.different).toBe(rows[0]?.n);
      expect(added.totals.charges).toBe(rows[0]?.n);
    }
  });
});
