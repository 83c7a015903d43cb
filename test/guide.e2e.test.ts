import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient, ImportView } from './api-client.ts';
import { sampleFile } from './sample-files.ts';
import { startApp, type TestApp } from './start-app.ts';

const FILE = 'claro-pe-detalle.xlsx';
const WORDS = { plantilla: 'claro-pe-detalle' };

let app: TestApp;
let client: ApiClient;
beforeAll(async () => {
  app = await startApp();
  client = await app.login();
});
afterAll(async () => {
  await client?.close();
  await app?.[Symbol.asyncDispose]();
});

const list = async (estado?: string) => {
  const { imports } = await client.query<{ imports: { nodes: ImportView[]; totalCount: number } }>(
    'query ($estado: EstadoFilter) { imports(estado: $estado) { totalCount nodes { id estado phase } } }',
    { estado },
  );
  return imports.nodes.map(({ id }) => id);
};

describe("the guide's steps", () => {
  it('schedule, upload, watch live, and end FINALIZADO with every row accounted for', async () => {
    const scheduled = await client.schedule({ ...WORDS, periodo: '2026-01' });
    expect(scheduled.import).toMatchObject({
      estado: 'PENDIENTE',
      phase: 'AWAITING_FILE',
      outcome: null,
      file: null,
    });
    expect(scheduled.import?.actions).toEqual(['UPLOAD_FILE', 'DELETE']);
    const id = scheduled.import?.id ?? '';
    expect(await list('PENDIENTE')).toContain(id);
    expect(await list('PENDIENTE_Y_EN_PROCESO')).toContain(id);
    expect(await list('FINALIZADO')).not.toContain(id);

    const following = client.follow(id);
    const uploaded = await client.upload(id, sampleFile(FILE), { name: FILE });
    expect(uploaded.import?.file).toMatchObject({
      name: FILE,
      bytes: String(sampleFile(FILE).length),
      format: 'XLSX',
    });

    const changes = await following;
    expect(changes[0]?.kind).toBe('SNAPSHOT');
    expect(
      changes.map(({ kind }) => kind).filter((kind) => kind !== 'PROGRESS' && kind !== 'SNAPSHOT'),
    ).toEqual(['FILE_RECEIVED', 'QUEUED', 'STARTED', 'STORING', 'FINISHED']);
    const sequences = changes.map(({ sequence }) => BigInt(sequence));
    expect(sequences).toEqual([...sequences].sort((a, b) => (a < b ? -1 : 1)));
    expect(changes.at(-1)?.import).toMatchObject({
      estado: 'FINALIZADO',
      outcome: 'SUCCEEDED',
      progress: { percent: 100, rowsRead: 800 },
    });
    expect(await list('FINALIZADO')).toContain(id);
    expect(await list('PENDIENTE_Y_EN_PROCESO')).not.toContain(id);
  });

  it('delete while pending leads to ELIMINADO, and asking again changes nothing', async () => {
    const id = (await client.schedule({ ...WORDS, periodo: '2026-02' })).import?.id ?? '';
    const deleted = await client.delete(id);
    expect(deleted.import).toMatchObject({ estado: 'ELIMINADO', phase: 'DONE', actions: [] });
    const again = await client.delete(id);
    expect(again.import?.progress.sequence).toBe(deleted.import?.progress.sequence);
    expect(await list('ELIMINADO')).toContain(id);
    expect(await client.upload(id, sampleFile(FILE))).toMatchObject({
      __typename: 'TransitionProblem',
      code: 'WRONG_STATE',
      estado: 'ELIMINADO',
    });
  });

  it('an upload with start: false waits as READY until it is started', async () => {
    const id =
      (await client.schedule({ ...WORDS, periodo: '2026-03', duplicatePolicy: 'ADD' })).import?.id ?? '';
    const bytes = sampleFile('movistar-mx-ancho.xlsx');
    expect((await client.upload(id, bytes, { start: false })).import).toMatchObject({
      phase: 'READY',
      actions: ['UPLOAD_FILE', 'START', 'DELETE'],
    });
    const started = await client.start(id);
    expect(started.import?.estado).not.toBe('FINALIZADO');
    const changes = await client.follow(id);
    expect(changes.at(-1)?.import).toMatchObject({
      estado: 'FINALIZADO',
      outcome: 'FAILED',
      failure: { code: 'NO_HEADER' },
    });
  });

  it('an import for a date waits as SCHEDULED and starts at its time', async () => {
    const at = new Date(Date.now() + 3_000).toISOString();
    const id =
      (await client.schedule({ ...WORDS, periodo: '2026-04', programacion: { mode: 'EN_FECHA', at } })).import
        ?.id ?? '';
    const uploaded = await client.upload(id, sampleFile('bitel-pe-consumo.xlsx'));
    expect(uploaded.import).toMatchObject({ phase: 'SCHEDULED' });
    const changes = await client.follow(id);
    const started = changes.find(({ kind }) => kind === 'STARTED');
    expect(started).toBeDefined();
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(at));
    expect(changes.at(-1)?.import?.estado).toBe('FINALIZADO');
  });

  it('the same file is not taken twice', async () => {
    const id = (await client.schedule({ ...WORDS, periodo: '2026-05' })).import?.id ?? '';
    const answer = await client.upload(id, sampleFile(FILE));
    expect(answer).toMatchObject({ __typename: 'DuplicateProblem', code: 'DUPLICATE_FILE' });
    expect(await client.import(id)).toMatchObject({
      estado: 'PENDIENTE',
      phase: 'AWAITING_FILE',
      file: null,
    });
  });

  it('counts by estado agree with the lists', async () => {
    const { importCounts } = await client.query<{ importCounts: Record<string, number> }>(
      '{ importCounts { pendienteYEnProceso pendiente enProceso finalizado eliminado } }',
    );
    expect(importCounts).toEqual({
      pendienteYEnProceso: (await list('PENDIENTE_Y_EN_PROCESO')).length,
      pendiente: (await list('PENDIENTE')).length,
      enProceso: (await list('EN_PROCESO')).length,
      finalizado: (await list('FINALIZADO')).length,
      eliminado: (await list('ELIMINADO')).length,
    });
  });
});
