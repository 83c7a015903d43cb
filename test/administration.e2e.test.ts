import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAdminCommand } from '../src/access/run-admin-command.ts';
import { administration, codesOf, type Row } from './administration.ts';
import { type ApiClient, login } from './api-client.ts';
import { FOREIGN, loginElsewhere } from './other-empresa.ts';
import { openRawSocket } from './raw-socket.ts';
import { startApp, type TestApp } from './start-app.ts';

const CONTRASENA = 'otra contraseña de prueba';

let app: TestApp;
let admin: ApiClient;
let foreign: ApiClient;
beforeAll(async () => {
  app = await startApp();
  admin = await app.login();
  foreign = await loginElsewhere(app);
});
afterAll(async () => {
  await admin?.close();
  await foreign?.close();
  await app?.[Symbol.asyncDispose]();
});

const { saveUsuario, setContrasena, saveOperador, createToken, revoke, auditLog, withToken } = administration(
  () => admin,
);

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
    const { pool } = app.parts.database;
    try {
      const both = await Promise.allSettled([
        saveUsuario({ id: me.id, active: false }, second),
        saveUsuario({ id: usuario['id'], active: false }, admin),
      ]);
      // The second to come finds itself the last one, or out already.
      const outcomes = both.map(outcomeOf);
      expect(outcomes).toContain('SaveUsuarioPayload');
      expect(
        outcomes.some((each) => each === 'LAST_ADMIN' || each === 'UNAUTHENTICATED'),
        `${outcomes}`,
      ).toBe(true);
      const { rows } = await pool.query(
        "SELECT id FROM usuarios u WHERE role = 'ADMIN' AND active AND usuario <> $1",
        [FOREIGN.usuario],
      );
      expect(rows).toHaveLength(1);
    } finally {
      await second.close();
      await pool.query("UPDATE usuarios SET active = true WHERE usuario IN ('admin', 'segundo')");
      await admin.close();
      admin = await app.login();
    }
  });
});

/** What became of a change: the payload's type, or the code of what refused it. */
function outcomeOf(settled: PromiseSettledResult<Row>): unknown {
  if (settled.status === 'rejected') return /UNAUTHENTICATED/.exec(String(settled.reason))?.[0];
  const [field] = (settled.value['fields'] ?? []) as { readonly code: string }[];
  return field?.code ?? settled.value['__typename'];
}

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
      { contrasena: undefined, language: 'es' },
    );
    const made = /^contraseña {2}(\S+)/m.exec(shown)?.[1] ?? '';
    await expect(login(app.graphqlUrl, 'ajena', made)).resolves.toBeDefined();
    await foreign.close();
    foreign = await app.login('ajena', made);
    expect(await auditLog(foreign)).toContainEqual(
      expect.objectContaining({ action: 'CONTRASENA_SET', subject: 'ajena', actor: null }),
    );
    const unknown = runAdminCommand(
      { database },
      { kind: 'CONTRASENA_SET', usuario: 'nadie' },
      { contrasena: undefined, language: 'es' },
    );
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
    await revoke((await createToken()).apiToken.id);
    const { auditLog: ofTokens } = await admin.query<{ auditLog: { nodes: Row[] } }>(
      '{ auditLog(action: API_TOKEN_REVOKED) { nodes { action } } }',
    );
    expect(new Set(ofTokens.nodes.map(({ action }) => action))).toEqual(new Set(['API_TOKEN_REVOKED']));
  });

  it('is written with what it tells, or neither happens', async () => {
    const { pool } = app.parts.database;
    await pool.query('ALTER TABLE audit_entries RENAME TO away');
    const answer = await admin
      .raw(`mutation { saveUsuario(input: { usuario: "fantasma", role: READER }) { __typename } }`)
      .finally(() => pool.query('ALTER TABLE away RENAME TO audit_entries'));
    expect(codesOf(answer)).toEqual(['INTERNAL_SERVER_ERROR']);
    const { rows } = await pool.query("SELECT id FROM usuarios WHERE usuario = 'fantasma'");
    expect(rows).toEqual([]);
  });
});
