import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from './api-client.ts';
import { openRawSocket } from './raw-socket.ts';
import { startApp, type TestApp } from './start-app.ts';

const LINEA = '5512345678';
const CHARGES = `query ($id: ID!) { import(id: $id) { number charges(lineaNumber: "${LINEA}") { nodes { id } } } }`;
const MASKED = { es: 'Algo falló de nuestro lado', en: 'Something failed on our side' };

let app: TestApp;
let client: ApiClient;
let id: string;
const lines: string[] = [];
beforeAll(async () => {
  const log = new PassThrough();
  log.on('data', (line) => lines.push(String(line)));
  app = await startApp({}, pino({ level: 'info' }, log));
  client = await app.login();
  id = (await client.schedule({ plantilla: 'claro-pe-detalle' })).import?.id ?? '';
  await app.parts.database.pool.query('DROP TABLE charges CASCADE');
});
afterAll(async () => {
  await client?.close();
  await app?.[Symbol.asyncDispose]();
});

describe('a bug in the middle of a request', () => {
  it.each(['es', 'en'] as const)('is masked in %s, beside what could be answered', async (language) => {
    const answer = await client.raw(CHARGES, { id }, { 'accept-language': language });
    expect(answer).toEqual({
      data: { import: null },
      errors: [
        {
          message: expect.stringContaining(MASKED[language]),
          locations: expect.any(Array),
          path: ['import', 'charges'],
          extensions: { code: 'INTERNAL_SERVER_ERROR' },
        },
      ],
    });
  });

  it('is masked on a WebSocket, which stays alive', async () => {
    const socket = openRawSocket({ url: app.graphqlUrl });
    await socket.opened;
    socket.send({ type: 'connection_init', payload: { token: client.token } });
    await socket.next();
    socket.send({ type: 'subscribe', id: '1', payload: { query: CHARGES, variables: { id } } });
    const answer = JSON.stringify(await socket.next());
    expect(answer).toContain('INTERNAL_SERVER_ERROR');
    expect(answer).not.toMatch(/SELECT|charges"? does not exist|Prisma|\.ts/);
    expect(await socket.next()).toEqual({ type: 'complete', id: '1' });
    socket.send({ type: 'subscribe', id: '2', payload: { query: '{ me { usuario } }' } });
    expect(await socket.next()).toMatchObject({ type: 'next', id: '2' });
    socket.raw.close();
  });

  it('is logged with its place and its request, without SQL, arguments or tokens', async () => {
    const requestId = 'prueba-0002';
    await client.raw(CHARGES, { id }, { 'x-request-id': requestId });
    const bug = lines.find((line) => line.includes(requestId) && line.includes('bug'));
    expect(bug).toContain('P2021');
    expect(bug).toContain('charge');
    const all = lines.join('');
    for (const secret of [LINEA, client.token, 'SELECT', 'una contraseña']) expect(all).not.toContain(secret);
  });
});
