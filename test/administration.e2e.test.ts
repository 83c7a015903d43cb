import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addEmpresa } from '../src/access/add-empresa.ts';
import { runAdminCommand } from '../src/access/run-admin-command.ts';
import { type ApiClient, login } from './api-client.ts';
import { openRawSocket } from './raw-socket.ts';
import { ADMIN, startApp, type TestApp } from './start-app.ts';

const CONTRASENA = 'otra contraseña de prueba';
const FOREIGN = { usuario: 'ajena', contrasena: 'la contraseña de la otra' };

let app: TestApp;
let admin: ApiClient;
let foreign: ApiClient;
beforeAll(async () => {
  app = await startApp();
  admin = await app.login();
  await addEmpresa({ database: app.parts.database }, { code: 'OTRA', ...FOREIGN });
  foreign = await app.login(FOREIGN.usuario, FOREIGN.contrasena);
});
afterAll(async () => {
  await admin?.close();
  await foreign?.close();
  await app?.[Symbol.asyncDispose]();
});

type Row = Record<string, unknown>;
const PROBLEM =
  '__typename ... on Problem { code message path } ... on ValidationProblem { fields { path code } }';
const SAVED = `${PROBLEM} ... on SaveUsuarioPayload { usuario { id usuario name role active } generatedContrasena }`;

async function saveUsuario(input: Row, client = admin) {
  const document = `mutation ($input: SaveUsuarioInput!) { saveUsuario(input: $input) { ${SAVED} } }`;
  const { saveUsuario: saved } = await client.query<{ saveUsuario: Row & { usuario: Row } }>(document, {
    input,
  });
  return saved;
}
async function setContrasena(usuarioId: unknown, contrasena?: string, client = admin) {
  const document = `mutation ($id: ID!, $c: String) { setContrasena(usuarioId: $id, contrasena: $c) { ${SAVED} } }`;
  const answer = await client.query<{ setContrasena: Row }>(document, { id: usuarioId, c: contrasena });
  return answer.setContrasena;
}
async function saveOperador(input: Row, client = admin) {
  const document = `mutation ($input: SaveOperadorInput!) { saveOperador(input: $input) { ${PROBLEM} ... on OperadorPayload { operador { id code name currency active } } } }`;
  const { saveOperador: saved } = await client.query<{ saveOperador: Row & { operador: Row } }>(document, {
    input,
  });
  return saved;
}
async function createToken(given: Row = {}, client = admin) {
  const document = `mutation ($name: String!, $role: Role!, $expiresAt: DateTime, $scopes: [ApiTokenScope!]) {
    createApiToken(name: $name, role: $role, expiresAt: $expiresAt, scopes: $scopes) {
      ${PROBLEM} ... on ApiTokenPayload { token name expiresAt apiToken { id role scopes lastUsedAt } } } }`;
  const { createApiToken } = await client.query<{
    createApiToken: Row & { token: string; apiToken: { id: string } };
  }>(document, { name: 'Power BI', role: 'READER', ...given });
  return createApiToken;
}
async function revoke(id: string, client = admin) {
  const document = `mutation ($id: ID!) { revokeApiToken(id: $id) { __typename ... on Problem { code } ... on RevokeApiTokenPayload { apiToken { id revokedAt } } } }`;
  return (await client.query<{ revokeApiToken: Row }>(document, { id })).revokeApiToken;
}
async function auditLog(client = admin, first = 200) {
  const document = `query ($first: Int) { auditLog(first: $first) { nodes { id action subject details actor { usuario } } pageInfo { endCursor hasNextPage } } }`;
  const answer = await client.query<{ auditLog: { nodes: Row[] } }>(document, { first });
  return answer.auditLog.nodes;
}
const withToken = (token: string, document: string, variables: Row = {}) =>
  admin.raw<Row>(document, variables, { authorization: `Bearer ${token}` });
const codesOf = ({ errors }: { errors?: { extensions?: { code?: string } }[] }) =>
  errors?.map(({ extensions }) => extensions?.code);

