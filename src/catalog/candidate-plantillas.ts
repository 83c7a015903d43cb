import type { Plantilla } from '../database/generated/client.ts';
import type { Periodo } from '../domain/periodo.ts';
import { type CatalogParts, readableBy, type Tenant } from './find-in-catalog.ts';
import { inForce } from './plantillas-of.ts';
import { shadowed } from './shadowed.ts';
import { listOperadores } from './visible-catalog.ts';

/** So many definitions are compared with a file in some tens of milliseconds. */
const MAX_CANDIDATES = 200;

export interface CandidatePlantilla {
  readonly plantilla: Plantilla;
  /** Of the operador, and in force in the periodo. */
  readonly isExpected: boolean;
}

/**
 * The plantillas that a file may be laid out by: those of the operador in force in the periodo, the highest version of
 * each code; then those of the other operadores; then, newest first, the versions that are not in force. 200 at most.
 */
export async function candidatePlantillas(
  { database }: CatalogParts,
  tenant: Tenant,
  wanted: { readonly operadorCode: string; readonly periodo: Periodo },
): Promise<CandidatePlantilla[]> {
  const visible = new Set((await listOperadores({ database }, tenant)).map(({ code }) => code));
  visible.add(wanted.operadorCode);
  const all = await database.prisma.plantilla.findMany({
    where: { ...readableBy(tenant), operador: { code: { in: [...visible] }, ...readableBy(tenant) } },
    include: { operador: { select: { code: true } } },
    orderBy: [{ version: 'desc' }, { id: 'desc' }],
  });
  const plantillas = [...visible].flatMap((code) =>
    shadowed(all.filter(({ operador }) => operador.code === code)),
  );
  const rankOf = new Map<Plantilla, number>();
  const seen = new Set<string>();
  for (const plantilla of plantillas) {
    const isOwn = plantilla.operador.code === wanted.operadorCode;
    const name = `${plantilla.operador.code} ${plantilla.code}`;
    const isInForce = inForce(plantilla, wanted.periodo) && !seen.has(name);
    if (isInForce) seen.add(name);
    rankOf.set(plantilla, (isInForce ? 0 : 2) + (isOwn ? 0 : 1));
  }
  return plantillas
    .sort((a, b) => (rankOf.get(a) ?? 0) - (rankOf.get(b) ?? 0))
    .slice(0, MAX_CANDIDATES)
    .map((plantilla) => ({ plantilla, isExpected: rankOf.get(plantilla) === 0 }));
}
