import type { Operador, Plantilla } from '../database/generated/client.ts';
import type { Periodo } from '../domain/periodo.ts';
import { byName } from './by-name.ts';
import { type CatalogParts, readableBy, type Tenant } from './find-in-catalog.ts';
import { shadowed } from './shadowed.ts';

/**
 * One version of each code, by name. validIn left out: the newest; with it: the version in force in that periodo, the
 * highest if several, and no row for a code that has none. Plantillas go by the operador's code: an own operador keeps the
 * built-in plantillas of its code, and an own plantilla's code hides all versions of the built-in one.
 */
export async function plantillasOf(
  parts: CatalogParts,
  tenant: Tenant,
  operador: Pick<Operador, 'code'>,
  validIn?: Periodo,
): Promise<Plantilla[]> {
  const [plantillas = []] = await plantillasOfEach(parts, tenant, [operador], validIn);
  return plantillas;
}

/** The same for several operadores at once, in their order, with as many statements as for one. */
export async function plantillasOfEach(
  { database }: CatalogParts,
  tenant: Tenant,
  operadores: readonly Pick<Operador, 'code'>[],
  validIn?: Periodo,
): Promise<Plantilla[][]> {
  const codes = [...new Set(operadores.map(({ code }) => code))];
  const plantillas = await database.prisma.plantilla.findMany({
    where: { ...readableBy(tenant), operador: { code: { in: codes }, ...readableBy(tenant) } },
    include: { operador: { select: { code: true } } },
  });
  return operadores.map(({ code }) => {
    const own = shadowed(plantillas.filter(({ operador }) => operador.code === code));
    return highestVersions(own.filter((plantilla) => !validIn || inForce(plantilla, validIn))).sort(byName);
  });
}

/** Both ends included, null = open. */
export function inForce(
  { validFrom, validTo }: Pick<Plantilla, 'validFrom' | 'validTo'>,
  periodo: Periodo,
): boolean {
  return (validFrom === null || validFrom <= periodo) && (validTo === null || periodo <= validTo);
}

function highestVersions(plantillas: readonly Plantilla[]): Plantilla[] {
  const highest = new Map<string, Plantilla>();
  for (const plantilla of plantillas) {
    const known = highest.get(plantilla.code);
    if (!known || known.version < plantilla.version) highest.set(plantilla.code, plantilla);
  }
  return [...highest.values()];
}
