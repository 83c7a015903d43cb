import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addUsuario } from '../src/access/add-usuario.ts';
import type { ApiClient, GraphQLAnswer } from './api-client.ts';
import { startApp, type TestApp } from './start-app.ts';

const WORDS = { plantilla: 'claro-pe-detalle' };
const READER = { usuario: 'lector', contrasena: 'solo mira, no toca nada' };

let app: TestApp;
let client: ApiClient;
/** Everything that is asked of the database. There before its first link, which keeps what it finds. */
const statements = vi.spyOn(pg.Client.prototype, 'query');
beforeAll(async () => {
  app = await startApp();
  client = await app.login();
  const { code } = await app.parts.database.prisma.empresa.findFirstOrThrow();
  await addUsuario(app.parts, { empresaCode: code, name: 'Lector', role: 'READER', ...READER });
});
afterAll(async () => {
  statements.mockRestore();
  await client?.close();
  await app?.[Symbol.asyncDispose]();
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

const textOf = (sent: unknown) =>
  typeof sent === 'object' && sent !== null && 'text' in sent ? String(sent.text) : String(sent);

describe('a list with everything a row shows', () => {
  it('costs the same number of statements however long it is', async () => {
    for (let n = 0; n < 12; n++)
      await client.schedule({ ...WORDS, periodo: `2023-${String(n + 1).padStart(2, '0')}` });
    const document = `query ($first: Int) { imports(first: $first) { totalCount nodes { id number actions
      operador { id name } plantilla { id name } tipoArchivo { id name } createdBy { id name empresa { code } } deletedBy { id }
      cycleFrom progress { percent queuePosition secondsLeft } totals { total currency } failure { code existing { id } }
      issueCounts { code count example { message } } retryOf { id } replaces { id } } } }`;
    const count = async (first: number) => {
      statements.mockClear();
      const { imports } = await client.query<{ imports: { nodes: unknown[] } }>(document, { first });
      expect(imports.nodes).toHaveLength(first);
      // What a new connection says first, and the queue meanwhile, is no part of an answer.
      return statements.mock.calls.filter(([sent]) => !/pg_backend_pid|pgboss/.test(textOf(sent))).length;
    };
    await count(2);
    const few = await count(2);
    expect(few).toBeGreaterThan(3);
    expect(await count(12)).toBe(few);
  });
});

/** Without those of the queue, which go on meanwhile. */
describe('the whole cascade of the form', () => {
  it('costs the same number of statements however many operadores there are', async () => {
    const document = `{ operadores { code plantillas { code operador { code } tiposArchivo { code columns { header } } }
      inForce: plantillas(validIn: "2026-09") { code } } }`;
    const count = async () => {
      statements.mockClear();
      const { operadores } = await client.query<{ operadores: unknown[] }>(document);
      const catalogs = statements.mock.calls.filter(([sent]) =>
        /"plantillas"|"tipos_archivo"/.test(textOf(sent)),
      );
      return { operadores: operadores.length, statements: catalogs.length };
    };
    await count();
    const all = await count();
    const { pool } = app.parts.database;
    await pool.query('UPDATE operadores SET active = (code = $1)', ['claro-pe']);
    const one = await count();
    await pool.query('UPDATE operadores SET active = true');
    expect(one.operadores).toBe(1);
    expect(all.operadores).toBeGreaterThan(3);
    expect(one.statements).toBeGreaterThan(1);
    expect(all.statements).toBe(one.statements);
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
