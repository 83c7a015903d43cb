import { beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { NotFoundError, RequestError, ValidationError } from '../domain/errors.ts';
import { parsePeriodo } from '../domain/periodo.ts';
import type { Session } from '../domain/session.ts';
import { addOwnOperador, addTenant, builtIn, definitionWith } from './catalog.test-data.ts';
import { plantillasOf } from './plantillas-of.ts';
import { type SavePlantillaInput, savePlantilla } from './save-plantilla.ts';
import { seedBuiltIn } from './seed-built-in.ts';

const database = useDatabase();
const parts = () => ({ database: database() });
const CLARO = { code: 'claro-pe' };

describe('savePlantilla', () => {
  let uno: Session;
  let dos: Session;
  let operadorId: number;
  beforeAll(async () => {
    await seedBuiltIn({ ...parts(), log: { warn: () => {} } }, [builtIn({ version: 3 })]);
    uno = await adminOf(await addTenant(database(), 'UNO'));
    dos = await adminOf(await addTenant(database(), 'DOS'));
    operadorId = (await database().prisma.operador.findFirstOrThrow()).id;
  });

  const adminOf = async ({ empresaId }: { empresaId: number }): Promise<Session> => {
    const usuario = `admin-${empresaId}`;
    const named = { usuario, usuarioKey: usuario, name: usuario, contrasenaHash: 'none' };
    const { id } = await database().prisma.usuario.create({ data: { empresaId, role: 'ADMIN', ...named } });
    return { empresaId, usuarioId: id, role: 'ADMIN', family: 'x', expiresAt: new Date() };
  };
  const save = (who: Session, change: Partial<SavePlantillaInput> = {}) =>
    savePlantilla(parts(), who, {
      operadorId,
      code: 'propia',
      name: ' Nuestra ',
      validFrom: null,
      definition: definitionWith('cargos'),
      ...change,
    });
  const saved = async (id: number) =>
    database().prisma.plantilla.findUniqueOrThrow({
      where: { id },
      include: { tiposArchivo: { orderBy: { position: 'asc' } } },
    });

  it('makes version 1 of a new code, and one more each time, the same again as well', async () => {
    const first = await save(uno);
    const second = await save(uno, {
      definition: definitionWith('cargos', 'resumen'),
      validFrom: parsePeriodo('2026-10'),
    });
    const third = await save(uno, { definition: definitionWith('cargos', 'resumen') });
    expect(await saved(first.plantillaId)).toMatchObject({
      version: 1,
      name: 'Nuestra',
      empresaId: uno.empresaId,
      validFrom: null,
      tiposArchivo: [{ code: 'cargos' }],
      definition: definitionWith('cargos'),
    });
    expect(await saved(second.plantillaId)).toMatchObject({
      version: 2,
      validFrom: '2026-10',
      tiposArchivo: [{ code: 'cargos' }, { code: 'resumen' }],
    });
    expect(await saved(third.plantillaId)).toMatchObject({ version: 3 });
  });

  it('goes on from the built-in plantilla that it hides from the empresa, and from no other', async () => {
    const { plantillaId } = await save(uno, { code: 'detalle' });
    expect(await saved(plantillaId)).toMatchObject({ version: 4 });
    const seen = async (who: Session) =>
      (await plantillasOf(parts(), who, CLARO)).map(({ code, version }) => `${code} ${version}`).sort();
    expect(await seen(uno)).toContain('detalle 4');
    expect(await seen(dos)).toEqual(['detalle 3']);
  });

  it('gives twenty that save at once twenty versions', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => save(dos, { code: 'a-la-vez' })));
    const versions = await Promise.all(
      all.map(async ({ plantillaId }) => (await saved(plantillaId)).version),
    );
    expect(versions.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it('takes the operador that hides the named one', async () => {
    const tres = await adminOf(await addTenant(database(), 'TRES'));
    const own = await addOwnOperador(database(), { empresaId: tres.empresaId, code: 'claro-pe' });
    const { plantillaId } = await save(tres);
    expect((await saved(plantillaId)).operadorId).toBe(own.id);
  });

  it('lists every mistake at once, those of the definition with their paths, and keeps nothing', async () => {
    const before = await database().prisma.plantilla.count();
    const definition = { ...definitionWith('cargos'), cycleDay: 40, tolerancia: '0' };
    const refused = await save(uno, { code: 'Mal Código', name: ' ', definition }).catch(
      (error: unknown) => error,
    );
    if (!(refused instanceof ValidationError)) throw refused;
    expect(refused.fields.map(({ path }) => path)).toEqual([
      ['code'],
      ['name'],
      ['definition', 'cycleDay'],
      ['definition', 'tolerancia'],
    ]);
    expect(await database().prisma.plantilla.count()).toBe(before);
  });

  it.each([
    ['U+0000', { header: { cells: ['a\u0000b'] } }],
    ['half a character', { header: { cells: ['a\ud800b'] } }],
    ['U+0000 in a key', { 'a\u0000': 1 }],
    ['nothing at all', undefined],
    ['a list', []],
    ['far too many levels', JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)],
    [
      'ten thousand unknown words',
      Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`palabra${i}`, i])),
    ],
  ])('refuses a definition with %s', async (_, definition) => {
    await expect(save(uno, { definition })).rejects.toThrow(ValidationError);
  });

  it('keeps a definition that shows a backslash', async () => {
    const definition = { ...definitionWith('cargos'), header: { cells: ['Línea', '\\u0000 \\\\ud800'] } };
    expect(await saved((await save(uno, { definition })).plantillaId)).toMatchObject({ definition });
  });

  it('knows no operador of another empresa', async () => {
    const foreign = await addOwnOperador(database(), { empresaId: dos.empresaId, code: 'de-dos' });
    for (const id of [foreign.id, 0, undefined]) {
      await expect(save(uno, { operadorId: id })).rejects.toThrow(NotFoundError);
    }
  });

  it.each(['READER', 'ANALYST', 'SUPERVISOR'] as const)('is not for a %s', async (role) => {
    await expect(save({ ...uno, role })).rejects.toThrow(RequestError);
  });
});
