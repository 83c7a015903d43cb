import { useCallback, useEffect, useRef, useState } from 'react';
import { useQuery, useSubscription } from 'urql';
import { useApi } from '../api/use-api.ts';
import { graphql } from '../generated/gql.ts';

const Detail = graphql(`
  query Detail($id: ID!) {
    import(id: $id) {
      id
      progress { sequence }
      ...ImportRow
      ...Failure
      ...Totals
      ...RejectedRows
      ...Issues
      ...Facts
      ...EventLog
    }
  }
`);
const DetailChanges = graphql(`
  subscription DetailChanges($id: ID!, $after: BigInt) {
    importProgress(id: $id, after: $after) {
      sequence
      kind
      import { id progress { sequence } ...ImportRow }
    }
  }
`);

/** One import, live. What only changes with its log is read again whenever that has grown. */
export function useDetail(id: string) {
  const { client, live } = useApi();
  const [{ data }] = useQuery({ query: Detail, variables: { id }, requestPolicy: 'cache-only' });
  const [loaded, setLoaded] = useState(false);
  useSubscription({ query: DetailChanges, variables: { id } });
  const detail = data?.import;
  const sequence = detail?.progress.sequence;
  /** The sequence that was last read at; null before anything was. */
  const readAt = useRef<string | null | undefined>(null);

  const reload = useCallback(async () => {
    const asked = client.query(Detail, { id }, { requestPolicy: 'network-only' });
    const answer = await live.holdWhile(asked.toPromise());
    readAt.current = answer.data?.import?.progress.sequence;
    setLoaded(true);
  }, [client, live, id]);

  useEffect(() => {
    if (readAt.current === sequence) return;
    readAt.current = sequence;
    void reload();
  }, [reload, sequence]);
  return { detail, missing: loaded && !detail, reload: () => void reload() };
}