describe('usuarios', () => {
  it('are made with a contraseña that is shown once, changed and found in the list', async () => {
    const made = await saveUsuario({ usuario: 'Rosa', role: 'READER', name: 'Rosa Quispe' });
    expect(made).toMatchObject({
      __typename: 'SaveUsuarioPayload',
      usuario: { usuario: 'Rosa', role: 'READER', active: true },
      generatedContrasena: expect.stringMatching(/^[\w-]{24}$/),
    });
    await expect(login(app.graphqlUrl, 'rosa', String(made['generatedContrasena']))).resolves.toBeDefined();
    const changed = await saveUsuario({ id: made.usuario['id'], role: 'ANALYST' });
    expect(changed).toMatchObject({
      usuario: { name: 'Rosa Quispe', role: 'ANALYST' },
      generatedContrasena: null,
    });
    const { usuarios } = await admin.query<{ usuarios: { nodes: Row[]; totalCount: number } }>(
      '{ usuarios { totalCount nodes { usuario role active } } }',
    );
    expect(usuarios.nodes).toContainEqual({ usuario: 'Rosa', role: 'ANALYST', active: true });
    expect(usuarios.nodes).not.toContainEqual(expect.objectContaining({ usuario: FOREIGN.usuario }));
  });

  it('are refused by what does not do', async () => {
    expect(await saveUsuario({})).toMatchObject({
      fields: [
        { path: ['usuario'], code: 'MISSING' },
        { path: ['role'], code: 'MISSING' },
      ],
    });
    expect(await saveUsuario({ usuario: FOREIGN.usuario, role: 'READER' })).toMatchObject({
      fields: [{ code: 'TAKEN' }],
    });
    expect(await saveUsuario({ usuario: 'corta', role: 'READER', contrasena: 'corta' })).toMatchObject({
      code: 'WEAK_CONTRASENA',
    });
    const { usuario } = await saveUsuario({ usuario: 'fija', role: 'READER' });
    expect(await saveUsuario({ id: usuario['id'], usuario: 'otra', contrasena: CONTRASENA })).toMatchObject({
      fields: [
        { path: ['usuario'], code: 'CANNOT_CHANGE' },
        { path: ['contrasena'], code: 'CANNOT_CHANGE' },
      ],
    });
  });

  it('of another empresa look like ones that do not exist', async () => {
    const { me } = await foreign.query<{ me: { id: string } }>('{ me { id } }');
    for (const id of [me.id, 'nada']) {
      expect(await saveUsuario({ id, role: 'READER' })).toMatchObject({ __typename: 'NotFoundProblem' });
      expect(await setContrasena(id)).toMatchObject({ __typename: 'NotFoundProblem' });
    }
  });

  it('who are deactivated are out at once, and their sockets close', async () => {
    const { usuario } = await saveUsuario({ usuario: 'saliente', role: 'READER', contrasena: CONTRASENA });
    const { token } = await login(app.graphqlUrl, 'saliente', CONTRASENA);
    const socket = openRawSocket({ url: app.graphqlUrl });
    await socket.opened;
    socket.send({ type: 'connection_init', payload: { token } });
    expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
    expect(await saveUsuario({ id: usuario['id'], active: false })).toMatchObject({
      usuario: { active: false },
    });
    expect(await socket.closed).toBe(4403);
    expect(codesOf(await withToken(token, '{ me { id } }'))).toEqual(['UNAUTHENTICATED']);
    await saveUsuario({ id: usuario['id'], active: true });
    expect(codesOf(await withToken(token, '{ me { id } }'))).toEqual(['UNAUTHENTICATED']);
  });

  it('always have an active ADMIN, also when two leave at the same time', async () => {
    const { me } = await admin.query<{ me: { id: string } }>('{ me { id } }');
    expect(await saveUsuario({ id: me.id, role: 'READER' })).toMatchObject({
      fields: [{ code: 'LAST_ADMIN' }],
    });
    const { usuario } = await saveUsuario({ usuario: 'segundo', role: 'ADMIN', contrasena: CONTRASENA });
    const second = await app.login('segundo', CONTRASENA);
    const both = await Promise.allSettled([
      saveUsuario({ id: me.id, active: false }, second),
      saveUsuario({ id: usuario['id'], active: false }, admin),
    ]);
    await second.close();
    const { rows } = await app.parts.database.pool.query(
      "SELECT id FROM usuarios u WHERE role = 'ADMIN' AND active AND usuario <> $1",
      [FOREIGN.usuario],
    );
    expect(rows).toHaveLength(1);
    expect(both).toHaveLength(2);
    await app.parts.database.pool.query(
      "UPDATE usuarios SET active = true WHERE usuario IN ('admin', 'segundo')",
    );
    await admin.close();
    admin = await app.login();
  });
});

