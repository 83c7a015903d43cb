import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { login } from './api-client.ts';
import { openRawSocket } from './raw-socket.ts';
import { ADMIN, startApp, type TestApp } from './start-app.ts';

const PER_SESSION = 5;
const PER_ADDRESS = 40;

let app: TestApp;
beforeAll(async () => {
  app = await startApp({
    trustProxy: true,
    rateLimits: { perSession: PER_SESSION, perAddress: PER_ADDRESS },
  });
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
});

const enter = async () => (await login(app.graphqlUrl, ADMIN.usuario, ADMIN.contrasena)).token;
const ask = (address: string, token?: string, language = 'es') =>
  fetch(app.graphqlUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': address,
      'accept-language': language,
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: '{"query":"{ __typename }"}',
  });

describe('too many operations', () => {
  it('with one token are 429 over HTTP, with Retry-After, in the client’s language; another token goes on', async () => {
    const [token, other] = [await enter(), await enter()];
    for (let n = 0; n < PER_SESSION; n += 1) expect((await ask('192.0.2.1', token)).status).toBe(200);
    const refused = await ask('192.0.2.1', token);
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(12);
    const { errors } = (await refused.json()) as { errors: { message: string; extensions: unknown }[] };
    expect(errors[0]?.message).toContain('Demasiadas operaciones');
    expect(errors[0]?.extensions).toEqual({ code: 'RATE_LIMITED', retryAfterSeconds: seconds });
    expect(await (await ask('192.0.2.1', token, 'en')).text()).toContain('Too many operations');
    expect((await ask('192.0.2.1', other)).status).toBe(200);
  });

  it('from one address are refused, whoever asks; downloads and sockets too', async () => {
    const answers = await Promise.all(Array.from({ length: PER_ADDRESS + 5 }, () => ask('192.0.2.2')));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(5);
    const headers = { 'x-forwarded-for': '192.0.2.2' };
    expect((await fetch(`${app.url}/downloads/x`, { headers })).status).toBe(429);
    await expect(openRawSocket({ url: app.graphqlUrl, headers }).opened).rejects.toThrow('429');
    expect((await ask('192.0.2.3')).status).toBe(200);
    expect((await fetch(`${app.url}/livez`, { headers })).status).toBe(200);
  });

  it('on a WebSocket get an error each, from the same bucket, and the socket lives on', async () => {
    const token = await enter();
    expect((await ask('192.0.2.4', token)).status).toBe(200);
    const socket = openRawSocket({ url: app.graphqlUrl, headers: { 'x-forwarded-for': '192.0.2.4' } });
    await socket.opened;
    socket.send({ type: 'connection_init', payload: { token, language: 'en' } });
    expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
    for (let n = 1; n < PER_SESSION; n += 1) {
      socket.send({ type: 'subscribe', id: String(n), payload: { query: '{ __typename }' } });
      expect(await socket.next()).toMatchObject({ type: 'next', id: String(n) });
      expect(await socket.next()).toMatchObject({ type: 'complete' });
    }
    socket.send({ type: 'subscribe', id: 'x', payload: { query: '{ __typename }' } });
    expect(await socket.next()).toMatchObject({
      type: 'error',
      id: 'x',
      payload: [
        { message: expect.stringContaining('Too many operations'), extensions: { code: 'RATE_LIMITED' } },
      ],
    });
    socket.send({ type: 'ping' });
    expect(await socket.next()).toEqual({ type: 'pong' });
    socket.raw.close();
  });
});
