import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { buildSchema, GraphQLError, graphql } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import type { TypedDocumentString } from '../generated/graphql.ts';
import { type ApiClient, apiClient } from './api-client.ts';

/**
 * A small API that speaks the same protocols: a counter to watch, log-ins whose tokens it can be told to
 * forget.
 */
async function startApi() {
  const schema = buildSchema(`
    type Session { token: String! refreshToken: String! expiresAt: String! }
    interface Problem { code: String! message: String! }
    type CredentialsProblem implements Problem { code: String! message: String! }
    union LoginResult = Session | CredentialsProblem
    type Query { me: String! }
    type Mutation { login(usuario: String!, contrasena: String!): LoginResult! refreshSession(refreshToken: String!): LoginResult! logout: Boolean! }
    type Subscription { count(after: Int): Int! forbidden: Int! }
  `);
  const seen = { subscriptions: [] as (number | undefined)[], socketTokens: [] as unknown[] };
  const good = new Set<string>();
  let issued = 0;
  const session = () => {
    const token = `t${++issued}`;
    good.add(token);
    const expiresAt = new Date(Date.now() + 600_000).toISOString();
    return { __typename: 'Session', token, refreshToken: `r${issued}`, expiresAt };
  };
  const unauthenticated = () => new GraphQLError('no', { extensions: { code: 'UNAUTHENTICATED' } });
  const root = {
    me: (_: unknown, { token }: { token: string }) => (good.has(token) ? token : unauthenticated()),
    login: session,
    refreshSession: session,
    logout: (_: unknown, { token }: { token: string }) => good.delete(token),
    count: async function* ({ after }: { after?: number }) {
      seen.subscriptions.push(after);
      for (let n = (after ?? 0) + 1; ; n++) {
        yield { count: n };
        if (n % 3 === 0) await new Promise(() => {}); // there is nothing more to tell for now
      }
    },
    forbidden: () => {
      throw new GraphQLError('not for you', { extensions: { code: 'FORBIDDEN' } });
    },
  };
  const http = createServer(async (request, response) => {
    const { query, variables } = JSON.parse(await text(request));
    const contextValue = { token: request.headers.authorization?.replace('Bearer ', '') };
    const result = await graphql({
      schema,
      source: query,
      variableValues: variables,
      rootValue: root,
      contextValue,
    });
    response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
  });
  const sockets = new WebSocketServer({ server: http, path: '/graphql' });
  const onConnect = (context: { connectionParams?: Record<string, unknown> | undefined }) => {
    const token = context.connectionParams?.token;
    seen.socketTokens.push(token);
    return good.has(String(token));
  };
  useServer({ schema, roots: { subscription: root }, onConnect }, sockets);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/graphql`,
    seen,
    forgetTokens: () => good.clear(),
    endSession: () => {
      good.clear();
      for (const socket of sockets.clients) socket.close(4403, 'The session has ended');
    },
    breakConnections: () => {
      for (const socket of sockets.clients) socket.terminate();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

const document = <Result, Variables = Record<string, never>>(source: string) =>
  source as unknown as TypedDocumentString<Result, Variables>;
const Me = document<{ me: string }>('{ me }');
const Count = document<{ count: number }, { after?: number }>(
  'subscription ($after: Int) { count(after: $after) }',
);

let api: Awaited<ReturnType<typeof startApi>>;
let client: ApiClient;
beforeEach(async () => {
  api = await startApi();
  client = apiClient({ url: api.url });
  await client.login('ana', 'correcta');
});
afterEach(async () => {
  await client[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
});

describe('a request', () => {
  it('goes out with the token of the log-in', async () => {
    expect(await client.request(Me, {})).toEqual({ me: 't1' });
  });

  it('is sent once more with a new token where the old one is not accepted any longer', async () => {
    api.forgetTokens();
    expect(await client.request(Me, {})).toEqual({ me: 't2' });
  });

  it('throws what the API says', async () => {
    await expect(client.request(document('{ nothing }'), {})).rejects.toThrow(/Cannot query field "nothing"/);
  });
});

describe('an API token', () => {
  it('goes out with every request, and is told about where it is not accepted any longer', async () => {
    await using reader = apiClient({ url: api.url, apiToken: 't1' });
    expect(await reader.request(Me, {})).toEqual({ me: 't1' });
    api.forgetTokens();
    await expect(reader.request(Me, {})).rejects.toMatchObject({
      name: 'ApiTokenError',
      code: 'UNAUTHENTICATED',
      message: 'The API token is not accepted',
    });
  });

  it('is that of the socket, and ends a subscription where it is ended', async () => {
    await using reader = apiClient({ url: api.url, apiToken: 't1' });
    const counted: number[] = [];
    const counting = async () => {
      for await (const { count } of reader.subscribe(Count, () => ({}))) {
        counted.push(count);
        if (count === 3) api.endSession();
      }
    };
    await expect(counting()).rejects.toMatchObject({
      name: 'ApiTokenError',
      code: 'UNAUTHENTICATED',
      message: 'The session has ended',
    });
    expect([counted, api.seen.socketTokens]).toEqual([[1, 2, 3], ['t1']]);
  });
});

describe('a subscription', () => {
  it('asks for its variables again when the connection had to be made anew, and so misses nothing', async () => {
    let after = 0;
    const counted: number[] = [];
    for await (const { count } of client.subscribe(Count, () => ({ after }))) {
      after = count;
      counted.push(count);
      if (count % 3 === 0) api.breakConnections();
      if (count === 9) break;
    }
    expect(counted).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(api.seen.subscriptions).toEqual([0, 3, 6]);
    expect(new Set(api.seen.socketTokens)).toEqual(new Set(['t1']));
  });

  it('goes on with a new token where its session has ended', async () => {
    let after = 0;
    for await (const { count } of client.subscribe(Count, () => ({ after }))) {
      after = count;
      if (count === 3) api.endSession();
      if (count === 6) break;
    }
    expect(api.seen.socketTokens).toEqual(['t1', 't2']);
  });

  it('ends when it is aborted, also while there is nothing to tell', async () => {
    const stop = new AbortController();
    const counted: number[] = [];
    for await (const { count } of client.subscribe(Count, () => ({}), stop.signal)) {
      counted.push(count);
      if (count === 3) setImmediate(() => stop.abort());
    }
    expect(counted).toEqual([1, 2, 3]);
  });

  it('throws what the API refuses', async () => {
    const refused = client.subscribe(document('subscription { forbidden }'), () => ({}));
    await expect(refused.next()).rejects.toMatchObject({ code: 'FORBIDDEN', message: 'not for you' });
  });
});
