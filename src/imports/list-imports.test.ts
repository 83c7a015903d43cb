import { beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import type { Periodo } from '../domain/periodo.ts';
import type { Session } from '../domain/session.ts';
import { countImports, totalImports } from './count-imports.ts';
import { newSession, schedule, useParts } from './imports.test-data.ts';
import { type ListImportsInput, listImports } from './list-imports.ts';

const parts = useParts(useDatabase());

let session: Session;
/** By what they are called below. */
const ids: Record<string, number> = {};

/** Made in this order, one second after the other. */
const ROWS: Record<string, string> = {
  awaiting: "estado = 'PENDIENTE'",
  ready: "phase = 'READY', file_name = 'Detalle_50%.xlsx'",
  later: "phase = 'SCHEDULED', programacion_at = '2030-01-02'",
  sooner: "phase = 'SCHEDULED', programacion_at = '2030-01-01'",
  second: "phase = 'QUEUED', queued_at = '2026-01-02', file_name = 'detalle septiembre.xlsx'",
  first: "phase = 'QUEUED', queued_at = '2026-01-01'",
  running2: "estado = 'EN_PROCESO', phase = 'READING', started_at = '2026-01-02', periodo = '2026-08'",
  running1: "estado = 'EN_PROCESO', phase = 'STORING', started_at = '2026-01-01', periodo = '2026-07'",
  done: "estado = 'FINALIZADO', phase = 'DONE', outcome = 'SUCCEEDED', started_at = '2025-12-01', finished_at = '2026-01-01'",
  failed:
    "estado = 'FINALIZADO', phase = 'DONE', outcome = 'FAILED', started_at = '2025-12-02', finished_at = '2026-01-02'",
  deleted: "estado = 'ELIMINADO', phase = 'DONE'",
};

beforeAll(async () => {
  session = await newSession(parts());
  const other = await newSession(parts());
  await schedule(parts(), other);
  for (const [n, [name, set]] of Object.entries(ROWS).entries()) {
    const id = await schedule(parts(), session);
    ids[name] = id;
    await parts().database.pool.query(
      `UPDATE imports SET created_at = '2025-06-01'::timestamptz + make_interval(secs => $2), ${set} WHERE id = $1`,
      [id, n],
    );
  }
});

const nameOf = (id: number) => Object.keys(ids).find((name) => ids[name] === id);
const list = async (input: Omit<ListImportsInput, 'page'> & Partial<ListImportsInput> = {}) =>
  (await listImports(parts(), session, { page: {}, ...input })).edges.map(({ importId }) => nameOf(importId));

const QUEUE = ['running1', 'running2', 'first', 'second', 'sooner', 'later', 'ready', 'awaiting'];

describe('the order of the list', () => {
  it.each([
    ['PENDIENTE_Y_EN_PROCESO', QUEUE],
    ['PENDIENTE', QUEUE.slice(2)],
    ['EN_PROCESO', ['running1', 'running2']],
    ['FINALIZADO', ['failed', 'done']],
    ['ELIMINADO', ['deleted']],
    [undefined, Object.keys(ROWS).reverse()],
  ] as const)('of %s is the viewer’s', async (estado, expected) => {
    expect(await list({ estado })).toEqual(expected);
  });

  it('may be chosen; what has not happened comes last either way, ties by id', async () => {
    const finished = { field: 'FINISHED_AT' } as const;
    expect((await list({ orderBy: finished })).slice(0, 2)).toEqual(['failed', 'done']);
    expect((await list({ orderBy: { ...finished, direction: 'ASC' } })).slice(0, 3)).toEqual([
      'done',
      'failed',
      'awaiting',
    ]);
    expect((await list({ orderBy: { field: 'PERIODO', direction: 'ASC' } })).slice(0, 3)).toEqual([
      'running1',
      'running2',
      'awaiting',
    ]);
    expect((await list({ orderBy: { field: 'STARTED_AT' } })).slice(0, 4)).toEqual([
      'running2',
      'running1',
      'failed',
      'done',
    ]);
    expect((await list({ orderBy: { field: 'QUEUE' } })).slice(0, 8)).toEqual(QUEUE);
  });
});

describe('pages', () => {
  it.each([undefined, 'PENDIENTE_Y_EN_PROCESO', 'FINALIZADO'] as const)(
    'of %s hold every row once, forwards and backwards',
    async (estado) => {
      const whole = await list({ estado });
      for (const forwards of [true, false]) {
        const walked: (string | undefined)[] = [];
        let cursor: string | undefined;
        for (;;) {
          const page = forwards ? { first: 3, after: cursor } : { last: 3, before: cursor };
          const { edges, hasNextPage, hasPreviousPage } = await listImports(parts(), session, {
            estado,
            page,
          });
          const names = edges.map(({ importId }) => nameOf(importId));
          if (forwards) walked.push(...names);
          else walked.unshift(...names);
          expect(forwards ? hasPreviousPage : hasNextPage).toBe(cursor !== undefined);
          cursor = (forwards ? edges.at(-1) : edges[0])?.cursor;
          if (!(forwards ? hasNextPage : hasPreviousPage)) break;
        }
        expect(walked).toEqual(whole);
      }
    },
  );

  it('go on at their place when the row of the cursor has moved away', async () => {
    const own = await newSession(parts());
    for (let n = 0; n < 4; n++) await schedule(parts(), own);
    const page = await listImports(parts(), own, { page: { first: 2 } });
    const all = await listImports(parts(), own, { page: {} });
    await parts().database.pool.query(
      `UPDATE imports SET created_at = created_at - interval '1 day' WHERE id = $1`,
      [page.edges[1]?.importId],
    );
    const next = await listImports(parts(), own, { page: { first: 2, after: page.edges[1]?.cursor } });
    expect(next.edges.map(({ importId }) => importId)).toEqual(
      all.edges.slice(2).map(({ importId }) => importId),
    );
  });

  it('of none say whether there are rows', async () => {
    expect(await listImports(parts(), session, { page: { first: 0 } })).toEqual({
      edges: [],
      hasNextPage: true,
      hasPreviousPage: false,
    });
  });

  it.each([
    [{ first: 201 }],
    [{ last: 201 }],
    [{ first: -1 }],
    [{ first: 1, last: 1 }],
    [{ after: 'no cursor' }],
    [{ after: Buffer.from('["CREATED_AT DESC","2025-13-99T00:00:00.000Z",1]').toString('base64url') }],
    [{ after: Buffer.from('["CREATED_AT DESC","2025-01-01T00:00:00.000Z",9e99]').toString('base64url') }],
    [{ before: Buffer.from('["QUEUE ASC",1,"2025-01-01T00:00:00.000Z",1]').toString('base64url') }],
  ])('%o are refused', async (page) => {
    await expect(listImports(parts(), session, { page })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('the filter', () => {
  const periodo = (text: string) => text as Periodo;
  it.each([
    ['outcomes', () => ({ outcome: ['FAILED', 'CANCELED'] as const }), ['failed']],
    ['no outcome at all', () => ({ outcome: [] }), []],
    ['a periodo', () => ({ periodo: periodo('2026-08') }), ['running2']],
    [
      'periodos from and to, both included',
      () => ({ periodoFrom: periodo('2026-07'), periodoTo: periodo('2026-08') }),
      ['running1', 'running2'],
    ],
    ['an instant from which on', () => ({ createdFrom: new Date('2025-06-01T00:00:10Z') }), ['deleted']],
    ['an instant up to which', () => ({ createdTo: new Date('2025-06-01T00:00:00Z') }), ['awaiting']],
    ['the usuario', () => ({ createdBy: session.usuarioId, outcome: ['SUCCEEDED'] as const }), ['done']],
    ['another usuario', () => ({ createdBy: session.usuarioId + 1 }), []],
    ['an id that no column can hold', () => ({ operadorId: 2 ** 53 }), []],
    ['the exact number', () => ({ search: ' 1 ' }), ['awaiting']],
    ['a number too large', () => ({ search: '9999999999' }), []],
    ['the beginning of a file name, whatever its case', () => ({ search: 'DETALLE' }), ['second', 'ready']],
    ['signs that LIKE would read', () => ({ search: 'detalle_' }), ['ready']],
    ['a percent sign', () => ({ search: '%' }), []],
    ['the middle of a file name', () => ({ search: 'septiembre' }), []],
    ['what the database cannot hold', () => ({ search: 'a\0' }), []],
  ])('by %s', async (_what, filter, expected) => {
    expect(await list({ filter: filter() })).toEqual(expected);
    expect(await totalImports(parts(), session, { filter: filter() })).toBe(expected.length);
  });

  it('by plantilla and tipo matches the code, whatever the version', async () => {
    const { prisma } = parts().database;
    const row = await prisma.import.findUniqueOrThrow({ where: { id: ids['done'] ?? 0 } });
    const plantilla = await prisma.plantilla.findUniqueOrThrow({
      where: { id: row.plantillaId },
      include: { tiposArchivo: true },
    });
    const { id: _, createdAt: __, tiposArchivo, ...same } = plantilla;
    const newer = await prisma.plantilla.create({
      data: {
        ...same,
        definition: {},
        version: 99,
        empresaId: session.empresaId,
        tiposArchivo: { create: tiposArchivo.map(({ id: _, plantillaId: __, ...tipo }) => tipo) },
      },
      include: { tiposArchivo: true },
    });
    const tipo = newer.tiposArchivo.find(({ code }) => code === row.tipoArchivoCode);
    expect(await list({ filter: { plantillaId: newer.id } })).toHaveLength(11);
    expect(await list({ filter: { tipoArchivoId: tipo?.id, operadorId: row.operadorId } })).toHaveLength(11);
    // Another empresa cannot even ask by it.
    const other = await newSession(parts());
    await schedule(parts(), other);
    expect(await totalImports(parts(), other, { filter: { plantillaId: newer.id } })).toBe(0);
    const different = await prisma.plantilla.findFirstOrThrow({
      where: { code: { not: row.plantillaCode } },
    });
    expect(await list({ filter: { plantillaId: different.id } })).toEqual([]);
  });
});

describe('the counts', () => {
  it('agree with the lists', async () => {
    expect(await countImports(parts(), session)).toEqual({
      pendienteYEnProceso: 8,
      pendiente: 6,
      enProceso: 2,
      finalizado: 2,
      eliminado: 1,
    });
    expect(await countImports(parts(), session, { outcome: ['FAILED'] })).toMatchObject({
      pendiente: 0,
      finalizado: 1,
    });
    expect(await totalImports(parts(), session, { estado: 'PENDIENTE_Y_EN_PROCESO' })).toBe(8);
  });
});
