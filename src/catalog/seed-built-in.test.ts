import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { readBuiltInPlantillas } from '../plantillas/built-in.ts';
import {
  addOwnOperador,
  addOwnPlantilla,
  addTenant,
  builtIn,
  definitionWith,
  OPERADOR,
} from './catalog.test-data.ts';
import { seedBuiltIn } from './seed-built-in.ts';

const database = useDatabase();

describe('seedBuiltIn', () => {
  let warnings: unknown[] = [];
  const log = { warn: (...said: unknown[]) => void warnings.push(said) };
  const seed = (...list: Parameters<typeof seedBuiltIn>[1]) =>
    seedBuiltIn({ database: database(), log }, list);

  beforeEach(async () => {
    warnings = [];
    await database().pool.query('TRUNCATE tipos_archivo, plantillas, operadores, empresas, imports CASCADE');
  });

  it('makes the operador, the plantilla and its tipos de archivo, which belong to no empresa', async () => {
    await seed(builtIn({ definition: definitionWith('cargos', 'resumen'), validFrom: '2026-01' }));
    const [plantilla] = await allPlantillas();
    expect(plantilla).toMatchObject({
      empresaId: null,
      code: 'detalle',
      version: 1,
      validFrom: '2026-01',
      validTo: null,
      definition: definitionWith('cargos', 'resumen'),
      operador: { ...OPERADOR, empresaId: null, active: true },
      tiposArchivo: [
        { code: 'cargos', name: 'Archivo cargos', kind: 'CHARGES', required: true, position: 0 },
        { code: 'resumen', position: 1 },
      ],
    });
  });

  it('takes all that the product comes with, twice as well as once', async () => {
    const list = readBuiltInPlantillas();
    await seed(...list);
    const once = await allPlantillas();
    await seed(...list);
    expect(await allPlantillas()).toEqual(once);
    expect(once).toHaveLength(list.length);
    expect(list.length).toBeGreaterThanOrEqual(6);
    for (const { code, tiposArchivo } of once) expect(tiposArchivo.length, code).toBeGreaterThan(0);
    expect(warnings).toEqual([]);
  });

  it('takes one list from five servers that start at once', async () => {
    const list = [builtIn(), builtIn({ version: 2 })];
    await Promise.all(Array.from({ length: 5 }, () => seed(...list)));
    expect(await allPlantillas()).toHaveLength(2);
    expect(await database().prisma.operador.count()).toBe(1);
  });

  it('keeps the ids of what stays when an unused definition changes', async () => {
    await seed(builtIn({ definition: definitionWith('cargos', 'resumen') }));
    const [before] = await allPlantillas();
    await seed(builtIn({ definition: definitionWith('ajustes', 'cargos') }));
    const [after] = await allPlantillas();
    expect(after?.id).toBe(before?.id);
    expect(after?.definition).toEqual(definitionWith('ajustes', 'cargos'));
    expect(after?.tiposArchivo.map(({ code }) => code)).toEqual(['ajustes', 'cargos']);
    expect(after?.tiposArchivo[1]?.id).toBe(before?.tiposArchivo[0]?.id);
    expect(warnings).toEqual([]);
  });

  it('changes the name and the months in force also of one in use', async () => {
    await seed(builtIn());
    await importWith('EN-USO');
    await seed(builtIn({ name: 'Otro nombre', validTo: '2026-06' }));
    expect((await allPlantillas())[0]).toMatchObject({ name: 'Otro nombre', validTo: '2026-06' });
    expect(warnings).toEqual([]);
  });

  it('leaves a definition that an import was read with as it is, and says so', async () => {
    await seed(builtIn());
    await importWith('LEIDA');
    await seed(builtIn({ definition: definitionWith('otros') }), builtIn({ code: 'nueva' }));
    const [detalle, nueva] = await allPlantillas();
    expect(detalle).toMatchObject({
      definition: definitionWith('cargos'),
      tiposArchivo: [{ code: 'cargos' }],
    });
    expect(nueva).toMatchObject({ code: 'nueva' });
    expect(warnings).toEqual([
      [
        { operador: 'claro-pe', plantilla: 'detalle', version: 1 },
        expect.stringMatching(/detalle was changed.* version 1, .*give it a higher "version"/),
      ],
    ]);
  });

  it('takes the changed definition as a higher version beside the one in use', async () => {
    await seed(builtIn());
    await importWith('SUBE');
    await seed(builtIn(), builtIn({ version: 2, definition: definitionWith('otros') }));
    expect((await allPlantillas()).map(({ version }) => version)).toEqual([1, 2]);
    expect(warnings).toEqual([]);
  });

  it('follows an operador’s new name, and does not wake one that was made inactive', async () => {
    await seed(builtIn());
    await database().prisma.operador.updateMany({ data: { active: false } });
    await seed(builtIn({ operador: { ...OPERADOR, name: 'Claro' } }));
    expect(await database().prisma.operador.findMany()).toMatchObject([{ name: 'Claro', active: false }]);
  });

  it('never touches an empresa’s own rows of the same codes', async () => {
    const { empresaId } = await addTenant(database(), 'PROPIA');
    const operador = await addOwnOperador(database(), { empresaId, code: OPERADOR.code });
    const own = await addOwnPlantilla(database(), { empresaId, operadorId: operador.id, code: 'detalle' });
    await seed(builtIn());
    const prisma = database().prisma;
    expect(await prisma.operador.findUnique({ where: { id: operador.id } })).toEqual(operador);
    const where = { id: own.id };
    expect(await prisma.plantilla.findUnique({ where, include: { tiposArchivo: true } })).toEqual(own);
    expect(await prisma.operador.count({ where: { empresaId: null } })).toBe(1);
  });

  it('seeds nothing of a list with a mistake', async () => {
    await expect(seed(builtIn(), builtIn({ code: 'mala', definition: {} }))).rejects.toThrow();
    expect(await allPlantillas()).toEqual([]);
  });
});

function allPlantillas() {
  return database().prisma.plantilla.findMany({
    orderBy: [{ code: 'asc' }, { version: 'asc' }],
    include: { operador: true, tiposArchivo: { orderBy: { position: 'asc' } } },
  });
}

/** An import of the first plantilla, in an empresa made for it. */
async function importWith(code: string): Promise<void> {
  const { prisma } = database();
  const { empresaId } = await addTenant(database(), code);
  const usuario = { empresaId, usuario: code, usuarioKey: code, name: code, contrasenaHash: '' };
  const { id: createdById } = await prisma.usuario.create({ data: { ...usuario, role: 'ADMIN' } });
  const plantilla = await prisma.plantilla.findFirstOrThrow({ include: { tiposArchivo: true } });
  const [tipoArchivo] = plantilla.tiposArchivo;
  if (!tipoArchivo) throw new Error('the plantilla has a tipo de archivo');
  await prisma.import.create({
    data: {
      empresaId,
      number: 1,
      operadorId: plantilla.operadorId,
      plantillaId: plantilla.id,
      tipoArchivoId: tipoArchivo.id,
      plantillaCode: plantilla.code,
      tipoArchivoCode: tipoArchivo.code,
      periodo: '2026-05',
      programacionMode: 'AHORA',
      errorPolicy: 'REJECT_ROWS',
      duplicatePolicy: 'REJECT',
      validateOnly: false,
      requireConfirmation: false,
      createdById,
    },
  });
}
