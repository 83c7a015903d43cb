import type { Operador } from '../database/generated/client.ts';
import { byName } from './by-name.ts';
import { type CatalogParts, readableBy, type Tenant } from './find-in-catalog.ts';
import { shadowed } from './shadowed.ts';

/**
 * The active operadores that the empresa may choose, by name: the built-in ones and its own. An own code hides the
 * built-in one of that code, also while the own one is inactive: that is how an empresa takes one off its list.
 */
export async function listOperadores({ database }: CatalogParts, tenant: Tenant): Promise<Operador[]> {
  const operadores = await database.prisma.operador.findMany({ where: readableBy(tenant) });
  return shadowed(operadores)
    .filter(({ active }) => active)
    .sort(byName);
}

/** What the empresa means by that code: its own operador, else the built-in one. */
export async function visibleOperador(
  { database }: CatalogParts,
  tenant: Tenant,
  code: string,
): Promise<Operador | undefined> {
  const operadores = await database.prisma.operador.findMany({ where: { code, ...readableBy(tenant) } });
  return shadowed(operadores)[0];
}
