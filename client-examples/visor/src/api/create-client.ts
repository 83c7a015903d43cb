import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { cacheExchange, type Resolver } from '@urql/exchange-graphcache';
import { sessionFetch } from '../session/session-fetch.ts';
import type { SessionStore } from '../session/session-store.ts';
import { type LiveSocket, liveSocket } from './live-socket.ts';

/** The API as one log-in in one language sees it: a normalised cache, requests over HTTP, changes over a WebSocket. */
export interface Api {
  readonly client: Client;
  readonly live: LiveSocket;
  readonly url: string;
  readonly session: SessionStore;
  readonly language: string;
}

/** Parts of other things, without an id of their own. */
const PARTS = [
  'BillingFile',
  'DetectedColumn',
  'Download',
  'ImportChange',
  'ImportConnection',
  'ImportCounts',
  'ImportEventConnection',
  'ImportFailure',
  'ImportProgress',
  'ImportTotals',
  'MonthBefore',
  'PageInfo',
  'Preview',
  'Programacion',
  'RowIssueConnection',
  'RowIssueCount',
];

/** An import that came with a list or a change is there already. */
const importInCache: Resolver = (_parent, { id }, cache) => {
  const entity = { __typename: 'Import', id: String(id) };
  return cache.resolve(entity, 'id') ? entity : cache.resolve('Query', 'import', { id: String(id) });
};

export function createApi(url: string, session: SessionStore, language: string): Api {
  const live = liveSocket({ url, language, session });
  const client = new Client({
    url,
    preferGetMethod: false,
    fetch: sessionFetch(session, language),
    exchanges: [
      cacheExchange({
        keys: Object.fromEntries(PARTS.map((name) => [name, () => null])),
        resolvers: { Query: { import: importInCache } },
      }),
      fetchExchange,
      subscriptionExchange({ forwardSubscription: (request) => live.forward(request) }),
    ],
  });
  return { client, live, url, session, language };
}
