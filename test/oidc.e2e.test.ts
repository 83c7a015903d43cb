import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import type { ApiClient, GraphQLAnswer } from './api-client.ts';
import { openRawSocket } from './raw-socket.ts';
import { startApp, type TestApp } from './start-app.ts';

const AUDIENCE = 'importador';

/** A provider of our own: it tells where its keys are, and signs what it is told to. */
async function startProvider() {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const stranger = await generateKeyPair('RS256');
  const key = { ...(await exportJWK(publicKey)), kid: 'uno', alg: 'RS256', use: 'sig' };
  let issuer = '';
  const server = createServer((request, response) => {
    const body = request.url?.includes('openid-configuration')
      ? { issuer, jwks_uri: `${issuer}/keys` }
      : { keys: [key] };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const claimed = (claims: JWTPayload) =>
    new SignJWT({
      sub: 'ana-1',
      preferred_username: 'ana.provider',
      roles: ['facturas-lectura'],
      empresa: 'acme',
      iss: issuer,
      aud: AUDIENCE,
      exp: Math.floor(Date.now() / 1_000) + 600,
      ...claims,
    });
  const sign = (claims: JWTPayload = {}, as: { stranger?: boolean } = {}) =>
    claimed(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'uno' })
      .sign(as.stranger ? stranger.privateKey : privateKey);
  /** What everybody can read, taken for a secret: the key as PEM, as the provider publishes it, its modulus. */
  const signPublicly = async (): Promise<string[]> => {
    const pem = await exportSPKI(publicKey);
    const published = [pem, `${pem}\n`, JSON.stringify(key), key.n ?? ''];
    return Promise.all(
      published.map((text) =>
        claimed({}).setProtectedHeader({ alg: 'HS256', kid: 'uno' }).sign(new TextEncoder().encode(text)),
      ),
    );
  };
  return { issuer, sign, signPublicly, close: () => server.close() };
}

let provider: Awaited<ReturnType<typeof startProvider>>;
let app: TestApp;
let admin: ApiClient;
beforeAll(async () => {
  provider = await startProvider();
  const { oidc } = readConfig({
    OIDC_ISSUER: provider.issuer,
    OIDC_AUDIENCE: AUDIENCE,
    OIDC_ROLES: 'facturas-lectura=READER,facturas-analisis=ANALYST,facturas-admin=ADMIN',
    OIDC_EMPRESAS: 'acme=PRINCIPAL,ninguna=NO-ESTA',
  });
  app = await startApp({ oidc });
  admin = await app.login();
});
afterAll(async () => {
  await admin?.close();
  await app?.[Symbol.asyncDispose]();
  provider?.close();
});

const ask = (token: string, query = '{ me { usuario role empresa { code } } }') =>
  admin.raw<Record<string, unknown>>(query, {}, { authorization: `Bearer ${token}` });
const codesOf = ({ errors }: GraphQLAnswer<unknown>) => errors?.map(({ extensions }) => extensions?.code);

describe('a token of the company’s provider', () => {
  it('lets its holder in, who becomes a usuario once, also when the first requests come together', async () => {
    const token = await provider.sign();
    const answers = await Promise.all([ask(token), ask(token), ask(token)]);
    for (const answer of answers) {
      expect(answer).toEqual({
        data: { me: { usuario: 'ana.provider', role: 'READER', empresa: { code: 'PRINCIPAL' } } },
      });
    }
    const { auditLog } = await admin.query<{ auditLog: { nodes: { subject: string }[] } }>(
      '{ auditLog(action: USUARIO_CREATED) { nodes { subject } } }',
    );
    expect(auditLog.nodes.filter(({ subject }) => subject === 'ana.provider')).toHaveLength(1);
  });

  it('opens a WebSocket, which closes when the token expires', async () => {
    const exp = Math.floor(Date.now() / 1_000) + 2;
    const socket = openRawSocket({ url: app.graphqlUrl });
    await socket.opened;
    socket.send({ type: 'connection_init', payload: { token: await provider.sign({ exp }) } });
    expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
    expect(await socket.closed).toBe(4403);
  });

  it('gives the role that it names, the highest of several, and what that role may not do stays forbidden', async () => {
    expect(codesOf(await ask(await provider.sign(), '{ usuarios { totalCount } }'))).toEqual(['FORBIDDEN']);
    const raised = await provider.sign({ roles: ['facturas-lectura', 'facturas-admin', 'otra cosa'] });
    expect(await ask(raised, '{ me { role } usuarios { totalCount } }')).toMatchObject({
      data: { me: { role: 'ADMIN' } },
    });
    expect(await ask(await provider.sign())).toMatchObject({ data: { me: { role: 'READER' } } });
    expect(codesOf(await ask(raised, 'mutation { logout }'))).toEqual(['FORBIDDEN']);
  });

  it('changes the role once, and says so once, also when several requests bring it together', async () => {
    const { pool } = app.parts.database;
    const changes = async () =>
      (
        await admin.query<{ auditLog: { totalCount: number } }>(
          '{ auditLog(action: USUARIO_CHANGED) { totalCount } }',
        )
      ).auditLog.totalCount;
    await ask(await provider.sign());
    const before = await changes();
    const raised = await provider.sign({ roles: ['facturas-analisis'] });
    const asked = await app.parts.database.transaction(async (sql) => {
      await sql.query('SELECT 1 FROM empresas FOR NO KEY UPDATE');
      const answers = Promise.all([ask(raised), ask(raised), ask(raised)]);
      for (let waiting = 0; waiting < 3; ) {
        const { rows } = await pool.query<{ waiting: number }>(
          `SELECT count(*)::int AS waiting FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        waiting = rows[0]?.waiting ?? 0;
      }
      return { answers };
    });
    for (const answer of await asked.answers)
      expect(answer).toMatchObject({ data: { me: { role: 'ANALYST' } } });
    expect(await changes()).toBe(before + 1);
  });

  it.each<[string, JWTPayload, { stranger?: boolean }?]>([
    ['of another audience', { aud: 'otra' }],
    ['of another issuer', { iss: 'http://127.0.0.1:9' }],
    ['that has expired', { exp: 1_600_000_000 }],
    ['signed by somebody else', {}, { stranger: true }],
    ['without a role of ours', { roles: ['otra cosa'] }],
    ['without an empresa of ours', { empresa: 'desconocida' }],
    ['of an empresa that is not there', { sub: 'x', preferred_username: 'equis', empresa: 'ninguna' }],
    ['of two empresas', { empresa: ['acme', 'ninguna'] }],
    [
      'with the name of somebody who logs in here',
      { sub: 'otro', preferred_username: 'admin', roles: ['facturas-admin'] },
    ],
  ])('%s is refused', async (_what, claims, as) => {
    expect(codesOf(await ask(await provider.sign(claims, as)))).toEqual(['UNAUTHENTICATED']);
  });

  it('signed with nothing, or with the public key as a secret, is refused', async () => {
    const [, payload] = (await provider.sign()).split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    expect(codesOf(await ask(`${none}.${payload}.eA`))).toEqual(['UNAUTHENTICATED']);
    for (const token of await provider.signPublicly())
      expect(codesOf(await ask(token))).toEqual(['UNAUTHENTICATED']);
  });

  it('of a usuario whom an ADMIN has deactivated is refused', async () => {
    const token = await provider.sign({ sub: 'saliente', preferred_username: 'saliente' });
    expect(codesOf(await ask(token))).toBeUndefined();
    await app.parts.database.pool.query("UPDATE usuarios SET active = false WHERE usuario = 'saliente'");
    expect(codesOf(await ask(token))).toEqual(['UNAUTHENTICATED']);
  });
});

describe('the settings of a provider', () => {
  it('are needed together, and its addresses are safe ones', () => {
    expect(() => readConfig({ OIDC_ISSUER: 'https://login.example.com' })).toThrow('OIDC_AUDIENCE');
    expect(() => readConfig({ OIDC_ISSUER: 'http://login.example.com' })).toThrow('OIDC_ISSUER');
    expect(() => readConfig({ OIDC_ROLES: 'a=JEFE' })).toThrow('OIDC_ROLES');
    expect(readConfig({}).oidc).toBeUndefined();
  });
});
