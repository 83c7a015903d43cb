import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import type { GraphQLAnswer } from './api-client.ts';
import { openRawSocket } from './raw-socket.ts';
import { startApp, type TestApp } from './start-app.ts';

/** What graphql-cop tries on a server, each check by its name, against NODE_ENV=production; then the same by WebSocket. */
let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startApp({ production: readConfig({ NODE_ENV: 'production' }).production });
  const client = await app.login();
  token = client.token;
  await client.close();
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
});

interface Answered {
  readonly status: number;
  readonly answer: GraphQLAnswer<Record<string, unknown>>;
}

async function ask(init: RequestInit, query = ''): Promise<Answered> {
  const response = await fetch(`${app.graphqlUrl}${query}`, init);
  return { status: response.status, answer: (await response.json()) as Answered['answer'] };
}

const post = (body: unknown, headers: Record<string, string> = {}) =>
  ask({
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body: JSON.stringify(body),
  });
const codesOf = ({ errors }: GraphQLAnswer<unknown>) => errors?.map(({ extensions }) => extensions?.code);
const deep = (levels: number) =>
  `{ import(id: "x") { ${'retryOf { '.repeat(levels)}id${' }'.repeat(levels)} } }`;

/** Document by document, what is refused whichever way it comes. */
const REFUSED: readonly [check: string, query: string, code: string][] = [
  [
    'Alias Overloading',
    `query cop { ${Array.from({ length: 101 }, (_, n) => `alias${n}: __typename`).join(' ')} }`,
    'QUERY_TOO_COMPLEX',
  ],
  ['Field Duplication', `query cop { ${'__typename '.repeat(500)} }`, 'QUERY_TOO_COMPLEX'],
  ['Field Duplication below the root', `query cop { me { ${'id '.repeat(600)} } }`, 'QUERY_TOO_COMPLEX'],
  ['Directive Overloading', 'query cop { __typename @aa@aa@aa@aa@aa@aa@aa@aa@aa@aa }', 'QUERY_TOO_COMPLEX'],
  ['Introspection', getIntrospectionQuery(), 'INTROSPECTION_DISABLED'],
  ['Introspection of one type', '{ __type(name: "Import") { name } }', 'INTROSPECTION_DISABLED'],
  [
    'Introspection-based Circular Query',
    `query cop { __schema { types { ${'fields { type { '.repeat(5)}name${' } }'.repeat(5)} } } }`,
    'INTROSPECTION_DISABLED',
  ],
  ['Deep nesting', deep(20), 'QUERY_TOO_COMPLEX'],
  [
    'Circular fragments',
    '{ import(id: "x") { ...A } } fragment A on Import { retryOf { ...A } }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'Lists in lists',
    '{ imports(first: 200) { nodes { a: charges(first: 200) { nodes { id } } b: charges(first: 200) { nodes { id } } } } }',
    'QUERY_TOO_COMPLEX',
  ],
  [
    'Cost',
    `mutation { ${Array.from({ length: 6 }, (_, n) => `a${n}: login(usuario: "admin", contrasena: "${n}") { __typename }`).join(' ')} }`,
    'QUERY_TOO_COMPLEX',
  ],
  ['Too many tokens', `{ ${'a: me { id } '.repeat(1_000)} }`, 'GRAPHQL_PARSE_FAILED'],
];

