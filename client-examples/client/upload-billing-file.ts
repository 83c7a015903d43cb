import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { graphql } from '../generated/gql.ts';
import type { ApiClient } from './api-client.ts';
import { unwrap } from './unwrap.ts';

const UploadBillingFile = graphql(`
  mutation UploadBillingFile($input: UploadBillingFileInput!) {
    uploadBillingFile(input: $input) {
      __typename
      ... on ImportPayload { import { id estado phase } }
      ... on Problem { code message }
    }
  }
`);

/**
 * Attaches the file at `path` to an import, read from the disk as it is sent. Throws ProblemError where it is
 * refused.
 */
export async function uploadBillingFile(
  client: ApiClient,
  { importId, path, signal }: { importId: string; path: string; signal?: AbortSignal },
): Promise<void> {
  const file = new File([await openAsBlob(path)], basename(path));
  const { uploadBillingFile: result } = await client.request(
    UploadBillingFile,
    { input: { id: importId, file } },
    { signal },
  );
  unwrap(result);
}
