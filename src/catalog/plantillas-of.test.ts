import { beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { parsePeriodo } from '../domain/periodo.ts';
import { addOwnOperador, addOwnPlantilla, addTenant, builtIn, OPERADOR } from './catalog.test-data.ts';
import type { Tenant } from './find-in-catalog.ts';
import { plantillasOf } from './plantillas-of.ts';
import { seedBuiltIn } from './seed-built-in.ts';

const database = useDatabase();
const parts = () => ({ database: database() });
const ENTEL = { ...OPERADOR, code: 'entel-pe', name: 'Entel Perú' };

describe('the plantillas of an operador', () => {
  let uno: Tenant;
  let dos: Tenant;
  beforeAll(async () => {
    const list = [
      builtIn({ version: 1, validTo: '2026-03' }),
      builtIn({ version: 2, validFrom: '2026-03', validTo: '2026-08' }),
      builtIn({ version: 3, validFrom: '2027-01' }),
      builtIn({ code: 'resumen', name: 'Claro Perú: resumen' }),
      builtIn({ operador: ENTEL, code: 'detalle', version: 9 }),
    ];
    await seedBuiltIn({ ...parts(), log: { warn: () => {} } }, list);
    uno = await addTenant(database(), 'UNO');
    dos = await addTenant(database(), 'DOS');
  });

  it('are the newest version of each code', async () => {
    expect(await versions(uno)).toEqual(['detalle 3', 'resumen 1']);
  });

  it.each([
    ['2025-01', ['detalle 1', 'resumen 1']],
    ['2026-02', ['detalle 1', 'resumen 1']],
    ['2026-03', ['detalle 2', 'resumen 1']],
    ['2026-08', ['detalle 2', 'resumen 1']],
    ['2026-09', ['resumen 1']],
    ['2026-12', ['resumen 1']],
    ['2027-01', ['detalle 3', 'resumen 1']],
    ['2099-12', ['detalle 3', 'resumen 1']],
  ])('in %s are those in force, the highest version where two are', async (periodo, expected) => {
    expect(await versions(uno, periodo)).toEqual(expected);
  });

  it('are all versions hidden by an own plantilla of the code, for that empresa only', async () => {
    const { id: operadorId } = await database().prisma.operador.findFirstOrThrow({
      where: { empresaId: null, code: OPERADOR.code },
    });
    await addOwnPlantilla(database(), { ...dos, operadorId, code: 'detalle', validFrom: '2026-05' });
    expect(await versions(dos, '2026-06')).toEqual(['resumen 1', 'own detalle 1']);
    expect(await versions(dos, '2026-04')).toEqual(['resumen 1']);
    expect(await versions(uno, '2026-06')).toEqual(['detalle 2', 'resumen 1']);
  });

  it('stay with an own operador that takes the code', async () => {
    const tres = await addTenant(database(), 'TRES');
    const { id: operadorId } = await addOwnOperador(database(), { ...tres, code: OPERADOR.code });
    await addOwnPlantilla(database(), { ...tres, operadorId, code: 'extra', version: 4 });
    expect(await versions(tres)).toEqual(['detalle 3', 'resumen 1', 'own extra 4']);
    expect(await versions(uno)).toEqual(['detalle 3', 'resumen 1']);
  });

  async function versions(tenant: Tenant, periodo?: string): Promise<string[]> {
    const validIn = periodo === undefined ? undefined : parsePeriodo(periodo);
    const plantillas = await plantillasOf(parts(), tenant, OPERADOR, validIn);
    return plantillas.map(({ empresaId, code, version }) => `${empresaId ? 'own ' : ''}${code} ${version}`);
  }
});
