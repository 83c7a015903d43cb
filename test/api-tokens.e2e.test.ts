import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { administration, codesOf, type Row } from './administration.ts';
import type { ApiClient } from './api-client.ts';
import { loginElsewhere } from './other-empresa.ts';
import { openRawSocket } from './raw-socket.ts';
import { ADMIN, startApp, type TestApp } from './start-app.ts';

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

const { createToken, revoke, withToken } = administration(() => admin);

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
    const activate = (active: boolean) =>
      app.parts.database.pool.query("UPDATE usuarios SET active = $1 WHERE usuario = 'admin'", [active]);
    await activate(false);
    try {
      expect(codesOf(await withToken(token, '{ me { id } }'))).toEqual(['UNAUTHENTICATED']);
    } finally {
      await activate(true);
    }
  });
});
