import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from './api-client.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { type Cells, correct, downloadRejected, HEADER, reprocess, workbookOf } from './rejected-rows.ts';
import { type S3Server, startS3 } from './s3-server.ts';
import { startApp, type TestApp } from './start-app.ts';

/** Two machines with nothing in common but the database and the bucket. */
let s3: S3Server;
let database: TestDatabase;
let apps: [TestApp, TestApp];
let here: ApiClient;
let there: ApiClient;
beforeAll(async () => {
  [s3, database] = await Promise.all([startS3(), createTestDatabase()]);
  const shared = { databaseUrl: database.url, s3: { ...s3.settings, prefix: 'facturas/' } };
  apps = [await startApp(shared), await startApp(shared)];
  [here, there] = [await apps[0].login(), await apps[1].login()];
});
afterEach(() => {
  s3.onRequest = undefined;
});
afterAll(async () => {
  await Promise.all([here?.close(), there?.close()]);
  for (const app of apps ?? []) await app[Symbol.asyncDispose]();
  await s3?.[Symbol.asyncDispose]();
  await database?.drop();
});

const DAY = new Date('2026-09-01T00:00:00Z');
const row = (linea: unknown, fixed: unknown): Cells =>
  [20100000001, 'ACME', 'C-1', 'R-1', DAY, linea, 'Max', fixed, 3.25, -0.5, null, 18, null] as Cells;
const GOOD = [row(987654321, 100.1), row(987654322, 39.9)];
const MIXED = [row(987654321, 100.1), row(987654322, 'siete')];

const fileKeyOf = async (id: string): Promise<string> => {
  const number = Number((await here.import(id)).number);
  const { rows } = await apps[0].parts.database.pool.query('SELECT file_key FROM imports WHERE number = $1', [
    number,
  ]);
  return `facturas/${rows[0].file_key}`;
};

describe('two servers that share a bucket', () => {
  it('import through either, revert, and retry with the same file through the other', async () => {
    const first = await here.importFile(
      { plantilla: 'claro-pe-detalle', periodo: '2026-01' },
      await workbookOf(GOOD),
    );
    expect(first).toMatchObject({ outcome: 'SUCCEEDED', totals: { charges: 8 } });
    expect(await s3.kept()).toEqual([await fileKeyOf(first.id)]);
    expect((await there.revert(first.id, 'prueba')).__typename).toBe('ImportPayload');
    const retried = await there.retry(first.id);
    const id = retried.import?.id ?? '';
    await here.follow(id);
    expect(await there.import(id)).toMatchObject({ outcome: 'SUCCEEDED', totals: { charges: 8 } });
    expect(await s3.kept()).toHaveLength(1); // both name it
  });

  it('give out the rejected rows, and bring the corrected ones in', async () => {
    const dirty = await here.importFile(
      { plantilla: 'claro-pe-detalle', periodo: '2026-02' },
      await workbookOf(MIXED),
    );
    expect(dirty).toMatchObject({ outcome: 'SUCCEEDED_WITH_ISSUES', progress: { rowsRejected: 1 } });
    const before = await s3.kept();
    const corrected = await correct(await downloadRejected(there, dirty.id), (sheet) => {
      sheet.getRow(5).getCell(HEADER.indexOf('Cargo Fijo Sin IGV') + 1).value = 7.5;
    });
    expect((await reprocess(apps[1].graphqlUrl, there, dirty.id, corrected)).__typename).toBe(
      'ImportPayload',
    );
    expect(await here.import(dirty.id)).toMatchObject({
      outcome: 'SUCCEEDED',
      progress: { rowsRejected: 0 },
    });
    expect(await s3.kept()).toEqual(before); // the corrected file is not kept
  });

  it('keep nothing of an import that was deleted, nor of a file that was replaced', async () => {
    const before = await s3.kept();
    const { import: scheduled } = await here.schedule({ plantilla: 'claro-pe-detalle', periodo: '2026-03' });
    const id = scheduled?.id ?? '';
    for (const client of [here, there]) await client.upload(id, await workbookOf(GOOD), { start: false });
    expect(await s3.kept()).toHaveLength(before.length + 1);
    expect((await there.delete(id)).__typename).toBe('ImportPayload');
    expect(await s3.kept()).toEqual(before);
  });

  it('refuse an upload with a CapacityProblem while the bucket is full, keep nothing of it, and take it afterwards', async () => {
    const before = await s3.kept();
    const { import: scheduled } = await here.schedule({ plantilla: 'claro-pe-detalle', periodo: '2026-04' });
    const id = scheduled?.id ?? '';
    const file = await workbookOf(GOOD);
    s3.onRequest = (request) =>
      request.startsWith('PUT') ? { status: 507, code: 'InsufficientStorage' } : undefined;
    expect(await here.upload(id, file)).toMatchObject({ __typename: 'CapacityProblem', code: 'CAPACITY' });
    s3.onRequest = undefined;
    expect(await s3.kept()).toEqual(before);
    expect((await here.upload(id, file)).__typename).toBe('ImportPayload');
    await there.follow(id);
    expect(await here.import(id)).toMatchObject({ outcome: 'SUCCEEDED' });
  });

  it('leave no copy on their disks', async () => {
    for (const { dataDir } of apps) expect(await readdir(join(dataDir, 'copies'))).toEqual([]);
  });
});
