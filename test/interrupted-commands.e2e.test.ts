import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from './api-client.ts';
import { type CommandRun, runImportador } from './command-line.ts';
import { ADMIN, startApp, type TestApp } from './start-app.ts';

let app: TestApp;
let admin: ApiClient;
let front: Awaited<ReturnType<typeof startFront>>;
const SAMPLE = join('test', 'fixtures', 'layouts', 'movistar-pe-extracto', 'extracto', 'sample.xlsx');
const CHOICE = ['--operador', 'movistar-pe', '--plantilla', 'movistar-pe-extracto', '--periodo', '2026-09'];

beforeAll(async () => {
  app = await startApp();
  admin = await app.login();
});
beforeEach(async () => {
  front = await startFront(app.url);
  return () => front[Symbol.asyncDispose]();
});
afterAll(async () => {
  await admin.close();
  await app[Symbol.asyncDispose]();
});

describe('Ctrl-C, while the server does not answer', () => {
  it('ends an import that is not scheduled yet with 130; that the log-out is not answered either keeps nobody', async () => {
    const before = await counts();
    front.holds = /query Cascade|mutation Logout/;
    const run = start(['import', SAMPLE, ...CHOICE]);
    await front.held;
    run.child.kill('SIGINT');
    expect(await run).toEqual({ code: 130, stdout: '', stderr: '' });
    expect(await counts()).toEqual(before);
  });

  it('takes back an import that was just asked for as soon as the server says which', async () => {
    const before = await counts();
    front.holds = /mutation ScheduleImport/;
    const run = start(['import', SAMPLE, ...CHOICE, '--lang', 'en']);
    await front.held;
    run.child.kill('SIGINT');
    await run.says('is taken back once the server answers');
    front.release();
    const { code, stderr } = await run;
    expect([code, stderr]).toEqual([
      130,
      expect.stringMatching(/\nImport 1 was taken back: no file arrived\.\n$/),
    ]);
    expect(await counts()).toEqual({ ...before, eliminado: (before['eliminado'] ?? 0) + 1 });
  });

  it('ends an export of which no byte has come with 130 and without a word', async () => {
    front.holds = /^GET \/exports\//;
    const run = start(['export', 'charges']);
    await front.held;
    run.child.kill('SIGINT');
    expect(await run).toEqual({ code: 130, stdout: '', stderr: '' });
  });
});

function start(args: readonly string[]): CommandRun {
  return runImportador(args, {
    IMPORTADOR_URL: front.url,
    IMPORTADOR_USUARIO: ADMIN.usuario,
    CONTRASENA: ADMIN.contrasena,
  });
}

async function counts(): Promise<Record<string, number>> {
  const { importCounts } = await admin.query<{ importCounts: Record<string, number> }>(
    '{ importCounts { pendiente enProceso finalizado eliminado } }',
  );
  return importCounts;
}

/** What stands before a server and keeps the answers back to requests whose first line and body match. */
async function startFront(target: string) {
  const [held, tell] = event();
  const [released, release] = event();
  const front = createServer((request, response) => {
    void pass(request, response).catch(() => response.destroy());
  });
  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const body = await buffer(request);
    const kept = body.length > 0 ? { body } : {};
    const { authorization = '', 'content-type': type = 'application/json' } = headers;
    const answer = await fetch(target + url, {
      method,
      headers: { authorization, 'content-type': type, 'x-graphql-yoga-csrf': '1' },
      ...kept,
    });
    const answered = Buffer.from(await answer.arrayBuffer());
    if (server.holds?.test(`${method} ${url}\n${body}`)) {
      tell();
      await released;
    }
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(answered);
  }
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  const server = {
    url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    holds: undefined as RegExp | undefined,
    held,
    release,
    async [Symbol.asyncDispose]() {
      release();
      front.closeAllConnections();
      front.close();
      await once(front, 'close');
    },
  };
  return server;
}

/** Something that happens once, and whoever waits for it. */
function event(): [happened: Promise<void>, happens: () => void] {
  let happens = (): void => {};
  const happened = new Promise<void>((resolve) => {
    happens = resolve;
  });
  return [happened, happens];
}
