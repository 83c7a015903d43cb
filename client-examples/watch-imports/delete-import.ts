import type { ApiClient } from '../client/api-client.ts';
import { unwrap } from '../client/unwrap.ts';
import { graphql } from '../generated/gql.ts';

const DeleteImport = graphql(`
  mutation DeleteImport($id: ID!) {
    deleteImport(id: $id) {
      __typename
      ... on ImportPayload { import { id estado } }
      ... on Problem { code message }
    }
  }
`);

/** PENDIENTE → ELIMINADO. Throws ProblemError where a worker was first, or it is not there. */
export async function deleteImport(client: ApiClient, id: string): Promise<void> {
  const { deleteImport: result } = await client.request(DeleteImport, { id });
  unwrap(result);
}
