import { beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { ValidationError } from '../domain/errors.ts';
import { parsePeriodo } from '../domain/periodo.ts';
import {
  addOwnOperador,
  addOwnPlantilla,
  addTenant,
  builtIn,
  definitionWith,
  OPERADOR,
} from './catalog.test-data.ts';
import type { Tenant } from './find-in-catalog.ts';
import { plantillaInForce } from './plantilla-in-force.ts';
import { seedBuiltIn } from './seed-built-in.ts';

const database = useDatabase();
const parts = () => ({ database: database() });
const ENTEL = { ...OPERADOR, code: 'entel-pe', name: 'Entel Perú' };

interface Ids {
  operadorId: number;
  plantillaId: number;
  tipoArchivoId: number;
}

describe('plantillaInForce', () => {
  let uno: Tenant;
  let dos: Tenant;
  beforeAll(async () => {
    const list = [
      builtIn({ version: 1, validTo: '2026-03', definition: definitionWith('cargos', 'viejo') }),
      builtIn({ version: 2, validFrom: '2026-02', validTo: '2026-08' }),
      builtIn({ code: 'resumen', name: 'Claro Perú: resumen' }),
      builtIn({ operador: ENTEL, name: 'Entel Perú: detalle' }),
    ];
    await seedBuiltIn({ ...parts(), log: { warn: () => {} } }, list);
    uno = await addTenant(database(), 'UNO');
    dos = await addTenant(database(), 'DOS');
  });

  it.each([
    ['2026-01', 1],
    ['2026-02', 2],
    ['2026-08', 2],
  ])('in %s takes version %i, whichever version the ids come from', async (periodo, version) => {
    for (const named of [1, 2]) {
      const found = await choose(uno, await ids('claro-pe', 'detalle', named, 'cargos'), periodo);
      expect(found.operador.code).toBe('claro-pe');
      expect(found.plantilla).toMatchObject({ code: 'detalle', version });
      expect(found.tipoArchivo).toMatchObject({ code: 'cargos', plantillaId: found.plantilla.id });
    }
  });

  it('says when no version is in force in the periodo', async () => {
    const fields = await wrong(uno, await ids('claro-pe', 'detalle', 2, 'cargos'), '2026-09');
    expect(fields).toEqual([{ path: ['plantillaId'], code: 'NOT_IN_FORCE', text: expect.anything() }]);
    expect(fields[0]?.text.es).toMatch(/Claro Perú: detalle.*2026-09/);
  });

  it('says when the version in force has no such tipo de archivo', async () => {
    const fields = await wrong(uno, await ids('claro-pe', 'detalle', 1, 'viejo'), '2026-05');
    expect(fields).toMatchObject([{ path: ['tipoArchivoId'], code: 'NOT_IN_FORCE' }]);
    await expect(choose(uno, await ids('claro-pe', 'detalle', 1, 'viejo'), '2026-01')).resolves.toBeDefined();
  });

  it('says which parts do not fit together, naming both', async () => {
    const entel = await ids('entel-pe', 'detalle', 1, 'cargos');
    const claro = await ids('claro-pe', 'detalle', 1, 'cargos');
    const resumen = await ids('claro-pe', 'resumen', 1, 'cargos');
    const plantilla = await wrong(uno, { ...entel, operadorId: claro.operadorId }, '2026-01');
    expect(plantilla).toMatchObject([{ path: ['plantillaId'], code: 'DOES_NOT_BELONG' }]);
    expect(plantilla[0]?.text.es).toMatch(/Entel Perú.*Claro Perú/);
    const tipo = await wrong(uno, { ...claro, tipoArchivoId: resumen.tipoArchivoId }, '2026-01');
    expect(tipo).toMatchObject([{ path: ['tipoArchivoId'], code: 'DOES_NOT_BELONG' }]);
    const both = { ...entel, operadorId: claro.operadorId, tipoArchivoId: resumen.tipoArchivoId };
    expect((await wrong(uno, both, '2026-01')).map(({ path }) => path)).toEqual([
      ['plantillaId'],
      ['tipoArchivoId'],
    ]);
  });

  it('names every part that does not exist', async () => {
    const nothing = { operadorId: 999_999, plantillaId: 999_999, tipoArchivoId: undefined };
    expect(await wrong(uno, nothing, '2026-01')).toMatchObject([
      { path: ['operadorId'], code: 'UNKNOWN' },
      { path: ['plantillaId'], code: 'UNKNOWN' },
      { path: ['tipoArchivoId'], code: 'UNKNOWN' },
    ]);
  });

  it('takes another empresa’s ids for unknown ones, with the same words', async () => {
    const operador = await addOwnOperador(database(), { ...uno, code: 'radio' });
    const own = await addOwnPlantilla(database(), { ...uno, operadorId: operador.id, code: 'radio' });
    const theirs = {
      operadorId: operador.id,
      plantillaId: own.id,
      tipoArchivoId: own.tiposArchivo[0]?.id ?? 0,
    };
    await expect(choose(uno, theirs, '2026-01')).resolves.toMatchObject({ plantilla: { id: own.id } });
    const nothing = { operadorId: 999_999, plantillaId: 999_999, tipoArchivoId: 999_999 };
    expect(await wrong(dos, theirs, '2026-01')).toEqual(await wrong(dos, nothing, '2026-01'));
  });

  it('refuses an inactive operador', async () => {
    const tres = await addTenant(database(), 'TRES');
    const entel = await ids('entel-pe', 'detalle', 1, 'cargos');
    await addOwnOperador(database(), { ...tres, code: 'entel-pe', active: false });
    expect(await wrong(tres, entel, '2026-01')).toMatchObject([{ path: ['operadorId'], code: 'INACTIVE' }]);
    await expect(choose(uno, entel, '2026-01')).resolves.toBeDefined();
  });

  it('takes the own plantilla that shadows the built-in one whose ids a client still holds', async () => {
    const cuatro = await addTenant(database(), 'CUATRO');
    const held = await ids('claro-pe', 'detalle', 1, 'cargos');
    const own = await addOwnPlantilla(database(), {
      ...cuatro,
      operadorId: held.operadorId,
      code: 'detalle',
    });
    const found = await choose(cuatro, held, '2030-01');
    expect(found.plantilla.id).toBe(own.id);
    expect(found.tipoArchivo.id).toBe(own.tiposArchivo[0]?.id);
  });

  it('takes the own operador that shadows the built-in one, with the built-in plantillas of its code', async () => {
    const cinco = await addTenant(database(), 'CINCO');
    const held = await ids('claro-pe', 'detalle', 2, 'cargos');
    const own = await addOwnOperador(database(), { ...cinco, code: 'claro-pe' });
    for (const operadorId of [own.id, held.operadorId]) {
      const found = await choose(cinco, { ...held, operadorId }, '2026-05');
      expect(found.operador.id).toBe(own.id);
      expect(found.plantilla).toMatchObject({ empresaId: null, version: 2 });
    }
  });
});

type Named = { [K in keyof Ids]: number | undefined };

function choose(tenant: Tenant, named: Named, periodo: string) {
  return plantillaInForce(parts(), tenant, { ...named, periodo: parsePeriodo(periodo) });
}

async function wrong(tenant: Tenant, named: Named, periodo: string): Promise<ValidationError['fields']> {
  const refused: unknown = await choose(tenant, named, periodo).catch((error: unknown) => error);
  if (refused instanceof ValidationError) return refused.fields;
  throw new Error('it was not refused', { cause: refused });
}

/** Of the built-in rows. */
async function ids(operador: string, code: string, version: number, tipo: string): Promise<Ids> {
  const found = await database().prisma.tipoArchivo.findFirstOrThrow({
    where: { code: tipo, plantilla: { empresaId: null, code, version, operador: { code: operador } } },
    include: { plantilla: true },
  });
  return { operadorId: found.plantilla.operadorId, plantillaId: found.plantillaId, tipoArchivoId: found.id };
}
