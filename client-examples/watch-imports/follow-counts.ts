import type { ApiClient } from '../client/api-client.ts';
import { graphql } from '../generated/gql.ts';
import type { ViewerCounts } from './viewer-state.ts';

const CountsChanged = graphql(`
  subscription CountsChanged {
    importCountsChanged { pendienteYEnProceso pendiente enProceso finalizado eliminado }
  }
`);

/** Tells how many imports each estado holds, now and whenever it changes, until aborted. */
export async function followCounts(
  client: ApiClient,
  signal: AbortSignal,
  tell: (counts: ViewerCounts) => void,
): Promise<void> {
  for await (const { importCountsChanged } of client.subscribe(CountsChanged, () => ({}), signal)) {
    if (signal.aborted) return;
    tell(importCountsChanged);
  }
}
