import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../src/imports/imports.test-data.ts';
import { type ApiClient, type ImportView, login } from './api-client.ts';
import { exportClient, importRows, readAll } from './export-client.ts';
import { loginElsewhere } from './other-empresa.ts';
import { ADMIN, startApp, type TestApp } from './start-app.ts';

/** More bytes than a system holds on the way to a client that takes nothing: ten million and more. */
const MANY = 60_000;

let app: TestApp;
let admin: ApiClient;
let foreign: ApiClient;
let own: ImportView;
let client: ReturnType<typeof exportClient>;
beforeAll(async () => {
  app = await startApp();
  admin = await app.login();
  client = exportClient(app, admin);
  foreign = await loginElsewhere(app);
  own = await importRows(admin, rowsOf(MANY), { periodo: '2026-08' });
  await importRows(foreign, rowsOf(3), { periodo: '2026-09' });
}, 120_000);
afterAll(async () => {
  await admin?.close();
  await foreign?.close();
  await app?.[Symbol.asyncDispose]();
});

async function tokenOf(client: ApiClient, ...scopes: string[]): Promise<string> {
  const document = `mutation ($scopes: [ApiTokenScope!]) { createApiToken(name: "BI", role: READER, scopes: $scopes) {
    ... on ApiTokenPayload { token } } }`;
  const { createApiToken } = await client.query<{ createApiToken: { token: string } }>(document, {
    scopes: scopes.length > 0 ? scopes : undefined,
  });
  return createApiToken.token;
}

describe('who asks for an export', () => {
  it('has their own empresa’s rows and no other’s', async () => {
    expect(await client.jsonRows('charges.ndjson', foreign.token)).toHaveLength(3);
    for (const name of ['imports', 'charges', 'issues'])
      expect(await client.jsonRows(`${name}.ndjson?importId=${own.id}`, foreign.token)).toEqual([]);
  });

  it('needs a token that works, as Bearer or as the password of Basic, with the scope', async () => {
    const none = await client.ask('charges.csv', '');
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="importador", Basic realm="importador", charset="UTF-8"',
    ]);
    expect((await client.ask('charges.csv', 'impt_nothing')).status).toBe(401);
    const token = await tokenOf(admin, 'CHARGES');
    expect((await client.ask('charges.csv?limit=1', token)).status).toBe(200);
    const refused = await client.ask('imports.csv', token, { 'accept-language': 'en' });
    expect([refused.status, await refused.json()]).toEqual([
      403,
      { code: 'FORBIDDEN', message: expect.stringContaining('does not read IMPORTS') },
    ]);
    const basic = (password: string) =>
      client.ask('charges.csv?limit=1', '', {
        authorization: `Basic ${Buffer.from(`bi:${password}`).toString('base64')}`,
      });
    expect((await basic(token)).status).toBe(200);
    expect((await basic(ADMIN.contrasena)).status).toBe(401);
  });

  it.each([
    ['charges.csv?mes=2026-09', 'mes'],
    ['charges.csv?severity=ERROR', 'severity'],
    ['charges.csv?periodo=2026-13', '2026-13'],
    ['charges.csv?concept=VOZ', 'VOZ'],
    ['charges.csv?from=ayer', 'ayer'],
    ['charges.csv?after=1', 'after'],
    ['imports.csv?after=1-1', 'after'],
    ['charges.csv?after=99999999999-1', 'after'],
    ['charges.csv?limit=0', 'limit'],
    ['imports.csv?operador=a&operador=b', 'operador'],
  ])('is told what does not do in %s', async (path, named) => {
    const answer = await client.ask(path);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(await answer.json())).toContain(named);
  });

  it('is told that there is no such export, and that an export is only read', async () => {
    for (const path of ['charges.pdf', 'lineas.csv', '', 'charges', '../graphql.csv'])
      expect((await client.ask(path)).status, path).toBe(404);
    expect((await fetch(`${app.url}/exports/charges.csv`, { method: 'POST' })).status).toBe(405);
  });

  it('waits where two are running for the empresa; one that is left ends at once, connection and all', async () => {
    const slow = await Promise.all([client.open('charges.csv'), client.open('charges.ndjson')]);
    expect(await client.connections()).toBe(2);
    const refused = await client.ask('charges.csv');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10']);
    expect((await client.ask('charges.csv', foreign.token)).status).toBe(200);
    for (const response of slow) response.destroy();
    await expect.poll(client.connections, { timeout: 5_000 }).toBe(0);
    expect((await client.ask('charges.csv?limit=1')).status).toBe(200);
  });

  it('is cut off once the session has ended', async () => {
    const { token } = await login(app.graphqlUrl, ADMIN.usuario, ADMIN.contrasena);
    const response = await client.open('charges.csv', token);
    await admin.raw('mutation { logout }', {}, { authorization: `Bearer ${token}` });
    await expect(readAll(response)).rejects.toThrow('aborted');
    await expect.poll(client.connections, { timeout: 5_000 }).toBe(0);
  });
});