describe('a lost contraseña', () => {
  it('is replaced by an ADMIN: the new one works at once, the old log-ins and the failed attempts are over', async () => {
    const { usuario } = await saveUsuario({ usuario: 'olvidadiza', role: 'READER', contrasena: CONTRASENA });
    const before = await login(app.graphqlUrl, 'olvidadiza', CONTRASENA);
    for (let n = 0; n < 11; n += 1)
      await login(app.graphqlUrl, 'olvidadiza', 'no era esta, creo').catch(() => {});
    await expect(login(app.graphqlUrl, 'olvidadiza', CONTRASENA)).rejects.toThrow('TOO_MANY_ATTEMPTS');
    const set = await setContrasena(usuario['id']);
    const made = String(set['generatedContrasena']);
    await expect(login(app.graphqlUrl, 'olvidadiza', made)).resolves.toBeDefined();
    expect(codesOf(await withToken(before.token, '{ me { id } }'))).toEqual(['UNAUTHENTICATED']);
    expect(await setContrasena(usuario['id'], 'corta')).toMatchObject({ code: 'WEAK_CONTRASENA' });
  });

  it('also that of the only ADMIN, on the command line', async () => {
    const { database } = app.parts;
    const shown = await runAdminCommand(
      { database },
      { kind: 'CONTRASENA_SET', usuario: 'AJENA' },
      undefined,
    );
    const made = /^contraseña {2}(\S+)/m.exec(shown)?.[1] ?? '';
    await expect(login(app.graphqlUrl, 'ajena', made)).resolves.toBeDefined();
    await foreign.close();
    foreign = await app.login('ajena', made);
    expect(await auditLog(foreign)).toContainEqual(
      expect.objectContaining({ action: 'CONTRASENA_SET', subject: 'ajena', actor: null }),
    );
    const unknown = runAdminCommand({ database }, { kind: 'CONTRASENA_SET', usuario: 'nadie' }, undefined);
    await expect(unknown).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('operadores', () => {
  const input = {
    code: 'satelital-pe',
    name: 'Satelital',
    country: 'PE',
    currency: 'PEN',
    timeZone: 'America/Lima',
  };

  it('of one’s own are made and changed, and chosen by this empresa only', async () => {
    const { operador } = await saveOperador(input);
    expect(operador).toMatchObject({ code: 'satelital-pe', active: true });
    expect(
      await saveOperador({ ...input, id: operador['id'], name: 'Satelital S.A.', currency: 'USD' }),
    ).toMatchObject({
      operador: { name: 'Satelital S.A.', currency: 'USD' },
    });
    const codes = async (client: ApiClient) =>
      (await client.query<{ operadores: Row[] }>('{ operadores { code } }')).operadores.map(
        ({ code }) => code,
      );
    expect(await codes(admin)).toContain('satelital-pe');
    expect(await codes(foreign)).not.toContain('satelital-pe');
    expect(await saveOperador({ ...input, id: operador['id'] }, foreign)).toMatchObject({
      __typename: 'NotFoundProblem',
    });
  });

  it('are refused by what does not do, all of it at once; built-in ones are not changed', async () => {
    const wrong = { code: 'Á', name: ' ', country: 'Perú', currency: 'soles', timeZone: 'Lima' };
    const refused = (await saveOperador(wrong)) as unknown as { fields: { code: string }[] };
    expect(refused.fields.map(({ code }) => code)).toEqual([
      'INVALID_CODE',
      'INVALID_LENGTH',
      'INVALID_COUNTRY',
      'INVALID_CURRENCY',
      'INVALID_TIME_ZONE',
    ]);
    expect(await saveOperador(input)).toMatchObject({ fields: [{ path: ['code'], code: 'TAKEN' }] });
    const { operadores } = await admin.query<{ operadores: Row[] }>('{ operadores { id code } }');
    const builtIn = operadores.find(({ code }) => code === 'claro-pe');
    expect(await saveOperador({ ...input, id: builtIn?.['id'] })).toMatchObject({
      __typename: 'NotFoundProblem',
    });
  });

  it('keep their code and currency once there are imports', async () => {
    const { operador } = await saveOperador({ ...input, code: 'usado' });
    const { rows } = await app.parts.database.pool.query<{ id: number }>(
      "SELECT id FROM operadores WHERE code = 'usado'",
    );
    const scheduled = await admin.schedule({ plantilla: 'claro-pe-detalle', periodo: '2020-01' });
    await app.parts.database.pool.query('UPDATE imports SET operador_id = $1 WHERE number = $2', [
      rows[0]?.id,
      scheduled.import?.number,
    ]);
    expect(await saveOperador({ ...input, id: operador['id'], currency: 'USD' })).toMatchObject({
      fields: [
        { path: ['code'], code: 'IN_USE' },
        { path: ['currency'], code: 'IN_USE' },
      ],
    });
  });
});

describe('an API token', () => {
  it('reads over HTTP and WebSocket, is hashed, and says when it was used last', async () => {
    const made = await createToken();
    expect(made).toMatchObject({
      name: 'Power BI',
      apiToken: { role: 'READER', scopes: ['IMPORTS', 'CHARGES', 'ISSUES'], lastUsedAt: null },
    });
    expect(made.token).toMatch(/^imp_t_[\w-]{43}$/);
    const { rows } = await app.parts.database.pool.query('SELECT * FROM api_tokens');
    expect(JSON.stringify(rows)).not.toContain(made.token);
    expect(await withToken(made.token, '{ me { usuario } imports { totalCount } }')).toMatchObject({
      data: { me: { usuario: ADMIN.usuario } },
    });
    const socket = openRawSocket({ url: app.graphqlUrl });
    await socket.opened;
    socket.send({ type: 'connection_init', payload: { token: made.token } });
    expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
    const { apiTokens } = await admin.query<{ apiTokens: { nodes: Row[] } }>(
      '{ apiTokens { nodes { id lastUsedAt createdBy { usuario } } } }',
    );
    expect(apiTokens.nodes[0]).toMatchObject({
      id: made.apiToken.id,
      lastUsedAt: expect.any(String),
      createdBy: { usuario: 'admin' },
    });
    expect(await revoke(made.apiToken.id)).toMatchObject({ apiToken: { revokedAt: expect.any(String) } });
    expect(await socket.closed).toBe(4403);
    expect(codesOf(await withToken(made.token, '{ me { id } }'))).toEqual(['UNAUTHENTICATED']);
    expect(await revoke(made.apiToken.id)).toMatchObject({ __typename: 'RevokeApiTokenPayload' });
    expect(await revoke(made.apiToken.id, foreign)).toMatchObject({ __typename: 'NotFoundProblem' });
  });

  it('reads no more than its scopes, by whichever way', async () => {
    const { import: row } = await admin.schedule({ plantilla: 'claro-pe-detalle', periodo: '2020-02' });
    const { token } = await createToken({ scopes: ['IMPORTS'] });
    const import_ = (fields: string) =>
      withToken(token, `query ($id: ID!) { import(id: $id) { number ${fields} } }`, { id: row?.id });
    expect(await import_('')).toMatchObject({ data: { import: { number: row?.number } } });
    for (const fields of [
      'charges { nodes { id } }',
      'issues { nodes { id } }',
      'issueCounts { count }',
      'rejectedRowsFile { url }',
    ]) {
      expect(codesOf(await import_(fields)), fields).toEqual(['FORBIDDEN']);
    }
    const none = await createToken({ scopes: [] });
    for (const field of [
      'imports { totalCount }',
      'importCounts { pendiente }',
      `import(id: "${row?.id}") { id }`,
      `node(id: "${row?.id}") { id }`,
    ]) {
      expect(codesOf(await withToken(none.token, `{ ${field} }`)), field).toEqual(['FORBIDDEN']);
    }
    expect(await withToken(none.token, '{ operadores { code } }')).toMatchObject({
      data: { operadores: expect.any(Array) },
    });
  });

  it('expires, only reads, and rests while who made it is not active', async () => {
    const soon = new Date(Date.now() + 60_000).toISOString();
    const made = await createToken({ expiresAt: soon });
    expect(made).toMatchObject({ expiresAt: soon });
    await app.parts.database.pool.query(
      "UPDATE api_tokens SET expires_at = now() - interval '1 second' WHERE name = 'Power BI' AND expires_at < now() + interval '2 minutes'",
    );
    expect(codesOf(await withToken(made.token, '{ me { id } }'))).toEqual(['UNAUTHENTICATED']);
    expect(await createToken({ expiresAt: '2020-01-01T00:00:00.000Z' })).toMatchObject({
      fields: [{ code: 'IN_THE_PAST' }],
    });
    expect(await createToken({ expiresAt: '2099-01-01T00:00:00.000Z' })).toMatchObject({
      fields: [{ code: 'TOO_LATE' }],
    });
    expect(await createToken({ role: 'ADMIN', name: ' ' })).toMatchObject({
      fields: [{ code: 'INVALID_LENGTH' }, { code: 'READ_ONLY' }],
    });
    const { token } = await createToken();
    await app.parts.database.pool.query("UPDATE usuarios SET active = false WHERE usuario = 'admin'");
    expect(codesOf(await withToken(token, '{ me { id } }'))).toEqual(['UNAUTHENTICATED']);
    await app.parts.database.pool.query("UPDATE usuarios SET active = true WHERE usuario = 'admin'");
  });
});

describe('the audit log', () => {
  it('holds what was done, by whom, newest first, without secrets; another empresa’s is another', async () => {
    const { usuario } = await saveUsuario({ usuario: 'anotada', role: 'READER', contrasena: CONTRASENA });
    await setContrasena(usuario['id'], `${CONTRASENA} nueva`);
    const { token } = await createToken({ name: 'Anotado' });
    const entries = await auditLog();
    expect(entries.slice(0, 3)).toMatchObject([
      { action: 'API_TOKEN_CREATED', subject: 'Anotado', actor: { usuario: 'admin' } },
      { action: 'CONTRASENA_SET', subject: 'anotada', actor: { usuario: 'admin' } },
      { action: 'USUARIO_CREATED', subject: 'anotada', details: { role: 'READER' } },
    ]);
    const all = JSON.stringify(entries);
    for (const secret of [CONTRASENA, token, '$argon2']) expect(all).not.toContain(secret);
    expect(JSON.stringify(await auditLog(foreign))).not.toContain('anotada');
  });

  it('is read page by page, and by action', async () => {
    const page = async (after?: string) =>
      (
        await admin.query<{ auditLog: { nodes: Row[]; totalCount: number; pageInfo: Row } }>(
          'query ($after: String) { auditLog(first: 2, after: $after) { totalCount nodes { id } pageInfo { endCursor hasNextPage } } }',
          { after },
        )
      ).auditLog;
    const first = await page();
    const second = await page(String(first.pageInfo['endCursor']));
    const all = await auditLog();
    expect([...first.nodes, ...second.nodes].map(({ id }) => id)).toEqual(
      all.slice(0, 4).map(({ id }) => id),
    );
    expect(first.totalCount).toBe(all.length);
    const { auditLog: ofTokens } = await admin.query<{ auditLog: { nodes: Row[] } }>(
      '{ auditLog(action: API_TOKEN_REVOKED) { nodes { action } } }',
    );
    expect(new Set(ofTokens.nodes.map(({ action }) => action))).toEqual(new Set(['API_TOKEN_REVOKED']));
  });

  it('is written with what it tells, or neither happens', async () => {
    const { pool } = app.parts.database;
    await pool.query('ALTER TABLE audit_entries RENAME TO away');
    const answer = await admin.raw(
      `mutation { saveUsuario(input: { usuario: "fantasma", role: READER }) { __typename } }`,
    );
    await pool.query('ALTER TABLE away RENAME TO audit_entries');
    expect(codesOf(answer)).toEqual(['INTERNAL_SERVER_ERROR']);
    const { rows } = await pool.query("SELECT id FROM usuarios WHERE usuario = 'fantasma'");
    expect(rows).toEqual([]);
  });
});
