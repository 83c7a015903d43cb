import { afterAll, expect, it } from 'vitest';
import { parsePeriodo } from '../domain/periodo.ts';
import { DEFAULT_READ_LIMITS } from '../domain/row.ts';
import { TemporaryFolder } from '../formats/temporary-file.test-data.ts';
import { createPreviewPool } from './preview-pool.ts';
import type { PreviewTask } from './preview-task.ts';

const folder = new TemporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const DEFINITION = {
  header: { cells: ['Línea', 'Importe'] },
  tiposArchivo: [
    {
      code: 'cargos',
      name: 'Cargos',
      kind: 'CHARGES',
      columns: [
        { header: 'Línea', field: 'lineaNumber' },
        { header: 'Importe', field: 'total' },
      ],
    },
  ],
};

const taskFor = (path: string): PreviewTask => ({
  path,
  format: 'CSV',
  limits: DEFAULT_READ_LIMITS,
  periodo: parsePeriodo('2026-09'),
  sheet: undefined,
  rows: 20,
  candidates: [{ definition: DEFINITION, first: true }],
  tipoArchivo: 'cargos',
});
const FILE = () => folder.write('Línea;Importe\n5512345678;1.50\n');

it('ends a preview that takes too long, and goes on', async () => {
  await using pool = createPreviewPool({ maxMs: 1 });
  expect(await pool.run(taskFor(FILE()))).toMatchObject({
    kind: 'failed',
    failure: { code: 'LIMIT_EXCEEDED', message: { en: expect.stringContaining('0.001 s') } },
  });
  await using patient = createPreviewPool();
  expect(await patient.run(taskFor(FILE()))).toMatchObject({ kind: 'previewed', preview: { confidence: 1 } });
});

it('says so where the file is gone', async () => {
  await using pool = createPreviewPool();
  expect(await pool.run(taskFor('/nowhere'))).toMatchObject({
    kind: 'failed',
    failure: { code: 'FILE_LOST' },
  });
});

it('refuses more than can wait, and those that wait when it closes', async () => {
  const pool = createPreviewPool();
  const task = taskFor(FILE());
  const runs = Array.from({ length: 60 }, () => pool.run(task));
  const settled = Promise.allSettled(runs);
  await pool[Symbol.asyncDispose]();
  const reasons = (await settled).map((each) => (each.status === 'rejected' ? each.reason : undefined));
  expect(reasons.slice(52)).toEqual(
    Array(8).fill(expect.objectContaining({ code: 'CAPACITY', retryAfterSeconds: 5 })),
  );
  expect(reasons.slice(2, 52).every((reason) => /closed/.test(String(reason)))).toBe(true);
});
