import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { type ExampleEmpresa, exampleEmpresa } from '../../test/example-empresa.ts';
import { insertImport } from './insert-import.ts';
import { type Move, type MovedImport, moveImport, type Step } from './move-import.ts';

const RECEIVED: Step = { kind: 'FILE_RECEIVED', to: { estado: 'PENDIENTE', phase: 'READY' } };
const QUEUED: Step = { kind: 'QUEUED', to: { estado: 'PENDIENTE', phase: 'QUEUED' } };
const STARTED: Step = { kind: 'STARTED', to: { estado: 'EN_PROCESO', phase: 'READING' } };
const STORING: Step = { kind: 'STORING', to: { estado: 'EN_PROCESO', phase: 'STORING' } };
const RESUMED: Step = { kind: 'RESUMED', to: { estado: 'EN_PROCESO', phase: 'RESUMING' } };
const FINISHED: Step = { kind: 'FINISHED', to: { estado: 'FINALIZADO', phase: 'DONE' } };
const DELETED: Step = { kind: 'DELETED', to: { estado: 'ELIMINADO', phase: 'DONE' } };

const database = useDatabase();
let empresa: ExampleEmpresa;

beforeEach(async () => {
  empresa = await exampleEmpresa(database());
});

const insert = () => database().transaction((sql) => insertImport(sql, empresa.newImport));
const move = (
  { importId, version }: MovedImport,
  steps: Move['steps'],
  more: Partial<Move> = {},
): Promise<MovedImport | undefined> =>
  database().transaction((sql) =>
    moveImport(sql, {
      empresaId: empresa.empresaId,
      importId,
      expect: { version },
      steps,
      actorId: null,
      ...more,
    }),
  );
const moved = async (...arguments_: Parameters<typeof move>): Promise<MovedImport> => {
  const result = await move(...arguments_);
  if (!result) throw new Error('somebody else was first');
  return result;
};
const running = async () => moved(await insert(), [RECEIVED, QUEUED, STARTED], { set: { attempt: 1 } });
const row = ({ importId }: MovedImport) =>
  database().prisma.import.findUniqueOrThrow({ where: { id: importId } });
const log = () =>
  database().prisma.importEvent.findMany({
    where: { empresaId: empresa.empresaId },
    orderBy: { sequence: 'asc' },
  });

