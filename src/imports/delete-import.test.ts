import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { deleteImport } from './delete-import.ts';
import {
  csvOf,
  eventKinds,
  importRow,
  newSession,
  rowsOf,
  schedule,
  storedKeys,
  upload,
  useParts,
} from './imports.test-data.ts';
import { startImport } from './start-import.ts';

const parts = useParts(useDatabase());
const FILE = csvOf(rowsOf(3));

describe('deleteImport', () => {
  it('ends a PENDIENTE import as ELIMINADO: its file goes, its name stays', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    await upload(parts(), session, id, FILE);
    const { fileKey } = await importRow(parts(), id);
    await deleteImport(parts(), session, id);
    expect(await importRow(parts(), id)).toMatchObject({
      estado: 'ELIMINADO',
      phase: 'DONE',
      outcome: null,
      deletedById: session.usuarioId,
      deletedAt: expect.any(Date),
      filePurgedAt: expect.any(Date),
      fileKey: null,
      fileName: 'detalle.csv',
    });
    expect(await storedKeys(parts())).not.toContain(fileKey);
  });

  it('asked again changes nothing', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    await deleteImport(parts(), session, id);
    const row = await importRow(parts(), id);
    expect(await deleteImport(parts(), session, id)).toEqual({ importId: id });
    expect(await importRow(parts(), id)).toEqual(row);
    expect(await eventKinds(parts(), id)).toEqual(['CREATED', 'DELETED']);
  });

  it('of 10 at once is logged once', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    await Promise.all(Array.from({ length: 10 }, () => deleteImport(parts(), session, id)));
    expect(await eventKinds(parts(), id)).toEqual(['CREATED', 'DELETED']);
  });

  it('is for one’s own, unless one is a SUPERVISOR; another empresa’s does not exist', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    const as = async (role: 'READER' | 'ANALYST' | 'SUPERVISOR', empresaId?: number) =>
      deleteImport(parts(), await newSession(parts(), role, empresaId), id);
    await expect(as('READER', session.empresaId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(as('ANALYST', session.empresaId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(as('SUPERVISOR')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await importRow(parts(), id)).toMatchObject({ estado: 'PENDIENTE' });
    await as('SUPERVISOR', session.empresaId);
    expect(await importRow(parts(), id)).toMatchObject({ estado: 'ELIMINADO' });
  });

  it.each([
    "estado = 'EN_PROCESO', phase = 'READING'",
    "estado = 'FINALIZADO', phase = 'DONE', outcome = 'FAILED'",
  ])('is refused where %s', async (state) => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    await parts().database.pool.query(`UPDATE imports SET ${state} WHERE id = $1`, [id]);
    await expect(deleteImport(parts(), session, id)).rejects.toMatchObject({
      code: 'WRONG_STATE',
      importId: id,
    });
  });
});

describe('startImport', () => {
  it('queues what is READY or SCHEDULED; asked again changes nothing', async () => {
    const session = await newSession(parts());
    const ready = await schedule(parts(), session);
    await upload(parts(), session, ready, FILE, { start: false });
    const at = new Date(Date.now() + 3_600_000);
    const dated = await schedule(parts(), session, { programacion: { mode: 'EN_FECHA', at } });
    await upload(parts(), session, dated, csvOf(rowsOf(4)));
    for (const id of [ready, dated]) {
      await startImport(parts(), session, id);
      const row = await importRow(parts(), id);
      expect(row).toMatchObject({ estado: 'PENDIENTE', phase: 'QUEUED', queuedAt: expect.any(Date) });
      await startImport(parts(), session, id);
      expect(await importRow(parts(), id)).toEqual(row);
    }
  });

  it('changes nothing while it runs, and is refused without a file, once deleted and once ended', async () => {
    const session = await newSession(parts());
    const id = await schedule(parts(), session);
    await expect(startImport(parts(), session, id)).rejects.toMatchObject({ phase: 'AWAITING_FILE' });
    for (const [state, allowed] of [
      ["estado = 'EN_PROCESO', phase = 'READING'", true],
      ["estado = 'FINALIZADO', phase = 'DONE', outcome = 'FAILED'", false],
      ["estado = 'ELIMINADO', phase = 'DONE', outcome = NULL", false],
    ] as const) {
      await parts().database.pool.query(`UPDATE imports SET ${state} WHERE id = $1`, [id]);
      const row = await importRow(parts(), id);
      if (allowed) await startImport(parts(), session, id);
      else await expect(startImport(parts(), session, id)).rejects.toMatchObject({ code: 'WRONG_STATE' });
      expect(await importRow(parts(), id)).toEqual(row);
    }
  });
});