describe('graphql-cop over HTTP', () => {
  it.each(REFUSED)('%s is refused', async (_check, query, code) => {
    const { answer } = await post({ query });
    expect(new Set(codesOf(answer))).toEqual(new Set([code]));
    expect(answer.data).toBeUndefined();
    expect(answer.errors?.length).toBeLessThan(10);
  });

  it('Array-based Query Batching is refused', async () => {
    const { status, answer } = await post(Array.from({ length: 10 }, () => ({ query: '{ __typename }' })));
    expect([status, codesOf(answer)]).toEqual([400, ['BAD_REQUEST']]);
  });

  it('Field Suggestions: a wrong name, argument, type or value brings no hint at the right one', async () => {
    for (const query of [
      'query cop { impors { totalCount } }',
      '{ imports(filtr: {}) { totalCount } }',
      '{ node(id: "x") { ... on Imprt { id } } }',
      '{ imports(estado: PENDIENT) { totalCount } }',
      '{ imports(filter: { periodos: "2026-01" }) { totalCount } }',
    ]) {
      const { answer } = await post({ query });
      expect(codesOf(answer), query).toEqual(['GRAPHQL_VALIDATION_FAILED']);
      expect(JSON.stringify(answer), query).not.toContain('Did you mean');
    }
    const { answer } = await post({
      query: 'query ($e: EstadoFilter, $f: ImportFilter) { imports(estado: $e, filter: $f) { totalCount } }',
      variables: { e: 'PENDIENT', f: { periodos: '2026-01' } },
    });
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT', 'BAD_USER_INPUT']);
    expect(JSON.stringify(answer)).not.toContain('Did you mean');
  });

  it('GraphQL IDE: no path shows one to a browser', async () => {
    for (const path of ['/', '/graphql', '/graphiql', '/playground', '/console', '/altair', '/v1/graphql']) {
      const response = await fetch(app.url + path, { headers: { accept: 'text/html' } });
      expect(await response.text(), path).not.toMatch(/graphiql|playground|altair|apollo|voyager/i);
    }
  });

  it('GET Method Query Support and GET Method Mutation: what any page can cause is not answered', async () => {
    const forged = await ask({}, `?query=${encodeURIComponent('query cop { __typename }')}`);
    expect([forged.status, codesOf(forged.answer)]).toEqual([400, ['CSRF_HEADER_MISSING']]);
    const mutation = await ask(
      { headers: { 'x-graphql-yoga-csrf': '1', authorization: `Bearer ${token}` } },
      `?query=${encodeURIComponent('mutation cop { __typename }')}`,
    );
    expect(mutation.status).toBe(405);
    expect(mutation.answer.data).toBeUndefined();
  });

  it('a GET with a header that no page sets unasked is answered', async () => {
    const query = `?query=${encodeURIComponent('{ __typename }')}`;
    for (const name of ['x-graphql-yoga-csrf', 'apollo-require-preflight', 'x-apollo-operation-name']) {
      expect(await ask({ headers: { [name]: '1' } }, query)).toEqual({
        status: 200,
        answer: { data: { __typename: 'Query' } },
      });
    }
  });

  it('POST based url-encoded query is not read, nor a multipart form without its header', async () => {
    const body = new URLSearchParams({ query: 'query cop { __typename }' });
    expect((await ask({ method: 'POST', body })).status).toBe(415);
    const form = new FormData();
    form.set('operations', '{"query":"{ __typename }"}');
    form.set('map', '{}');
    const { status, answer } = await ask({
      method: 'POST',
      body: form,
      headers: { 'accept-language': 'en' },
    });
    expect([status, codesOf(answer)]).toEqual([400, ['CSRF_HEADER_MISSING']]);
    expect(answer.errors?.[0]?.message).toContain('A multipart request needs');
  });

  it('Trace Mode and Unhandled Errors: nothing of the inside is shown', async () => {
    const traced = await post({ query: '{ __typename }' }, { 'apollo-tracing': '1' });
    expect(traced.answer).toEqual({ data: { __typename: 'Query' } });
    const { answer } = await post({ query: 'qwerty cop { abc }' });
    expect(codesOf(answer)).toEqual(['GRAPHQL_PARSE_FAILED']);
    expect(JSON.stringify(answer)).not.toMatch(/exception|stack|node_modules|\.ts/);
  });

  it('says in the language of the client what is too much, also when it was refused before', async () => {
    const words = async (query: string, language: string) =>
      (await post({ query }, { 'accept-language': language })).answer.errors?.[0]?.message;
    const long = `{ ${'b: me { id } '.repeat(1_000)} }`;
    for (let time = 0; time < 2; time += 1) {
      expect(await words(deep(20), 'es')).toContain('niveles; se admiten 15');
      expect(await words(deep(20), 'en')).toContain('levels deep; at most 15');
      expect(await words(long, 'es')).toContain('más de 3000 palabras y signos');
      expect(await words(long, 'en')).toContain('more than 3000 tokens');
    }
  });
});

describe('the same by server-sent events', () => {
  it.each(REFUSED.slice(0, 5))('%s is refused', async (_check, query, code) => {
    const response = await fetch(app.graphqlUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        accept: 'text/event-stream',
      },
      body: JSON.stringify({ query }),
    });
    const text = await response.text();
    expect(text).toContain(code);
    expect(text).not.toContain('"data":{');
  });
});

describe('the same over WebSocket', () => {
  it('each is refused with its code, and the socket lives on', async () => {
    const socket = openRawSocket({ url: app.graphqlUrl });
    await socket.opened;
    socket.send({ type: 'connection_init', payload: { token, language: 'en' } });
    expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
    for (const [index, [check, query, code]] of REFUSED.entries()) {
      socket.send({ type: 'subscribe', id: String(index), payload: { query } });
      const refused = await socket.next();
      expect(refused.type, check).toBe('error');
      const codes = codesOf({ errors: refused.payload as NonNullable<GraphQLAnswer<unknown>['errors']> });
      expect(new Set(codes), check).toEqual(new Set([code]));
      expect(JSON.stringify(refused), check).not.toMatch(/La consulta|Did you mean/);
    }
    socket.send({ type: 'subscribe', id: 'hint', payload: { query: '{ impors { totalCount } }' } });
    expect(JSON.stringify(await socket.next())).not.toContain('Did you mean');
    socket.send({ type: 'subscribe', id: 'last', payload: { query: '{ __typename }' } });
    expect(await socket.next()).toMatchObject({ type: 'next', payload: { data: { __typename: 'Query' } } });
    socket.raw.close();
  });
});

describe('whatever NODE_ENV is', () => {
  it.each(['production', 'test'])('%s is treated strictly', (word) => {
    expect(readConfig({ NODE_ENV: word }).production).toBe(true);
  });

  it.each(['prod', 'PRODUCTION', 'staging', 'dev'])('%s does not start', (word) => {
    expect(() => readConfig({ NODE_ENV: word })).toThrow(`NODE_ENV: "${word}"`);
  });
});
