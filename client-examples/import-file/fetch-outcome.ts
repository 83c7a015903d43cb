import type { ApiClient } from '../client/api-client.ts';
import { graphql } from '../generated/gql.ts';
import type { OutcomeQuery } from '../generated/graphql.ts';

const Outcome = graphql(`
  query Outcome($id: ID!) {
    import(id: $id) {
      id
      number
      estado
      phase
      outcome
      startedAt
      finishedAt
      file { name bytes format sheet headerRow }
      progress { rowsRead rowsAccepted rowsRejected rowsSkipped }
      totals { lineas charges net tax total currency }
      issueCounts { code severity count example { row column rawValue message } }
      failure { code message hint }
    }
  }
`);

export type ImportOutcomeData = NonNullable<OutcomeQuery['import']>;

/** The import as the API tells it. */
export async function fetchOutcome(client: ApiClient, importId: string): Promise<ImportOutcomeData> {
  const { import: found } = await client.request(Outcome, { id: importId });
  if (!found) throw new Error(`The API knows no import ${importId}`);
  return found;
}
