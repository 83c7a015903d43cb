import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { addEmpresa } from '../src/access/add-empresa.ts';
import { type ApiClient, type Change, IMPORT_VIEW } from './api-client.ts';
import { sampleFile } from './sample-files.ts';
import { startApp, type TestApp } from './start-app.ts';

const WORDS = { plantilla: 'claro-pe-detalle' };
const OTHER = { usuario: 'jefa.otra', contrasena: 'contraseña de la otra empresa' };

let app: TestApp;
let client: ApiClient;
let other: ApiClient;
beforeAll(async () => {
  app = await startApp();
  client = await app.login();
  await addEmpresa({ database: app.parts.database }, { code: 'OTRA', name: 'Otra', ...OTHER });
  other = await app.login(OTHER.usuario, OTHER.contrasena);
});
afterAll(async () => {
  await client?.close();
  await other?.close();
  await app?.[Symbol.asyncDispose]();
});

const WATCH = `subscription ($estado: EstadoFilter, $after: BigInt) {
  importsChanged(estado: $estado, after: $after, intervalMs: 50) { sequence kind matches import { ...ImportView } }
} ${IMPORT_VIEW}`;

async function* changesOf(who: ApiClient, variables: Record<string, unknown> = {}): AsyncGenerator<Change> {
  for await (const { data, errors } of who.subscribe<{ importsChanged: Change }>(WATCH, variables)) {
    if (!data) throw new Error(JSON.stringify(errors));
    yield data.importsChanged;
  }
}

describe('two empresas', () => {
  it('never see each other: not in lists, by id, by node, nor in changes', async () => {
    const theirs = changesOf(other);
    expect((await theirs.next()).value?.kind).toBe('SNAPSHOT_END');
    const id = (
      await client.importFile({ ...WORDS, periodo: '2026-01' }, sampleFile('claro-pe-detalle.xlsx'))
    ).id;
    const ownId = (await other.schedule({ ...WORDS, periodo: '2026-01' })).import?.id;

    const first = (await theirs.next()).value;
    expect(first).toMatchObject({ kind: 'CREATED', import: { id: ownId, number: 1 } });
    await theirs.return(undefined);

    const seen = await other.query<Record<string, unknown>>(
      'query ($id: ID!) { import(id: $id) { id } node(id: $id) { id } imports { totalCount nodes { id } } }',
      { id },
    );
    expect(seen).toEqual({ import: null, node: null, imports: { totalCount: 1, nodes: [{ id: ownId }] } });
    expect(await other.delete(id)).toMatchObject({ __typename: 'NotFoundProblem', code: 'NOT_FOUND' });
    expect(await other.upload(id, sampleFile('claro-pe-detalle.xlsx'))).toMatchObject({ code: 'NOT_FOUND' });
    await expect(other.follow(id)).rejects.toThrow(/NOT_FOUND/);
  });

  it('may both import the same file', async () => {
    const finished = await other.importFile(
      { ...WORDS, periodo: '2026-02' },
      sampleFile('claro-pe-detalle.xlsx'),
    );
    expect(finished.outcome).toBe('SUCCEEDED');
  });
});

describe('the viewer, live', () => {
  it('shows the rows, then every change, and drops a row that no longer matches', async () => {
    const id = (await client.schedule({ ...WORDS, periodo: '2026-03' })).import?.id;
    const changes = changesOf(client, { estado: 'PENDIENTE' });
    const kinds: [string, boolean, string | undefined][] = [];
    for await (const { kind, matches, import: row } of changes) {
      kinds.push([kind, matches, row?.id]);
      if (kind === 'SNAPSHOT_END') await client.delete(id ?? '');
      if (kind === 'DELETED') break;
    }
    expect(kinds).toEqual([
      ['SNAPSHOT', true, id],
      ['SNAPSHOT_END', true, undefined],
      ['DELETED', false, id],
    ]);
  });

  it('gives a client that comes back every logged change after the last it saw', async () => {
    const before = changesOf(client);
    let last = '0';
    for await (const { kind, sequence } of before) {
      last = sequence;
      if (kind === 'SNAPSHOT_END') break;
    }
    const ids = [];
    for (const periodo of ['2026-04', '2026-05', '2026-06'])
      ids.push((await client.schedule({ ...WORDS, periodo })).import?.id ?? '');
    await client.delete(ids[1] ?? '');
    const seen: string[] = [];
    for await (const { kind, import: row } of changesOf(client, { after: last })) {
      seen.push(`${kind} ${row?.id}`);
      if (kind === 'DELETED') break;
    }
    expect(seen).toEqual([
      `CREATED ${ids[0]}`,
      `CREATED ${ids[1]}`,
      `CREATED ${ids[2]}`,
      `DELETED ${ids[1]}`,
    ]);
  });
});

describe('a socket', () => {
  it('stays alive after a query that does not parse and one that is not valid', async () => {
    const socket = await openSocket();
    socket.send({ id: '1', type: 'subscribe', payload: { query: 'subscription {' } });
    expect(await socket.next()).toMatchObject({ id: '1', type: 'error' });
    socket.send({ id: '2', type: 'subscribe', payload: { query: 'subscription { nothing }' } });
    expect(await socket.next()).toMatchObject({ id: '2', type: 'error' });
    socket.send({ id: '3', type: 'subscribe', payload: { query: '{ me { usuario } }' } });
    expect(await socket.next()).toMatchObject({
      id: '3',
      type: 'next',
      payload: { data: { me: { usuario: 'admin' } } },
    });
    socket.close();
  });

  it('that nobody reads does not disturb the others', async () => {
    const silent = await Promise.all(Array.from({ length: 20 }, () => openSocket()));
    for (const socket of silent) {
      socket.pause();
      socket.send({ id: '1', type: 'subscribe', payload: { query: WATCH, variables: {} } });
    }
    const finished = await client.importFile(
      { ...WORDS, plantilla: 'bitel-pe-consumo', periodo: '2026-09' },
      sampleFile('bitel-pe-consumo.xlsx'),
    );
    expect(finished.outcome).toBe('SUCCEEDED_WITH_ISSUES');
    for (const socket of silent) socket.close();
  });
});

interface RawSocket {
  send(message: unknown): void;
  next(): Promise<Record<string, unknown>>;
  pause(): void;
  close(): void;
}

/** graphql-transport-ws by hand, acknowledged. */
async function openSocket(): Promise<RawSocket> {
  const socket = new WebSocket(app.graphqlUrl.replace(/^http/, 'ws'), 'graphql-transport-ws');
  const received: Record<string, unknown>[] = [];
  const waiting: ((message: Record<string, unknown>) => void)[] = [];
  socket.on('message', (data) => {
    const parsed = JSON.parse(String(data)) as Record<string, unknown>;
    if (parsed['type'] === 'ping' || parsed['type'] === 'complete') return;
    const waiter = waiting.shift();
    if (waiter) waiter(parsed);
    else received.push(parsed);
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const raw: RawSocket = {
    send: (sent) => socket.send(JSON.stringify(sent)),
    next: () =>
      new Promise((resolve, reject) => {
        const ready = received.shift();
        if (ready) resolve(ready);
        else waiting.push(resolve);
        socket.once('close', (code) => reject(new Error(`closed with ${code}`)));
      }),
    pause: () => socket.pause(),
    close: () => socket.terminate(),
  };
  raw.send({ type: 'connection_init', payload: { token: client.token } });
  expect(await raw.next()).toMatchObject({ type: 'connection_ack' });
  return raw;
}
