import { isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addEmpresa } from '../src/access/add-empresa.ts';
import { addUsuario } from '../src/access/add-usuario.ts';
import { buildSchema } from '../src/graphql/schema.ts';
import { FIELD_SCOPES } from '../src/graphql/scopes.ts';
import { type GraphQLAnswer, login } from './api-client.ts';
import { ADMIN, startApp, type TestApp } from './start-app.ts';

/** Who asks; BI is an API token with every scope, BARE one with none, OTHER an ADMIN of another empresa. */
const ASKERS = [
  'NOBODY',
  'EXPIRED',
  'READER',
  'ANALYST',
  'OWNER',
  'SUPERVISOR',
  'ADMIN',
  'OTHER',
  'BI',
  'BARE',
] as const;
type Asker = (typeof ASKERS)[number];

/** y: answered, be it with a problem; F: FORBIDDEN; U: UNAUTHENTICATED; n: nothing of that kind there. */
type Expected = string;

/** The import is the OWNER's, an ANALYST. Columns in the order of ASKERS. */
const READ_OWN: Expected = 'UU yyyyy y yF';
const READ_ID: Expected = 'UU yyyyy n yF';
const ACT_OWN: Expected = 'UU FFyyy n FF';
const SUPERVISE: Expected = 'UU FFFyy n FF';
const SCHEDULE: Expected = 'UU Fyyyy y FF';
const ADMINISTER: Expected = 'UU FFFFy y FF';
const ADMINISTER_ID: Expected = 'UU FFFFy n FF';
const PROBLEM = '__typename ... on Problem { code }';

interface Row {
  readonly ask: string;
  readonly expected: Expected;
  /** Sent as a form with a file in $file. */
  readonly file?: true;
}

const TABLE: Readonly<Record<string, Row>> = {
  'Query.node': { ask: 'node(id: $id) { id }', expected: READ_ID },
  'Query.me': { ask: 'me { id }', expected: 'UU yyyyy y yy' },
  'Query.operadores': { ask: 'operadores { id }', expected: 'UU yyyyy y yy' },
  'Query.import': { ask: 'import(id: $id) { id }', expected: READ_ID },
  'Query.imports': { ask: 'imports { totalCount }', expected: READ_OWN },
  'Query.importCounts': { ask: 'importCounts { pendiente }', expected: READ_OWN },
  'Query.previewImport': { ask: `previewImport(id: $id) { ${PROBLEM} }`, expected: ACT_OWN },
  'Query.usuarios': { ask: 'usuarios { totalCount }', expected: ADMINISTER },
  'Query.apiTokens': { ask: 'apiTokens { totalCount }', expected: ADMINISTER },
  'Query.auditLog': { ask: 'auditLog { totalCount }', expected: ADMINISTER },
  'Mutation.login': {
    ask: `login(usuario: "nadie", contrasena: "ninguna") { ${PROBLEM} }`,
    expected: 'yy yyyyy y yy',
  },
  'Mutation.refreshSession': {
    ask: `refreshSession(refreshToken: "imp_r_x") { ${PROBLEM} }`,
    expected: 'yy yyyyy y yy',
  },
  'Mutation.changeContrasena': {
    ask: `changeContrasena(current: "no es esta", new: "ni esta otra") { ${PROBLEM} }`,
    expected: 'UU yyyyy y FF',
  },
  'Mutation.scheduleImport': {
    ask: `scheduleImport(input: { operadorId: "x", plantillaId: "x", tipoArchivoId: "x", periodo: "2026-01" }) { ${PROBLEM} }`,
    expected: SCHEDULE,
  },
  'Mutation.uploadBillingFile': {
    ask: `uploadBillingFile(input: { id: $id, file: $file }) { ${PROBLEM} }`,
    expected: ACT_OWN,
    file: true,
  },
  'Mutation.startImport': { ask: `startImport(id: $id) { ${PROBLEM} }`, expected: ACT_OWN },
  'Mutation.confirmImport': { ask: `confirmImport(id: $id) { ${PROBLEM} }`, expected: ACT_OWN },
  'Mutation.cancelImport': { ask: `cancelImport(id: $id) { ${PROBLEM} }`, expected: ACT_OWN },
  'Mutation.retryImport': { ask: `retryImport(id: $id) { ${PROBLEM} }`, expected: ACT_OWN },
  'Mutation.revertImport': {
    ask: `revertImport(id: $id, reason: "prueba") { ${PROBLEM} }`,
    expected: SUPERVISE,
  },
  'Mutation.reprocessRows': {
    ask: `reprocessRows(id: $id, file: $file) { ${PROBLEM} }`,
    expected: ACT_OWN,
    file: true,
  },
  'Mutation.deleteImport': { ask: `deleteImport(id: $id) { ${PROBLEM} }`, expected: ACT_OWN },
  'Mutation.savePlantilla': {
    ask: `savePlantilla(input: { operadorId: $operadorId, code: "prueba", name: "Prueba", definition: {} }) { ${PROBLEM} }`,
    expected: ADMINISTER,
  },
  'Mutation.saveUsuario': {
    ask: `saveUsuario(input: { id: $usuarioId, name: "Otra" }) { ${PROBLEM} }`,
    expected: ADMINISTER_ID,
  },
  'Mutation.setContrasena': {
    ask: `setContrasena(usuarioId: $usuarioId, contrasena: "corta") { ${PROBLEM} }`,
    expected: ADMINISTER_ID,
  },
  'Mutation.saveOperador': {
    ask: `saveOperador(input: { code: "?", name: "x", country: "PE", currency: "PEN", timeZone: "America/Lima" }) { ${PROBLEM} }`,
    expected: ADMINISTER,
  },
  'Mutation.createApiToken': {
    ask: `createApiToken(name: "", role: READER) { ${PROBLEM} }`,
    expected: ADMINISTER,
  },
  'Mutation.revokeApiToken': {
    ask: `revokeApiToken(id: $apiTokenId) { ${PROBLEM} }`,
    expected: ADMINISTER_ID,
  },
  'Subscription.importProgress': { ask: 'importProgress(id: $id) { kind }', expected: READ_ID },
  'Subscription.importsChanged': { ask: 'importsChanged { kind }', expected: READ_OWN },
  'Subscription.importCountsChanged': { ask: 'importCountsChanged { pendiente }', expected: READ_OWN },
  'Import.charges': { ask: 'import(id: $id) { charges { nodes { id } } }', expected: READ_ID },
  'Import.issues': { ask: 'import(id: $id) { issues { nodes { id } } }', expected: READ_ID },
  'Import.issueCounts': { ask: 'import(id: $id) { issueCounts { count } }', expected: READ_ID },
  'Import.rejectedRowsFile': { ask: 'import(id: $id) { rejectedRowsFile { url } }', expected: READ_ID },
  'ApiToken.id': { ask: 'node(id: $apiTokenId) { id }', expected: 'UU nnnny n nn' },
  'AuditEntry.id': { ask: 'node(id: $auditId) { id }', expected: 'UU nnnny n nn' },
  // Last: it ends the log-ins that the others ask with.
  'Mutation.logout': { ask: 'logout', expected: 'UU yyyyy y FF' },
};

