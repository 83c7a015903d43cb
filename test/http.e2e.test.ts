import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient, GraphQLAnswer } from './api-client.ts';
import { startApp, type TestApp } from './start-app.ts';

const WORDS = { plantilla: 'claro-pe-detalle' };

let app: TestApp;
let client: ApiClient;
beforeAll(async () => {
  app = await startApp({ corsOrigins: ['https://panel.example'] });
  client = await app.login();
});
afterAll(async () => {
  await client?.close();
  await app?.[Symbol.asyncDispose]();
});

const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  fetch(app.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${client.token}`, ...headers },
    body,
  });
const codesOf = ({ errors }: GraphQLAnswer<unknown>) => errors?.map(({ extensions }) => extensions?.code);

describe('over HTTP', () => {
  it.each([
    ['no JSON', '{', 400],
    ['no object', '[]', 400],
    ['too much of it', JSON.stringify({ query: `{ me { id } } #${'x'.repeat(1_000_001)}` }), 413],
  ])('a body with %s is refused with its status', async (_what, body, status) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(codesOf((await response.json()) as GraphQLAnswer<unknown>)).toHaveLength(1);
  });

  it('the address alone says where the API is, to people and to programs; a wrong one does too', async () => {
    const page = await fetch(app.url, { headers: { accept: 'text/html', 'accept-language': 'en' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await page.text()).toMatch(/<a href="\/graphql">.*queries.*GraphiQL.*docs\/api\.md/);
    const text = await fetch(app.url);
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await text.text()).toMatch(/\/graphql {2}la API: consultas/);
    const wrong = await fetch(`${app.url}/api`);
    expect([wrong.status, await wrong.text()]).toEqual([404, 'not found; the API is at /graphql']);
  });

  it('a port that is taken is named, with the setting to change', async () => {
    const port = Number(new URL(app.url).port);
    await expect(startApp({ port })).rejects.toThrow(
      `El puerto ${port} de 127.0.0.1 ya está en uso: cierre el otro programa o elija otro puerto, como PORT=${port + 1} / Port ${port} of 127.0.0.1 is in use`,
    );
  });

  it('a body without its length is measured all the same', async () => {
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(32)),
    });
    const response = await fetch(app.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: endless,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
  });

  it.each(['application/x-www-form-urlencoded', 'text/plain', 'application/graphql'])(
    '%s, which any page may send, is not read',
    async (type) => {
      const response = await post('query=%7Bme%7Bid%7D%7D', { 'content-type': type });
      expect(response.status).toBe(415);
    },
  );

  it('a multipart request needs a header that no page may set unasked', async () => {
    const form = new FormData();
    form.set('operations', '{"query":"{ me { id } }"}');
    form.set('map', '{}');
    const headers = { authorization: `Bearer ${client.token}` };
    const refused = await fetch(app.graphqlUrl, { method: 'POST', headers, body: form });
    expect(refused.status).toBe(400);
    expect(codesOf((await refused.json()) as GraphQLAnswer<unknown>)).toEqual(['CSRF_HEADER_MISSING']);
  });

  it('queries may be GET, mutations not; an unknown operation name is the client’s mistake', async () => {
    const headers = { authorization: `Bearer ${client.token}`, accept: 'application/json' };
    const get = (query: string) => fetch(`${app.graphqlUrl}?query=${encodeURIComponent(query)}`, { headers });
    expect(await (await get('{ me { usuario } }')).json()).toEqual({ data: { me: { usuario: 'admin' } } });
    expect((await get('mutation { logout }')).status).toBe(405);
    const variables = await fetch(`${app.graphqlUrl}?query={me{id}}&variables={`, { headers });
    expect(variables.status).toBe(400);
    expect(codesOf((await variables.json()) as GraphQLAnswer<unknown>)).toEqual(['BAD_REQUEST']);
    const named = await post(JSON.stringify({ query: 'query A { me { id } }', operationName: 'B' }));
    expect(codesOf((await named.json()) as GraphQLAnswer<unknown>)).toEqual(['OPERATION_RESOLUTION_FAILURE']);
    expect(codesOf((await (await post('{}')).json()) as GraphQLAnswer<unknown>)).toEqual(['BAD_REQUEST']);
  });

  it('a query that does not parse, is not valid, or asks for too much has its code', async () => {
    expect(codesOf(await client.raw('{'))).toEqual(['GRAPHQL_PARSE_FAILED']);
    expect(codesOf(await client.raw('{ nothing }'))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(
      codesOf(
        await client.raw('query ($p: Periodo) { imports(filter: { periodo: $p }) { totalCount } }', {
          p: '2026-13',
        }),
      ),
    ).toEqual(['BAD_USER_INPUT']);
    expect(codesOf(await client.raw(`{ ${'a: me { id } '.repeat(1_000)} }`))).toEqual([
      'GRAPHQL_PARSE_FAILED',
    ]);
  });

  it('pages of known origins may call, others get no leave', async () => {
    const preflight = (origin: string) =>
      fetch(app.graphqlUrl, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const known = await preflight('https://panel.example');
    expect(known.status).toBe(204);
    expect(known.headers.get('access-control-allow-origin')).toBe('https://panel.example');
    const allowed = known.headers.get('access-control-allow-headers')?.split(', ');
    const needed = [
      'authorization',
      'x-graphql-yoga-csrf',
      'apollo-require-preflight',
      'x-apollo-operation-name',
    ];
    expect(allowed).toEqual(expect.arrayContaining(needed));
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('shows GraphiQL to a browser, but not in production', async () => {
    await using production = await startApp({ production: true });
    const open = (url: string) => fetch(url, { headers: { accept: 'text/html' } });
    const shown = await open(app.graphqlUrl);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'text/html']);
    const page = await shown.text();
    expect(page).toContain('<title>Importador</title>');
    expect(page, 'nothing of it comes from elsewhere').not.toMatch(
      /unpkg|<(?:script|link|img)\s[^>]*(?:src|href)="?(?:https?:)?\/\//,
    );
    const refused = await open(production.graphqlUrl);
    expect(refused.status).toBe(406);
    expect(await refused.text()).not.toContain('html');
  });

  it('answers carry an id and are kept by nobody', async () => {
    const response = await post('{"query":"{ me { id } }"}', { 'x-request-id': 'prueba-0001' });
    expect(response.headers.get('x-request-id')).toBe('prueba-0001');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('says whether it lives and whether it is ready; other paths are not there', async () => {
    expect((await fetch(`${app.url}/livez`)).status).toBe(200);
    expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
    expect((await fetch(`${app.url}/nothing`)).status).toBe(404);
  });

  it('a query that fails before it runs is 400 for clients of application/graphql-response+json only', async () => {
    const accepted = async (accept: string, query: string) => {
      const { status, headers } = await post(JSON.stringify({ query }), { accept });
      return [status, headers.get('content-type')?.split(';')[0]];
    };
    const modern = 'application/graphql-response+json';
    expect(await accepted(modern, '{ nothing }')).toEqual([400, modern]);
    expect(await accepted(modern, '{')).toEqual([400, modern]);
    expect(await accepted(modern, '{ me { id } }')).toEqual([200, modern]);
    expect(await accepted('application/json', '{ nothing }')).toEqual([200, 'application/json']);
    expect(await accepted(`${modern}, application/json;q=0.9`, '{ me { id } }')).toEqual([200, modern]);
  });

  it('streams a subscription of a GET request as server-sent events', async () => {
    const query = encodeURIComponent('subscription { importProgress(id: "x") { kind } }');
    const response = await fetch(`${app.graphqlUrl}?query=${query}`, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${client.token}` },
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const text = await response.text();
    expect(text).toContain('NOT_FOUND');
    expect(text).toContain('event: complete');
  });

  it('streams a subscription as server-sent events', async () => {
    const { import: row } = await client.schedule({ ...WORDS, periodo: '2022-01' });
    await client.delete(row?.id ?? '');
    const query = `subscription { importProgress(id: "${row?.id}") { kind import { estado } } }`;
    const response = await post(JSON.stringify({ query }), { accept: 'text/event-stream' });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const text = await response.text();
    expect(text).toContain('{"data":{"importProgress":{"kind":"SNAPSHOT","import":{"estado":"ELIMINADO"}}}}');
    expect(text).toContain('event: complete');
  });
});
