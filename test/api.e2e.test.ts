import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addUsuario } from '../src/access/add-usuario.ts';
import type { ApiClient, GraphQLAnswer } from './api-client.ts';
import { startApp, type TestApp } from './start-app.ts';

const WORDS = { plantilla: 'claro-pe-detalle' };
const READER = { usuario: 'lector', contrasena: 'solo mira, no toca nada' };

let app: TestApp;
let client: ApiClient;
beforeAll(async () => {
  app = await startApp({ corsOrigins: ['https://panel.example'] });
  client = await app.login();
  const { code } = await app.parts.database.prisma.empresa.findFirstOrThrow();
  await addUsuario(app.parts, { empresaCode: code, name: 'Lector', role: 'READER', ...READER });
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

describe('without a session', () => {
  it.each([{}, { authorization: 'Bearer x' }, { authorization: `Bearer imp_a_${'A'.repeat(43)}` }])(
    'everything but the log-in is UNAUTHENTICATED: %j',
    async (headers) => {
      const send = async (query: string) =>
        (await (
          await fetch(app.graphqlUrl, {
            method: 'POST',
            headers: { 'content-type': 'application/json', ...headers },
            body: JSON.stringify({ query }),
          })
        ).json()) as GraphQLAnswer<unknown>;
      for (const query of [
        '{ me { id } }',
        '{ operadores { id } }',
        '{ imports { totalCount } }',
        '{ importCounts { pendiente } }',
        '{ node(id: "x") { id } }',
        '{ import(id: "x") { id } }',
        'mutation { logout }',
        'mutation { deleteImport(id: "x") { __typename } }',
      ]) {
        const answer = await send(query);
        expect(codesOf(answer), query).toEqual(['UNAUTHENTICATED']);
      }
    },
  );
});

describe('ids that name nothing', () => {
  const foreign = Buffer.from('Import:999999').toString('base64');
  it.each(['', 'x', '%00', foreign, Buffer.from('Plantilla:1').toString('base64'), 'A'.repeat(5_000)])(
    'are null, an empty page or a problem, never a crash: %#',
    async (id) => {
      const seen = await client.query(
        `query ($id: ID!) { import(id: $id) { id }
          imports(filter: { operadorId: $id, createdBy: $id }) { nodes { id } totalCount }
          importCounts(filter: { plantillaId: $id }) { pendiente } }`,
        { id },
      );
      expect(seen).toEqual({
        import: null,
        imports: { nodes: [], totalCount: 0 },
        importCounts: { pendiente: 0 },
      });
      expect(await client.delete(id)).toMatchObject({
        __typename: 'NotFoundProblem',
        code: 'NOT_FOUND',
        path: ['id'],
      });
      expect(await client.start(id)).toMatchObject({ __typename: 'NotFoundProblem' });
      expect(await client.upload(id, Buffer.from('a;b\n'))).toMatchObject({ __typename: 'NotFoundProblem' });
    },
  );

  it('in a schedule are a ValidationProblem that names each part', async () => {
    const { scheduleImport } = await client.query<{ scheduleImport: unknown }>(
      `mutation { scheduleImport(input: { operadorId: "x", plantillaId: "y", tipoArchivoId: "", periodo: "2026-09" })
        { __typename ... on ValidationProblem { code fields { path code } } } }`,
    );
    expect(scheduleImport).toEqual({
      __typename: 'ValidationProblem',
      code: 'VALIDATION',
      fields: ['operadorId', 'plantillaId', 'tipoArchivoId'].map((part) => ({
        path: [part],
        code: 'UNKNOWN',
      })),
    });
  });
});

describe('node', () => {
  it('gives everything that has an id back by it', async () => {
    const scheduled = await client.schedule({ ...WORDS, periodo: '2025-12' });
    const { import: row } = await client.query<{
      import: Record<string, { id: string }> & { events: { nodes: { id: string }[] } };
    }>(
      `query ($id: ID!) { import(id: $id) { id operador { id } plantilla { id } tipoArchivo { id } createdBy { id }
        events { nodes { id kind actor { usuario } } } } }`,
      { id: scheduled.import?.id },
    );
    const { operador, plantilla, tipoArchivo, createdBy } = row;
    const ids = [operador, plantilla, tipoArchivo, createdBy, row.events.nodes[0]].map((each) => each?.id);
    expect(row.events.nodes).toMatchObject([{ kind: 'CREATED', actor: { usuario: 'admin' } }]);
    for (const id of [scheduled.import?.id, ...ids]) {
      const { node } = await client.query<{ node: { id: string; __typename: string } }>(
        `query ($id: ID!) { node(id: $id) { __typename id ... on Operador { code } ... on Plantilla { code operador { id } }
          ... on TipoArchivo { code columns { header } } ... on Usuario { usuario empresa { code } }
          ... on Import { number cycleFrom cycleTo } ... on ImportEvent { sequence kind } } }`,
        { id },
      );
      expect(node.id).toBe(id);
      expect(Buffer.from(id ?? '', 'base64').toString()).toMatch(new RegExp(`^${node.__typename}:`));
    }
  });
});

describe('pages', () => {
  it.each(['first: 201', 'first: -1', 'last: 201', 'first: 5, last: 5', 'first: 5, after: "x"'])(
    'imports(%s) is BAD_USER_INPUT',
    async (args) => {
      const answer = await client.raw<unknown>(`{ imports(${args}) { nodes { id } } }`);
      expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
      expect(answer.errors?.[0]?.path).toEqual(['imports']);
    },
  );

  it('go on by their cursor until there is nothing more', async () => {
    for (const periodo of ['2024-01', '2024-02', '2024-03']) await client.schedule({ ...WORDS, periodo });
    const seen: string[] = [];
    let after: string | null = null;
    for (;;) {
      const {
        imports,
      }: {
        imports: {
          edges: { node: { periodo: string } }[];
          pageInfo: { hasNextPage: boolean; endCursor: string };
        };
      } = await client.query(
        `query ($after: String) { imports(filter: { periodoTo: "2024-12" }, orderBy: { field: PERIODO, direction: ASC }, first: 2, after: $after)
            { edges { node { periodo } } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      seen.push(...imports.edges.map(({ node }) => node.periodo));
      if (!imports.pageInfo.hasNextPage) break;
      after = imports.pageInfo.endCursor;
    }
    expect(seen).toEqual(['2024-01', '2024-02', '2024-03']);
  });
});

describe('a list with everything a row shows', () => {
  it('costs the same number of statements however long it is', async () => {
    for (let n = 0; n < 12; n++)
      await client.schedule({ ...WORDS, periodo: `2023-${String(n + 1).padStart(2, '0')}` });
    const document = `query ($first: Int) { imports(first: $first) { totalCount nodes { id number actions
      operador { id name } plantilla { id name } tipoArchivo { id name } createdBy { id name empresa { code } } deletedBy { id }
      cycleFrom progress { percent queuePosition secondsLeft } totals { total currency } failure { code existing { id } }
      issueCounts { code count example { message } } retryOf { id } replaces { id } } } }`;
    const statements = vi.spyOn(pg.Client.prototype, 'query');
    const count = async (first: number) => {
      statements.mockClear();
      const { imports } = await client.query<{ imports: { nodes: unknown[] } }>(document, { first });
      expect(imports.nodes).toHaveLength(first);
      return statements.mock.calls.length;
    };
    await count(2);
    const few = await count(2);
    expect(few).toBeGreaterThan(3);
    expect(await count(12)).toBe(few);
    statements.mockRestore();
  });
});

describe('languages and roles', () => {
  it('messages are Spanish, or English where the client asks; codes stay', async () => {
    const document = 'mutation { deleteImport(id: "x") { ... on Problem { code message } } }';
    const es = await client.raw<{ deleteImport: { code: string; message: string } }>(document);
    const en = await client.raw<{ deleteImport: { code: string; message: string } }>(
      document,
      {},
      { 'accept-language': 'en-US' },
    );
    expect(es.data?.deleteImport).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('No hay'),
    });
    expect(en.data?.deleteImport).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('There is no'),
    });
    const page = await client.raw('{ imports(first: 999) { totalCount } }', {}, { 'accept-language': 'en' });
    expect(page.errors?.[0]?.message).toContain('is not between');
  });

  it('a READER reads, and gets FORBIDDEN for anything else', async () => {
    const reader = await app.login(READER.usuario, READER.contrasena);
    expect(
      (await reader.query<{ imports: { totalCount: number } }>('{ imports { totalCount } }')).imports
        .totalCount,
    ).toBeGreaterThan(0);
    const answer = await reader.raw(
      'mutation { scheduleImport(input: { operadorId: "x", plantillaId: "y", tipoArchivoId: "z", periodo: "2026-09" }) { __typename } }',
    );
    expect(codesOf(answer)).toEqual(['FORBIDDEN']);
    await reader.close();
  });

  it('a wrong contraseña is a problem, and a wrong refresh token is one', async () => {
    const answer = await client.query(
      `mutation { login(usuario: "admin", contrasena: "no es") { __typename ... on Problem { code } }
        refreshSession(refreshToken: "x") { __typename ... on Problem { code } } }`,
    );
    const refused = { __typename: 'CredentialsProblem', code: 'BAD_CREDENTIALS' };
    expect(answer).toEqual({ login: refused, refreshSession: refused });
  });
});

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
    expect(known.headers.get('access-control-allow-headers')).toContain('authorization');
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
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