const CONTRASENA = 'otra contraseña de prueba';
const PEOPLE = { READER: 'lectora', ANALYST: 'analista', OWNER: 'duena', SUPERVISOR: 'supervisora' } as const;

let app: TestApp;
const tokens = new Map<Asker, string>();
let ids: Readonly<Record<string, string>>;

beforeAll(async () => {
  app = await startApp();
  const { database } = app.parts;
  const admin = await app.login();
  tokens.set('ADMIN', admin.token);
  const enter = async (asker: Asker, usuario: string, contrasena = CONTRASENA) =>
    tokens.set(asker, (await login(app.graphqlUrl, usuario, contrasena)).token);
  const { me } = await admin.query<{ me: { empresa: { code: string } } }>('{ me { empresa { code } } }');
  for (const [asker, usuario] of Object.entries(PEOPLE)) {
    const role = asker === 'OWNER' ? 'ANALYST' : asker;
    await addUsuario({ database }, { empresaCode: me.empresa.code, usuario, role, contrasena: CONTRASENA });
    await enter(asker as Asker, usuario);
  }
  await addEmpresa({ database }, { code: 'OTRA', usuario: 'ajena', contrasena: CONTRASENA });
  await enter('OTHER', 'ajena');
  await enter('EXPIRED', ADMIN.usuario, ADMIN.contrasena);
  await database.pool.query(
    "UPDATE sessions SET expires_at = now() - interval '1 second' WHERE id = (SELECT max(id) FROM sessions)",
  );
  const make = async (name: string, scopes: string) => {
    const { createApiToken } = await admin.query<{
      createApiToken: { token: string; apiToken: { id: string } };
    }>(
      `mutation { createApiToken(name: "${name}", role: READER${scopes}) { ... on ApiTokenPayload { token apiToken { id } } } }`,
    );
    return createApiToken;
  };
  tokens.set('BI', (await make('todo', '')).token);
  tokens.set('BARE', (await make('nada', ', scopes: []')).token);
  const spare = await make('de sobra', '');
  const owner = await app.login(PEOPLE.OWNER, CONTRASENA);
  const scheduled = await owner.schedule({ plantilla: 'claro-pe-detalle' });
  const { usuarios, auditLog, operadores } = await admin.query<{
    usuarios: { nodes: { id: string; usuario: string }[] };
    auditLog: { nodes: { id: string }[] };
    operadores: { id: string }[];
  }>('{ usuarios { nodes { id usuario } } auditLog(first: 1) { nodes { id } } operadores { id } }');
  ids = {
    id: scheduled.import?.id ?? '',
    operadorId: operadores[0]?.id ?? '',
    usuarioId: usuarios.nodes.find(({ usuario }) => usuario === PEOPLE.READER)?.id ?? '',
    apiTokenId: spare.apiToken.id,
    auditId: auditLog.nodes[0]?.id ?? '',
  };
  await owner.close();
  await admin.close();
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
});

