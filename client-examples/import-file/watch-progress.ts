import type { ApiClient } from '../client/api-client.ts';
import { graphql } from '../generated/gql.ts';
import type { ProgressSubscription } from '../generated/graphql.ts';

const Progress = graphql(`
  subscription Progress($id: ID!, $after: BigInt, $intervalMs: Int!) {
    importProgress(id: $id, after: $after, intervalMs: $intervalMs) {
      sequence
      kind
      import {
        estado
        phase
        outcome
        progress { percent rowsRead rowsPerSecond secondsLeft }
      }
    }
  }
`);

export type WatchedImport = NonNullable<ProgressSubscription['importProgress']['import']>;

const INTERVAL_MS = 100;

/**
 * Shows every change of an import until it is settled or aborted. A connection that breaks resumes after the
 * last sequence seen.
 */
export async function watchProgress(
  client: ApiClient,
  importId: string,
  show: (now: WatchedImport) => void,
  signal?: AbortSignal,
): Promise<void> {
  let after: string | null = null;
  const changes = client.subscribe(
    Progress,
    () => ({ id: importId, after, intervalMs: INTERVAL_MS }),
    signal,
  );
  for await (const { importProgress: change } of changes) {
    if (signal?.aborted) return;
    after = change.sequence;
    if (change.import) show(change.import);
  }
}