describe('insertImport', () => {
  it('numbers the imports of each empresa from 1, without gaps, even when many come at once', async () => {
    const inserted = await Promise.all(Array.from({ length: 20 }, insert));
    expect(inserted.map(({ number }) => number).sort((a, b) => a - b)).toEqual(inserted.map((_, i) => i + 1));
    const other = await exampleEmpresa(database());
    const first = await database().transaction((sql) => insertImport(sql, other.newImport));
    expect(first).toMatchObject({ number: 1, sequence: 1n });
  });

  it('writes the row and its CREATED event', async () => {
    const created = await insert();
    expect(await row(created)).toMatchObject({
      estado: 'PENDIENTE',
      phase: 'AWAITING_FILE',
      outcome: null,
      sequence: created.sequence,
      version: created.version,
      createdById: empresa.usuarioId,
    });
    expect(await log()).toMatchObject([
      {
        kind: 'CREATED',
        importId: created.importId,
        actorId: empresa.usuarioId,
        fromEstado: null,
        toEstado: 'PENDIENTE',
        fromPhase: null,
        toPhase: 'AWAITING_FILE',
      },
    ]);
  });

  it('gives the number back when the transaction is rolled back', async () => {
    const failed = database().transaction(async (sql) => {
      await insertImport(sql, empresa.newImport);
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    expect((await insert()).number).toBe(1);
    expect(await log()).toHaveLength(1);
  });
});

describe('moveImport', () => {
  it('lets exactly one of 50 simultaneous moves of one version win', async () => {
    const ready = await moved(await insert(), [RECEIVED, QUEUED]);
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, i) => (i % 2 ? move(ready, [STARTED]) : move(ready, [DELETED]))),
    );
    const winners = results.filter((result) => result !== undefined);
    expect(winners).toHaveLength(1);
    expect(await row(ready)).toMatchObject({ version: ready.version + 1, phase: winners[0]?.phase });
    expect(await log()).toHaveLength(4);
  });

  it('writes one event per step and raises the version once', async () => {
    const created = await insert();
    const result = await moved(created, [RECEIVED, QUEUED], {
      actorId: empresa.usuarioId,
      note: 'por la web',
      set: { file_key: 'abc', sheets: ['Hoja 1', 'Ñandú'], failure: null, file_bytes: 5_000_000_000n },
    });
    expect(result).toEqual({
      importId: created.importId,
      empresaId: empresa.empresaId,
      version: created.version + 1,
      sequence: 3n,
      estado: 'PENDIENTE',
      phase: 'QUEUED',
      events: [
        { kind: 'FILE_RECEIVED', sequence: 2n },
        { kind: 'QUEUED', sequence: 3n },
      ],
    });
    expect(await row(created)).toMatchObject({
      phase: 'QUEUED',
      sequence: 3n,
      fileKey: 'abc',
      sheets: ['Hoja 1', 'Ñandú'],
      fileBytes: 5_000_000_000n,
    });
    expect((await log()).slice(1)).toMatchObject([
      { kind: 'FILE_RECEIVED', fromPhase: 'AWAITING_FILE', toPhase: 'READY', note: null },
      {
        kind: 'QUEUED',
        fromPhase: 'READY',
        toPhase: 'QUEUED',
        note: 'por la web',
        actorId: empresa.usuarioId,
      },
    ]);
  });

  it('writes nothing when somebody else was first, and nothing at all for another empresa', async () => {
    const created = await insert();
    await moved(created, [RECEIVED]);
    expect(await move(created, [DELETED])).toBeUndefined();
    const other = await exampleEmpresa(database());
    expect(
      await move(await moved(await insert(), [RECEIVED]), [DELETED], { empresaId: other.empresaId }),
    ).toBeUndefined();
    expect(await log()).toHaveLength(4);
    expect((await row(created)).estado).toBe('PENDIENTE');
  });

  it('refuses, as a bug, a step that the table of transitions does not allow', async () => {
    const created = await insert();
    await expect(move(created, [STARTED])).rejects.toThrow(
      'STARTED does not lead from AWAITING_FILE to EN_PROCESO/READING',
    );
    await expect(move(created, [RECEIVED, STARTED])).rejects.toThrow('STARTED does not lead from READY');
    await expect(move(created, [{ ...RECEIVED, to: STARTED.to }])).rejects.toThrow(
      'FILE_RECEIVED does not lead',
    );
    await expect(move(created, [{ ...RECEIVED, kind: 'REPROCESSED' }])).rejects.toThrow(
      'REPROCESSED does not lead',
    );
    expect(await row(created)).toMatchObject({ version: created.version, phase: 'AWAITING_FILE' });
    expect(await log()).toHaveLength(1);
  });

  it('takes an outcome with FINALIZADO, and only there', async () => {
    const reading = await running();
    await expect(move(reading, [FINISHED])).rejects.toThrow('outcome');
    await expect(move(reading, [STORING], { outcome: 'SUCCEEDED' })).rejects.toThrow('outcome');
    await moved(reading, [FINISHED], { outcome: 'FAILED' });
    expect(await row(reading)).toMatchObject({ estado: 'FINALIZADO', outcome: 'FAILED' });
    expect((await log()).at(-1)).toMatchObject({ kind: 'FINISHED', outcome: 'FAILED', fromPhase: 'READING' });
  });

  it('keeps a worker out whose attempt is over', async () => {
    const reading = await running();
    await moved(reading, [RESUMED], { set: { attempt: 2 } });
    expect(await move(reading, [STORING], { expect: { attempt: 1 } })).toBeUndefined();
    const storing = await moved(reading, [STORING], { expect: { attempt: 2 } });
    expect(storing.version).toBe(reading.version + 2);
    await moved(storing, [FINISHED], { expect: { attempt: 2 }, outcome: 'SUCCEEDED' });
    const late = move(storing, [FINISHED], { expect: { attempt: 2 }, outcome: 'FAILED' });
    expect(await late).toBeUndefined();
    expect(await row(reading)).toMatchObject({ outcome: 'SUCCEEDED' });
  });

  it('moves several imports in transactions that cross each other without a deadlock', async () => {
    const imports = await Promise.all([insert(), insert()]);
    const both = (order: MovedImport[]) =>
      database().transaction(async (sql) => {
        for (const { importId, version } of order) {
          const expectation = { empresaId: empresa.empresaId, importId, expect: { version } };
          await moveImport(sql, { ...expectation, steps: [DELETED], actorId: null });
        }
      });
    await Promise.all(Array.from({ length: 10 }, (_, i) => both(i % 2 ? imports : [...imports].reverse())));
    expect(await log()).toHaveLength(4);
  });

  it('shows no sequence before a lower one: a reader that goes on from the last it saw misses none', async () => {
    const WRITERS = 8;
    const MOVES = 15;
    const imports = await Promise.all(Array.from({ length: WRITERS }, insert));
    const writers = imports.map(async (created) => {
      let now: MovedImport = created;
      for (let i = 0; i < MOVES; i++) now = await moved(now, [RECEIVED]);
    });
    let writing = true;
    const written = Promise.all(writers).finally(() => {
      writing = false;
    });
    const seen: bigint[] = [];
    const read = async () => {
      const { rows } = await database().pool.query<{ sequence: bigint }>(
        'SELECT sequence FROM import_events WHERE empresa_id = $1 AND sequence > $2 ORDER BY sequence',
        [empresa.empresaId, seen.at(-1) ?? 0n],
      );
      seen.push(...rows.map(({ sequence }) => sequence));
    };
    while (writing) await read();
    await written;
    await read();
    expect(seen).toEqual(Array.from({ length: WRITERS * (MOVES + 1) }, (_, i) => BigInt(i + 1)));
  });
});
