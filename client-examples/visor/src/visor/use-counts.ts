import { useMemo } from 'react';
import { useSubscription } from 'urql';
import { graphql } from '../generated/gql.ts';
import type { EstadoFilter, ImportFilter } from '../generated/graphql.ts';

const Counts = graphql(`
  subscription Counts($filter: ImportFilter) {
    importCountsChanged(filter: $filter) { pendienteYEnProceso pendiente enProceso finalizado eliminado }
  }
`);

/** How many imports each choice of the drop-down would show, live; undefined before they are known. */
export function useCounts(filter: ImportFilter): Readonly<Record<EstadoFilter, number>> | undefined {
  const key = JSON.stringify(filter);
  const variables = useMemo(() => ({ filter: JSON.parse(key) as ImportFilter }), [key]);
  const [{ data }] = useSubscription({ query: Counts, variables });
  const counts = data?.importCountsChanged;
  if (!counts) return undefined;
  return {
    PENDIENTE_Y_EN_PROCESO: counts.pendienteYEnProceso,
    PENDIENTE: counts.pendiente,
    EN_PROCESO: counts.enProceso,
    FINALIZADO: counts.finalizado,
    ELIMINADO: counts.eliminado,
  };
}
