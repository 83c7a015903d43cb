import { afterAll, beforeAll, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { addEmpresa } from '../src/access/add-empresa.ts';
import { addUsuario } from '../src/access/add-usuario.ts';
import { rowId } from '../src/graphql/global-id.ts';
import type { ApiClient } from './api-client.ts';
import { addPeople } from './people.ts';
import { openRawSocket } from './raw-socket.ts';
import { startApp, type TestApp } from './start-app.ts';

const OTHER_ADMIN = { usuario: 'otra', contrasena: 'otra contraseña de prueba' };
const FOREIGN = { usuario: 'jefa.otra', contrasena: 'contraseña de la otra empresa' };
const DOCUMENT = `subscription ($id: ID!, $after: BigInt, $intervalMs: Int!) {
  importProgress(id: $id, after: $after, intervalMs: $intervalMs) {
    kind import { actions progress { rowsRead } } } }`;

interface Seen {
  readonly kind: string;
  readonly import: {
    readonly number: number;
    readonly actions: string[];
    readonly progress: { rowsRead: number };
  };
}

let app: TestApp;
let client: ApiClient;
let people: Awaited<ReturnType<typeof addPeople>>;
let id: string;
/** Each time that an answer is worked out, its import is looked for so. */
let looks: MockInstance;
beforeAll(async () => {
  app = await startApp({ role: 'api' });
  client = await app.login();
  people = await addPeople(app);
  const { database } = app.parts;
  const { code: empresaCode } = await database.prisma.empresa.findFirstOrThrow();
  await addUsuario({ database }, { empresaCode, role: 'ADMIN', ...OTHER_ADMIN });
  await addEmpresa({ database }, { code: 'OTRA', name: 'Otra', ...FOREIGN });
  looks = vi.spyOn(database.prisma.import, 'findUnique');
});
let month = 0;
beforeEach(async () => {
  month += 1;
  const periodo = `2024-${String(month).padStart(2, '0')}`;
  id = (await client.schedule({ plantilla: 'claro-pe-detalle', periodo })).import?.id ?? '';
});
afterAll(async () => {
  looks?.mockRestore();
  await client?.close();
  for (const each of Object.values(people ?? {})) await each.close();
  await app?.[Symbol.asyncDispose]();
});

interface Subscriber {
  /** The next of that kind; others in between are left out. */
  next(kind: string): Promise<Seen>;
  readonly socket: ReturnType<typeof openRawSocket>;
}

/** Subscribed, and told where things stand. */
async function subscribed(
  { token }: Pick<ApiClient, 'token'>,
  { language = 'es', ...variables }: Record<string, unknown> = {},
): Promise<Subscriber> {
  const socket = openRawSocket({ url: app.graphqlUrl });
  await socket.opened;
  socket.send({ type: 'connection_init', payload: { token, language } });
  await socket.next();
  const given = { id, intervalMs: 50, ...variables };
  socket.send({ type: 'subscribe', id: 'x', payload: { query: DOCUMENT, variables: given } });
  const next = async (kind: string): Promise<Seen> => {
    for (;;) {
      const { payload } = (await socket.next()) as { payload: { data: { importProgress: Seen } } };
      if (payload.data.importProgress.kind === kind) return payload.data.importProgress;
    }
  };
  if (variables['after'] === undefined) await next('SNAPSHOT');
  return { next, socket };
}

/** Counters move; every subscriber has it, and it was worked out so many times. */
async function worked(subscribers: readonly Subscriber[]): Promise<number> {
  const { prisma } = app.parts.database;
  const importId = rowId('Import', id);
  const { empresaId } = await prisma.import.findUniqueOrThrow({ where: { id: importId } });
  looks.mockClear();
  app.parts.changes.publish({ empresaId, importId, kind: 'PROGRESS', sequence: 0n });
  await Promise.all(subscribers.map(({ next }) => next('PROGRESS')));
  return looks.mock.calls.length;
}

function close(subscribers: readonly Subscriber[]): void {
  for (const { socket } of subscribers) socket.raw.terminate();
}

describe('what many subscribe to', () => {
  it('is worked out once for all of them, whoever of the same role they are', async () => {
    const other = await app.login(OTHER_ADMIN.usuario, OTHER_ADMIN.contrasena);
    const subscribers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => subscribed(n % 2 === 0 ? client : other)),
    );
    expect(await worked(subscribers)).toBe(1);
    close(subscribers);
    await other.close();
  });

  it('is shared by one who comes late, and by one who comes back with what it missed first', async () => {
    const early = await subscribed(client);
    expect(await worked([early])).toBe(1);
    const late = await subscribed(client);
    const back = await subscribed(client, { after: '0' });
    expect(await back.next('CREATED')).toMatchObject({ import: { progress: { rowsRead: 0 } } });
    // Until it has what it missed, it works out for itself what comes.
    await expect.poll(() => worked([early, late, back])).toBe(1);
    close([early, late, back]);
  });

  it.each<[string, () => Promise<Subscriber>]>([
    ['another language', () => subscribed(client, { language: 'en' })],
    ['another role', () => subscribed(people.sofia)],
    ['other variables', () => subscribed(client, { intervalMs: 60 })],
  ])('is worked out anew for %s', async (_what, open) => {
    const both = [await subscribed(client), await open()];
    expect(await worked(both)).toBe(2);
    close(both);
  });

  it('never tells one usuario what another may do', async () => {
    const { ana, beto, sofia, lucia } = people;
    const own = (await ana.schedule({ plantilla: 'claro-pe-detalle', periodo: '2023-01' })).import?.id ?? '';
    const all = await Promise.all([ana, beto, sofia, lucia].map((each) => subscribed(each, { id: own })));
    const importId = rowId('Import', own);
    const { empresaId } = await app.parts.database.prisma.import.findUniqueOrThrow({
      where: { id: importId },
    });
    app.parts.changes.publish({ empresaId, importId, kind: 'PROGRESS', sequence: 0n });
    const actions = await Promise.all(all.map(async ({ next }) => (await next('PROGRESS')).import.actions));
    const can = (list: string[] | undefined) => list?.includes('DELETE');
    expect(actions.map(can)).toEqual([true, false, true, false]);
    close(all);
  });

  it('never reaches another empresa', async () => {
    const foreign = await app.login(FOREIGN.usuario, FOREIGN.contrasena);
    const viewer = 'subscription { importsChanged(first: 0, intervalMs: 50) { kind import { id } } }';
    const open = async ({ token }: ApiClient) => {
      const socket = openRawSocket({ url: app.graphqlUrl });
      await socket.opened;
      socket.send({ type: 'connection_init', payload: { token } });
      await socket.next();
      socket.send({ type: 'subscribe', id: 'x', payload: { query: viewer } });
      await socket.next();
      return socket;
    };
    const [ours, theirs] = [await open(client), await open(foreign)];
    const words = { plantilla: 'claro-pe-detalle', periodo: '2022-01' };
    const first = (await client.schedule(words)).import?.id;
    const second = (await foreign.schedule(words)).import?.id;
    const created = (id: unknown) => ({ data: { importsChanged: { kind: 'CREATED', import: { id } } } });
    expect((await ours.next()).payload).toEqual(created(first));
    expect((await theirs.next()).payload).toEqual(created(second));
    ours.raw.terminate();
    theirs.raw.terminate();
    await foreign.close();
  });

  it('goes on for the others when the session of the first of them ends', async () => {
    const leaving = await app.login();
    const first = await subscribed(leaving);
    const others = [await subscribed(client), await subscribed(client)];
    await leaving.query('mutation { logout }');
    expect(await first.socket.closed).toBe(4403);
    expect(await worked(others)).toBe(1);
    await client.delete(id);
    for (const { next } of others) expect((await next('DELETED')).kind).toBe('DELETED');
    for (const { socket } of others) expect(await socket.next()).toMatchObject({ type: 'complete' });
    close(others);
    await leaving.close();
  });
});
