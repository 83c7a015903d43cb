import { beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { addOwnOperador, addOwnPlantilla, addTenant, builtIn, OPERADOR } from './catalog.test-data.ts';
import { findOperador, findPlantilla, findTipoArchivo, type Tenant } from './find-in-catalog.ts';
import { seedBuiltIn } from './seed-built-in.ts';
import { listOperadores, visibleOperador } from './visible-catalog.ts';

const database = useDatabase();
const parts = () => ({ database: database() });

describe('the operadores of an empresa', () => {
  let uno: Tenant;
  let dos: Tenant;
  beforeAll(async () => {
    const entel = { ...OPERADOR, code: 'entel-pe', name: 'Entel Perú' };
    const bitel = { ...OPERADOR, code: 'bitel-pe', name: 'Bitel Perú' };
    const list = [entel, OPERADOR, bitel].map((operador) => builtIn({ operador }));
    await seedBuiltIn({ ...parts(), log: { warn: () => {} } }, list);
    uno = await addTenant(database(), 'UNO');
    dos = await addTenant(database(), 'DOS');
    await addOwnOperador(database(), { ...uno, code: 'claro-pe' });
    await addOwnOperador(database(), { ...uno, code: 'radio' });
    await addOwnOperador(database(), { ...dos, code: 'entel-pe', active: false });
  });

  it('are the built-in ones and its own, by name, its own code in place of the built-in one', async () => {
    const operadores = await listOperadores(parts(), uno);
    expect(operadores.map(({ name }) => name)).toEqual([
      'Bitel Perú',
      'Entel Perú',
      'Propio claro-pe',
      'Propio radio',
    ]);
  });

  it('leave out one that it made inactive, the built-in one of that code too', async () => {
    const operadores = await listOperadores(parts(), dos);
    expect(operadores.map(({ code }) => code)).toEqual(['bitel-pe', 'claro-pe']);
    expect(operadores.every(({ empresaId }) => empresaId === null)).toBe(true);
  });

  it('are found by what a code means to the empresa', async () => {
    expect(await visibleOperador(parts(), uno, 'claro-pe')).toMatchObject({ empresaId: uno.empresaId });
    expect(await visibleOperador(parts(), dos, 'claro-pe')).toMatchObject({ empresaId: null });
    expect(await visibleOperador(parts(), dos, 'radio')).toBeUndefined();
  });

  it('are found by id also when shadowed or inactive, never another empresa’s', async () => {
    for (const operador of await database().prisma.operador.findMany()) {
      const seen = { uno: operador.empresaId !== dos.empresaId, dos: operador.empresaId !== uno.empresaId };
      expect(await findOperador(parts(), uno, operador.id)).toEqual(seen.uno ? operador : undefined);
      expect(await findOperador(parts(), dos, operador.id)).toEqual(seen.dos ? operador : undefined);
    }
    expect(await findOperador(parts(), uno, 999_999)).toBeUndefined();
  });
});

describe('a plantilla and its tipos de archivo', () => {
  it('are found by id if built in or the empresa’s own', async () => {
    const [tres, cuatro] = [await addTenant(database(), 'TRES'), await addTenant(database(), 'CUATRO')];
    const { id: operadorId } = await addOwnOperador(database(), { ...tres, code: 'propio' });
    const own = await addOwnPlantilla(database(), { ...tres, operadorId, code: 'propia' });
    const tipoId = own.tiposArchivo[0]?.id ?? 0;
    expect(await findPlantilla(parts(), tres, own.id)).toMatchObject({ id: own.id, code: 'propia' });
    expect(await findTipoArchivo(parts(), tres, tipoId)).toMatchObject({ id: tipoId, plantillaId: own.id });
    expect(await findPlantilla(parts(), cuatro, own.id)).toBeUndefined();
    expect(await findTipoArchivo(parts(), cuatro, tipoId)).toBeUndefined();

    const shared = await database().prisma.tipoArchivo.findFirstOrThrow({
      where: { plantilla: { empresaId: null } },
    });
    expect(await findPlantilla(parts(), cuatro, shared.plantillaId)).toMatchObject({ empresaId: null });
    expect(await findTipoArchivo(parts(), cuatro, shared.id)).toEqual(shared);
  });
});
