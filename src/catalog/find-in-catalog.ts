import type { Operador, Plantilla, TipoArchivo } from '../database/generated/client.ts';
import type { Database } from '../database/open-database.ts';
import type { Session } from '../domain/session.ts';

/** What the verbs of this folder need. */
export interface CatalogParts {
  readonly database: Database;
}
/** Only the empresa matters: what is built in belongs to none and is read by all. */
export type Tenant = Pick<Session, 'empresaId'>;

/** Of the tables with an empresa_id: the built-in rows and the empresa's own. */
export function readableBy({ empresaId }: Tenant): { OR: [{ empresaId: null }, { empresaId: number }] } {
  return { OR: [{ empresaId: null }, { empresaId }] };
}

/** Also one that is inactive or shadowed, since finished imports still name it. Another empresa's is undefined. */
export async function findOperador(
  { database }: CatalogParts,
  tenant: Tenant,
  id: number,
): Promise<Operador | undefined> {
  return (await database.prisma.operador.findFirst({ where: { id, ...readableBy(tenant) } })) ?? undefined;
}

/** Any version, in force or not. Another empresa's is undefined. */
export async function findPlantilla(
  { database }: CatalogParts,
  tenant: Tenant,
  id: number,
): Promise<Plantilla | undefined> {
  return (await database.prisma.plantilla.findFirst({ where: { id, ...readableBy(tenant) } })) ?? undefined;
}

/** Of any version of its plantilla. Another empresa's is undefined. */
export async function findTipoArchivo(
  { database }: CatalogParts,
  tenant: Tenant,
  id: number,
): Promise<TipoArchivo | undefined> {
  const where = { id, plantilla: readableBy(tenant) };
  return (await database.prisma.tipoArchivo.findFirst({ where })) ?? undefined;
}