async function outcome(coordinate: string, { ask, file }: Row, asker: Asker): Promise<string> {
  const [type = ''] = coordinate.split('.');
  const operation = ['Mutation', 'Subscription'].includes(type) ? type.toLowerCase() : 'query';
  const used = Object.keys(ids).filter((name) => new RegExp(`\\$${name}\\b`).test(ask));
  const declared = [...used.map((name) => `$${name}: ID!`), ...(file ? ['$file: Upload!'] : [])];
  const query = `${operation} ${declared.length > 0 ? `(${declared.join(', ')})` : ''} { ${ask} }`;
  const variables = {
    ...Object.fromEntries(used.map((name) => [name, ids[name]])),
    ...(file && { file: null }),
  };
  const answer =
    operation === 'subscription'
      ? await firstEvent(query, variables, asker)
      : await post(query, variables, asker, file);
  return judge(answer, ask.split(/\W/)[0] ?? '');
}

function judge({ data, errors }: GraphQLAnswer<Record<string, unknown>>, field: string): string {
  const code = errors?.[0]?.extensions?.code;
  if (code === 'UNAUTHENTICATED') return 'U';
  if (code === 'FORBIDDEN') return 'F';
  if (code === 'NOT_FOUND') return 'n';
  if (code !== undefined) return code;
  const value = data?.[field] as { __typename?: string } | null | undefined;
  return value === null || value === undefined || value.__typename === 'NotFoundProblem' ? 'n' : 'y';
}

function headersOf(asker: Asker): Record<string, string> {
  const token = tokens.get(asker);
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

async function post(query: string, variables: object, asker: Asker, file?: true) {
  const form = new FormData();
  form.set('operations', JSON.stringify({ query, variables }));
  form.set('map', JSON.stringify({ 0: ['variables.file'] }));
  form.set('0', new File(['a;b'], 'a.csv'));
  const response = await fetch(app.graphqlUrl, {
    method: 'POST',
    headers: {
      ...headersOf(asker),
      ...(file ? { 'x-graphql-yoga-csrf': '1' } : { 'content-type': 'application/json' }),
    },
    body: file ? form : JSON.stringify({ query, variables }),
  });
  return (await response.json()) as GraphQLAnswer<Record<string, unknown>>;
}

async function firstEvent(query: string, variables: object, asker: Asker) {
  const response = await fetch(app.graphqlUrl, {
    method: 'POST',
    headers: { ...headersOf(asker), 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query, variables }),
  });
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    const event = /^data: (\{.*\})$/m.exec(text)?.[1];
    if (event === undefined) continue;
    return JSON.parse(event) as GraphQLAnswer<Record<string, unknown>>;
  }
  throw new Error(`No event came: ${text}`);
}

const schema = buildSchema();

describe('the table of who may do what', () => {
  it('has a row for every field of Query, Mutation and Subscription, and for every field with a scope', () => {
    const roots = ['Query', 'Mutation', 'Subscription'].flatMap((name) => {
      const type = schema.getType(name);
      return isObjectType(type) ? Object.keys(type.getFields()).map((field) => `${name}.${field}`) : [];
    });
    const wanted = new Set([...roots, ...Object.keys(FIELD_SCOPES)]);
    expect([...wanted].filter((coordinate) => !(coordinate in TABLE))).toEqual([]);
    const known = (coordinate: string) => {
      const [name = '', field = ''] = coordinate.split('.');
      const type = schema.getType(name);
      return isObjectType(type) && field in type.getFields();
    };
    expect(Object.keys(TABLE).filter((coordinate) => !known(coordinate))).toEqual([]);
  });

  it.each(Object.entries(TABLE))('holds for %s', async (coordinate, row) => {
    const found: string[] = [];
    for (const asker of ASKERS) found.push(await outcome(coordinate, row, asker));
    const named = (outcomes: readonly string[]) =>
      Object.fromEntries(ASKERS.map((asker, index) => [asker, outcomes[index]]));
    expect(named(found)).toEqual(named([...row.expected.replaceAll(' ', '')]));
  });
});
