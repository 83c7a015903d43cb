import type { Operador, TipoArchivo } from '../database/generated/client.ts';
import { type CatalogParts, findOperador, readableBy, type Tenant } from './find-in-catalog.ts';
import { visibleOperador } from './visible-catalog.ts';

/** undefined: an id that cannot name anything, which is as unknown as one that names nothing. */
export interface PartIds {
  readonly operadorId: number | undefined;
  readonly plantillaId: number | undefined;
  readonly tipoArchivoId: number | undefined;
}

export interface NamedPlantilla {
  readonly code: string;
  readonly name: string;
  readonly operador: { readonly code: string; readonly name: string };
}
export type NamedTipo = Pick<TipoArchivo, 'code' | 'name'> & { readonly plantilla: NamedPlantilla };

/** What the ids name, each on its own: whether they fit together is another question. */
export interface NamedParts {
  readonly operador: Operador | undefined;
  readonly plantilla: NamedPlantilla | undefined;
  readonly tipo: NamedTipo | undefined;
}

export async function findNamedParts(parts: CatalogParts, tenant: Tenant, ids: PartIds): Promise<NamedParts> {
  const [operador, plantilla, tipo] = await Promise.all([
    namedOperador(parts, tenant, ids.operadorId),
    namedPlantilla(parts, tenant, ids.plantillaId),
    namedTipo(parts, tenant, ids.tipoArchivoId),
  ]);
  return { operador, plantilla, tipo };
}

/** An operador that an own one shadows by now stands for that one, as its code does. */
async function namedOperador(
  parts: CatalogParts,
  tenant: Tenant,
  id: number | undefined,
): Promise<Operador | undefined> {
  const operador = id === undefined ? undefined : await findOperador(parts, tenant, id);
  return operador && visibleOperador(parts, tenant, operador.code);
}

const NAMES = { code: true, name: true } as const;
const PLANTILLA_NAMES = { ...NAMES, operador: { select: NAMES } } as const;

async function namedPlantilla(
  { database }: CatalogParts,
  tenant: Tenant,
  id: number | undefined,
): Promise<NamedPlantilla | undefined> {
  if (id === undefined) return undefined;
  const where = { id, ...readableBy(tenant) };
  return (await database.prisma.plantilla.findFirst({ where, select: PLANTILLA_NAMES })) ?? undefined;
}

async function namedTipo(
  { database }: CatalogParts,
  tenant: Tenant,
  id: number | undefined,
): Promise<NamedTipo | undefined> {
  if (id === undefined) return undefined;
  const where = { id, plantilla: readableBy(tenant) };
  const select = { ...NAMES, plantilla: { select: PLANTILLA_NAMES } };
  return (await database.prisma.tipoArchivo.findFirst({ where, select })) ?? undefined;
}
