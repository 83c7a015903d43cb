import { useCallback, useEffect, useRef, useState } from 'react';
import { listOrder } from '../../../client/list-order.ts';
import type { Api } from '../api/create-client.ts';
import { useApi } from '../api/use-api.ts';
import { readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import type { EstadoFilter, ImportChangeKind, ImportFilter } from '../generated/graphql.ts';
import { ListEntryFragmentDocument } from './list-entry.ts';
import { type LiveList, type Page, withChange, withPage } from './live-list.ts';

const ListPage = graphql(`
  query ListPage($estado: EstadoFilter!, $filter: ImportFilter, $first: Int!, $after: String) {
    imports(estado: $estado, filter: $filter, first: $first, after: $after) {
      nodes { ...ListEntry ...ImportRow }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
const ListChanges = graphql(`
  subscription ListChanges($estado: EstadoFilter!, $filter: ImportFilter, $after: BigInt) {
    importsChanged(estado: $estado, filter: $filter, first: 1, after: $after, intervalMs: 500) {
      sequence
      kind
      matches
      import { ...ListEntry ...ImportRow }
    }
  }
`);

export interface Viewed {
  readonly estado: EstadoFilter;
  readonly filter: ImportFilter;
}

export interface LiveListState {
  readonly state: 'loading' | 'ready' | 'failed';
  readonly list: LiveList;
  /** Loads the next page, unless that is under way. */
  loadMore(): void;
  reload(): void;
}

type Shown = Pick<LiveListState, 'state' | 'list'>;

const PAGE_ROWS = 100;
/** Where the WebSocket does not come up in this time the list is shown without being live. */
const PATIENCE_MS = 2_000;
/** Changes of the queue after which the places of those who wait have moved. */
const MOVES_THE_QUEUE: readonly ImportChangeKind[] = ['QUEUED', 'STARTED', 'DELETED'];
const SHOWS_THE_QUEUE: readonly EstadoFilter[] = ['PENDIENTE_Y_EN_PROCESO', 'PENDIENTE'];
/** Nobody is told that the places before them have emptied: they are read again at most this often. */
const QUEUE_MS = 1_000;
const EMPTY: LiveList = { entries: [], next: undefined };

/**
 * The rows of the viewer in the API's order, live. Listens first and reads the first page once the subscription stands:
 * what changes meanwhile waits, so nothing is missed and nothing old overwrites what is newer. What is viewed is what was
 * given first: another view is another list.
 */
export function useLiveList(given: Viewed): LiveListState {
  const api = useApi();
  const [viewed] = useState(given);
  const [{ state, list }, setShown] = useState<Shown>({ state: 'loading', list: EMPTY });
  const loading = useRef(false);

  const load = useCallback(
    async (after: string | undefined) => {
      loading.current = true;
      const page = await readPage(api, viewed, PAGE_ROWS, after);
      loading.current = false;
      setShown((before) => (page ? shownWith(before, page, after) : { ...before, state: 'failed' }));
    },
    [api, viewed],
  );

  useEffect(
    () =>
      follow(
        api,
        viewed,
        () => void load(undefined),
        (change) => setShown((before) => ({ ...before, list: change(before.list) })),
      ),
    [api, viewed, load],
  );

  return {
    state,
    list,
    loadMore: () => {
      if (!loading.current && list.next !== undefined) void load(list.next);
    },
    reload: () => {
      setShown({ state: 'loading', list: EMPTY });
      void load(undefined);
    },
  };
}

function shownWith({ list }: Shown, page: Page, after: string | undefined): Shown {
  return { state: 'ready', list: withPage(after === undefined ? EMPTY : list, page) };
}

/** Calls start when the list is to be read from its front, and apply for each change; returns what ends it. */
function follow(
  api: Api,
  viewed: Viewed,
  start: () => void,
  apply: (change: (list: LiveList) => LiveList) => void,
): () => void {
  const order = listOrder(viewed.estado);
  const impatient = setTimeout(start, PATIENCE_MS);
  let queueMoved: ReturnType<typeof setTimeout> | undefined;
  const { unsubscribe } = api.client.subscription(ListChanges, { ...viewed }).subscribe(({ data }) => {
    const change = data?.importsChanged;
    if (!change) return;
    if (change.kind === 'SNAPSHOT_END') {
      clearTimeout(impatient);
      start();
      return;
    }
    const entry = readFragment(ListEntryFragmentDocument, change.import);
    if (!entry || change.kind === 'SNAPSHOT') return;
    if (change.kind !== 'PROGRESS' || !change.matches)
      apply((list) => withChange(list, order, entry, change.matches));
    if (!SHOWS_THE_QUEUE.includes(viewed.estado) || !MOVES_THE_QUEUE.includes(change.kind)) return;
    queueMoved ??= setTimeout(async () => {
      queueMoved = undefined;
      const waiting = await readPage(api, { ...viewed, estado: 'PENDIENTE' }, PAGE_ROWS, undefined);
      apply((list) =>
        (waiting?.entries ?? []).reduce((now, each) => withChange(now, order, each, true), list),
      );
    }, QUEUE_MS);
  });
  return () => {
    clearTimeout(impatient);
    clearTimeout(queueMoved);
    unsubscribe();
  };
}

/** Undefined where the server could not be asked. Its rows are in the cache then. */
async function readPage(
  { client, live }: Api,
  { estado, filter }: Viewed,
  first: number,
  after: string | undefined,
): Promise<Page | undefined> {
  const asked = client.query(
    ListPage,
    { estado, filter, first, after: after ?? null },
    { requestPolicy: 'network-only' },
  );
  const { data } = await live.holdWhile(asked.toPromise());
  if (!data) return undefined;
  const { nodes, pageInfo } = data.imports;
  return {
    entries: nodes.map((node) => readFragment(ListEntryFragmentDocument, node)),
    next: pageInfo.hasNextPage ? (pageInfo.endCursor ?? undefined) : undefined,
  };
}
