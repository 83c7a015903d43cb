import type { Operador, Plantilla, TipoArchivo } from '../database/generated/client.ts';
import { ValidationError } from '../domain/errors.ts';
import type { Periodo } from '../domain/periodo.ts';
import type { CatalogParts, Tenant } from './find-in-catalog.ts';
import { plantillaNotInForce, tipoNotInForce, wrongParts } from './in-force-problems.ts';
import { findNamedParts, type NamedPlantilla, type NamedTipo, type PartIds } from './named-parts.ts';
import { plantillasOf } from './plantillas-of.ts';

export interface InForce {
  readonly operador: Operador;
  readonly plantilla: Plantilla;
  readonly tipoArchivo: TipoArchivo;
}

/**
 * What an import of the periodo is read with. plantillaId and tipoArchivoId name a code through any of its versions; the
 * version in force in the periodo is taken, the highest if several. Throws ValidationError with one field for each part
 * that does not do: UNKNOWN (also for another empresa's), INACTIVE, DOES_NOT_BELONG, NOT_IN_FORCE.
 */
export async function plantillaInForce(
  parts: CatalogParts,
  tenant: Tenant,
  wanted: PartIds & { readonly periodo: Periodo },
): Promise<InForce> {
  const named = await findNamedParts(parts, tenant, wanted);
  const [first, ...others] = wrongParts(named);
  if (first) throw new ValidationError([first, ...others]);
  const { operador, plantilla, tipo } = named;
  if (!operador || !plantilla || !tipo) throw new Error('wrongParts lets nothing unknown pass');
  return versionInForce(parts, tenant, { operador, plantilla, tipo }, wanted.periodo);
}

async function versionInForce(
  parts: CatalogParts,
  tenant: Tenant,
  named: { operador: Operador; plantilla: NamedPlantilla; tipo: NamedTipo },
  periodo: Periodo,
): Promise<InForce> {
  const inForce = await plantillasOf(parts, tenant, named.operador, periodo);
  const plantilla = inForce.find(({ code }) => code === named.plantilla.code);
  if (!plantilla) throw new ValidationError([plantillaNotInForce(named.plantilla, periodo, inForce)]);
  const tipoArchivo = await parts.database.prisma.tipoArchivo.findUnique({
    where: { plantillaId_code: { plantillaId: plantilla.id, code: named.tipo.code } },
  });
  if (!tipoArchivo) throw new ValidationError([tipoNotInForce(named.tipo, plantilla, periodo)]);
  return { operador: named.operador, plantilla, tipoArchivo };
}
