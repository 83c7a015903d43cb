import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ApiClient, login } from './api-client.ts';
import { openRawSocket, type RawSocketOptions } from './raw-socket.ts';
import { ADMIN, startApp, type TestApp } from './start-app.ts';

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

const open = (options: RawSocketOptions = {}) => openRawSocket({ url: app.graphqlUrl, ...options });

async function openAcknowledged(params: Record<string, unknown> = { token: client.token }) {
  const socket = open();
  await socket.opened;
  socket.send({ type: 'connection_init', payload: params });
  expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
  return socket;
}

const subscribe = (id: string, query: string, variables = {}) => ({
  type: 'subscribe',
  id,
  payload: { query, variables },
});
const WATCH = 'subscription { importsChanged { kind } }';

describe('the handshake', () => {
  it.each([
    ['no token', {}, 4403],
    ['a token that is none', { token: 'imp_a_x' }, 4403],
    ['a token in the wrong shape', { token: { a: 1 } }, 4403],
  ])('with %s ends as Forbidden', async (_what, payload, code) => {
    const socket = open();
    await socket.opened;
    socket.send({ type: 'connection_init', payload });
    expect(await socket.closed).toBe(code);
  });

  it('takes the token as connectionParams.token, as Authorization, or from the header', async () => {
    for (const params of [{ token: client.token }, { Authorization: `Bearer ${client.token}` }]) {
      (await openAcknowledged(params)).raw.close();
    }
    const socket = open({ headers: { authorization: `Bearer ${client.token}` } });
    await socket.opened;
    socket.send({ type: 'connection_init' });
    expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
    socket.raw.close();
  });

  it.each<[string, { protocol?: string; headers?: Record<string, string>; url?: string }]>([
    ['another protocol', { protocol: 'graphql-ws' }],
    ['a page of a foreign origin', { headers: { origin: 'https://evil.example' } }],
    ['another path', { url: 'http://PLACE/other' }],
  ])('of %s does not come about', async (_what, options) => {
    const url = options.url?.replace('http://PLACE', app.url);
    const { opened } = open({ ...options, ...(url && { url }) });
    await expect(opened).rejects.toThrow();
  });

  it('of a page of a known origin does', async () => {
    const socket = open({ headers: { origin: 'https://panel.example' } });
    await socket.opened;
    socket.raw.close();
  });
});

describe('what the protocol forbids closes the socket with its code', () => {
  it('an operation before the handshake: 4401', async () => {
    const socket = open();
    await socket.opened;
    socket.send(subscribe('1', '{ me { id } }'));
    expect(await socket.closed).toBe(4401);
  });
  it('a second handshake: 4429', async () => {
    const socket = await openAcknowledged();
    socket.send({ type: 'connection_init', payload: { token: client.token } });
    expect(await socket.closed).toBe(4429);
  });
  it.each(['{', '[]', '{"type":"nothing"}', '{"type":"subscribe","id":"1"}', ''])(
    'the message %j: 4400',
    async (message) => {
      const socket = await openAcknowledged();
      socket.send(message);
      expect(await socket.closed).toBe(4400);
    },
  );
  it('the same id twice: 4409', async () => {
    const socket = await openAcknowledged();
    socket.send(subscribe('1', WATCH));
    expect(await socket.next()).toMatchObject({ type: 'next' });
    socket.send(subscribe('1', WATCH));
    expect(await socket.closed).toBe(4409);
  });
  it('a message without end: 1009', async () => {
    const socket = await openAcknowledged();
    socket.send(subscribe('1', `{ me { id } } #${'x'.repeat(300_000)}`));
    expect(await socket.closed).toBe(1009);
  });
});

