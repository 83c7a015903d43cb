import type { ApiClient } from '../client/api-client.ts';
import { graphql } from '../generated/gql.ts';
import type { EstadoFilter, ImportsChangedSubscription } from '../generated/graphql.ts';

const ImportsChanged = graphql(`
  subscription ImportsChanged($estado: EstadoFilter!, $first: Int!, $after: BigInt) {
    importsChanged(estado: $estado, first: $first, after: $after, intervalMs: 250) {
      sequence
      kind
      matches
      import { ...ViewerRow }
    }
  }
`);

export type ViewerChange = ImportsChangedSubscription['importsChanged'];

const ROWS = 50;

/** Tells of every change of the list until aborted. A connection that breaks resumes after the last sequence seen. */
export async function followImports(
  client: ApiClient,
  estado: EstadoFilter,
  signal: AbortSignal,
  tell: (change: ViewerChange) => void,
): Promise<void> {
  let after: string | null = null;
  const changes = client.subscribe(ImportsChanged, () => ({ estado, first: ROWS, after }), signal);
  for await (const { importsChanged: change } of changes) {
    if (signal.aborted) return;
    // A snapshot that broke off before its end is not a place to resume from.
    if (change.kind !== 'SNAPSHOT') after = change.sequence;
    tell(change);
  }
}
