import type { ApiClient } from '../client/api-client.ts';
import { graphql } from '../generated/gql.ts';
import type { EstadoFilter } from '../generated/graphql.ts';
import type { ViewerRow } from './viewer-row.ts';
import type { ViewerCounts } from './viewer-state.ts';

const List = graphql(`
  query List($estado: EstadoFilter!, $first: Int!) {
    imports(estado: $estado, first: $first) {
      nodes { ...ViewerRow }
    }
    importCounts { pendienteYEnProceso pendiente enProceso finalizado eliminado }
  }
`);

const ROWS = 50;

/** The list as it is now. */
export async function fetchList(
  client: ApiClient,
  estado: EstadoFilter,
): Promise<{ rows: readonly ViewerRow[]; counts: ViewerCounts }> {
  const { imports, importCounts } = await client.request(List, { estado, first: ROWS });
  return { rows: imports.nodes, counts: importCounts };
}