describe('what only one operation did wrong leaves the socket alive', () => {
  it.each([
    ['does not parse', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['is not valid', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['is too long', `{ ${'a: me { id } '.repeat(1_000)} }`, 'GRAPHQL_PARSE_FAILED'],
    [
      'is too deep',
      `{ import(id: "x") { ${'retryOf { '.repeat(20)}id${' }'.repeat(20)} } }`,
      'QUERY_TOO_COMPLEX',
    ],
  ])('a query that %s', async (_what, query, code) => {
    const socket = await openAcknowledged();
    socket.send(subscribe('1', query));
    const refused = await socket.next();
    expect(refused).toMatchObject({ type: 'error', id: '1', payload: [{ extensions: { code } }] });
    expect(JSON.stringify(refused)).not.toContain('"http"');
    socket.send(subscribe('2', '{ me { usuario } }'));
    expect(await socket.next()).toMatchObject({
      type: 'next',
      id: '2',
      payload: { data: { me: { usuario: 'admin' } } },
    });
    socket.raw.close();
  });

  it('a subscription to an import that is not there, in the language of the connection', async () => {
    const socket = await openAcknowledged({ token: client.token, language: 'en' });
    socket.send(subscribe('1', 'subscription { importProgress(id: "x") { kind } }'));
    expect(await socket.next()).toMatchObject({
      type: 'next',
      payload: {
        errors: [
          { message: expect.stringContaining('There is no import'), extensions: { code: 'NOT_FOUND' } },
        ],
      },
    });
    expect(await socket.next()).toMatchObject({ type: 'complete', id: '1' });
    socket.raw.close();
  });

  it('more operations at once than one socket may have', async () => {
    const socket = await openAcknowledged();
    for (let n = 0; n < 101; n++) socket.send(subscribe(String(n), WATCH));
    for (;;) {
      const message = await socket.next();
      if (message.type !== 'error') continue;
      expect(message).toMatchObject({ payload: [{ extensions: { code: 'RATE_LIMITED' } }] });
      break;
    }
    socket.raw.close();
  });
});

describe('a subscription', () => {
  it('says no more once the client has completed it', async () => {
    const socket = await openAcknowledged();
    socket.send(subscribe('1', 'subscription { importsChanged(first: 0) { kind } }'));
    expect(await socket.next()).toMatchObject({ type: 'next', id: '1' });
    socket.send({ type: 'complete', id: '1' });
    socket.send(subscribe('2', '{ me { usuario } }'));
    expect(await socket.next()).toMatchObject({ type: 'next', id: '2' });
    expect(await socket.next()).toMatchObject({ type: 'complete', id: '2' });
    await client.schedule({ plantilla: 'claro-pe-detalle', periodo: '2020-01' });
    socket.send(subscribe('3', '{ me { usuario } }'));
    expect(await socket.next()).toMatchObject({ type: 'next', id: '3' });
    socket.raw.close();
  });
});

describe('an id used again right after its completion', () => {
  it('belongs to the new operation, which goes on', async () => {
    const socket = await openAcknowledged();
    const document = 'subscription { importsChanged(first: 0) { kind } }';
    socket.send(subscribe('1', document));
    for (let round = 0; round < 20; round++) {
      expect(await socket.next()).toMatchObject({ type: 'next', id: '1' });
      socket.send({ type: 'complete', id: '1' });
      socket.send(subscribe('1', document));
    }
    expect(await socket.next()).toMatchObject({ type: 'next', id: '1' });
    await client.schedule({ plantilla: 'claro-pe-detalle', periodo: '2020-02' });
    expect(await socket.next()).toMatchObject({
      type: 'next',
      id: '1',
      payload: { data: { importsChanged: { kind: 'CREATED' } } },
    });
    socket.raw.close();
  });

  it('is never begun where the client completes it as well, and may be used once more', async () => {
    const socket = await openAcknowledged();
    socket.send(subscribe('1', WATCH));
    await socket.next();
    for (const query of ['{ me { name } }', '{ me { role } }', '{ me { usuario } }']) {
      socket.send({ type: 'complete', id: '1' });
      socket.send(subscribe('1', query));
    }
    let message = await socket.next();
    // What was under way already when the client completed it.
    while (JSON.stringify(message).includes('importsChanged')) message = await socket.next();
    expect(message).toMatchObject({ type: 'next', id: '1', payload: { data: { me: { usuario: 'admin' } } } });
    expect(await socket.next()).toMatchObject({ type: 'complete', id: '1' });
    socket.raw.close();
  });

  it('closes the socket where it is begun twice: 4409', async () => {
    const socket = await openAcknowledged();
    socket.send(subscribe('1', WATCH));
    await socket.next();
    socket.send({ type: 'complete', id: '1' });
    socket.send(subscribe('1', WATCH));
    socket.send(subscribe('1', WATCH));
    expect(await socket.closed).toBe(4409);
  });
});

describe('a ping', () => {
  it('is answered with what it carries, also before the handshake', async () => {
    const socket = open();
    await socket.opened;
    socket.send({ type: 'ping', payload: { n: 7 } });
    expect(await socket.next()).toEqual({ type: 'pong', payload: { n: 7 } });
    socket.send({ type: 'ping' });
    expect(await socket.next()).toEqual({ type: 'pong' });
    socket.raw.close();
  });
});

describe('the end of a session', () => {
  it('by its time closes the socket as Forbidden', async () => {
    const { token } = await app.login();
    const { pool } = app.parts.database;
    await pool.query(
      `UPDATE sessions SET expires_at = now() + interval '2 seconds' WHERE id = (SELECT max(id) FROM sessions)`,
    );
    const socket = await openAcknowledged({ token });
    socket.send(subscribe('1', WATCH));
    expect(await socket.closed).toBe(4403);
  });

  it('by logout closes its sockets at once, and none of another log-in', async () => {
    const [leaving, staying] = [await app.login(), await app.login()];
    const socket = await openAcknowledged({ token: leaving.token });
    const other = await openAcknowledged({ token: staying.token });
    const started = performance.now();
    await leaving.query('mutation { logout }');
    expect(await socket.closed).toBe(4403);
    expect(performance.now() - started).toBeLessThan(5_000);
    other.send({ type: 'ping' });
    expect(await other.next()).toEqual({ type: 'pong' });
    other.raw.close();
  });

  it('by a refresh token that was used twice closes its sockets at once', async () => {
    const { token, refreshToken } = await login(app.graphqlUrl, ADMIN.usuario, ADMIN.contrasena);
    const socket = await openAcknowledged({ token });
    const client = await app.login();
    const again = 'mutation ($t: String!) { refreshSession(refreshToken: $t) { __typename } }';
    for (let n = 0; n < 2; n++) await client.raw(again, { t: refreshToken });
    expect(await socket.closed).toBe(4403);
  });

  it('ends a stream of events with UNAUTHENTICATED', async () => {
    const { token } = await app.login();
    const { pool } = app.parts.database;
    await pool.query(
      `UPDATE sessions SET expires_at = now() + interval '2 seconds' WHERE id = (SELECT max(id) FROM sessions)`,
    );
    const response = await fetch(app.graphqlUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({ query: WATCH }),
    });
    const text = await response.text();
    expect(text).toContain('SNAPSHOT_END');
    expect(text).toContain('UNAUTHENTICATED');
    expect(text).toContain('event: complete');
  });
});

describe('a client that never reads', () => {
  it('disturbs nobody, and misses nothing once it reads again', async () => {
    const socket = await openAcknowledged();
    const kindOf = async () => {
      const { payload } = (await socket.next()) as {
        payload: { data: { importsChanged: { kind: string } } };
      };
      return payload.data.importsChanged.kind;
    };
    socket.send(subscribe('1', 'subscription { importsChanged(first: 0) { kind import { number } } }'));
    expect(await kindOf()).toBe('SNAPSHOT_END');
    socket.raw.pause();
    for (let month = 1; month <= 5; month++)
      await client.schedule({ plantilla: 'claro-pe-detalle', periodo: `2021-0${month}` });
    socket.raw.resume();
    for (let month = 1; month <= 5; month++) expect(await kindOf()).toBe('CREATED');
    socket.raw.close();
  });
});

describe('whoever leaves is no longer listened for', () => {
  it.each<[string, () => Promise<{ leave(): void }>]>([
    [
      'a socket that closes',
      async () => {
        const socket = await openAcknowledged();
        socket.send(subscribe('1', WATCH));
        await socket.next();
        return { leave: () => socket.raw.terminate() };
      },
    ],
    [
      'a reader of server-sent events',
      async () => {
        const abort = new AbortController();
        await stream('text/event-stream', abort.signal);
        return { leave: () => abort.abort() };
      },
    ],
    [
      'a client that subscribes and takes no stream',
      async () => {
        const response = await stream('application/json');
        expect(response.status).toBe(406);
        return { leave: () => {} };
      },
    ],
  ])('%s', async (_what, begin) => {
    const { changes } = app.parts;
    const listen = vi.spyOn(changes, 'listen');
    const stopped = new Promise<void>((resolve) => {
      listen.mockImplementationOnce((...args) => {
        listen.mockRestore();
        const stop = changes.listen(...args);
        return () => {
          stop();
          resolve();
        };
      });
    });
    const { leave } = await begin();
    leave();
    await stopped;
  });
});

function stream(accept: string, signal?: AbortSignal): Promise<Response> {
  return fetch(app.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, authorization: `Bearer ${client.token}` },
    body: JSON.stringify({ query: WATCH }),
    ...(signal && { signal }),
  });
}
