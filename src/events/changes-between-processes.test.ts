import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import type { Carrier, OpenCarrier, Receiver } from './carrier.ts';
import { describeChanges } from './changes.contract.ts';
import type { Changes, ImportChanged } from './changes.ts';
import { changesBetweenProcesses } from './changes-between-processes.ts';
import { notifyCarrier } from './notify-carrier.ts';

const log = pino({ level: 'silent' });
const database = useDatabase();
let opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each[Symbol.asyncDispose]();
  opened = [];
});

const openChanges = (open: OpenCarrier = notifyCarrier(database(), log)) =>
  changesBetweenProcesses({ database: database(), log, open });

async function open(carrier?: OpenCarrier): Promise<Changes> {
  const changes = await openChanges(carrier);
  opened.push(changes);
  return changes;
}

describeChanges('changes within one of several processes', async () => {
  const changes = await openChanges();
  return { published: changes, heard: changes, [Symbol.asyncDispose]: () => changes[Symbol.asyncDispose]() };
});

describeChanges('changes from one process to another, by NOTIFY', async () => {
  const [published, heard] = [await openChanges(), await openChanges()];
  return {
    published,
    heard,
    async [Symbol.asyncDispose]() {
      await published[Symbol.asyncDispose]();
      await heard[Symbol.asyncDispose]();
    },
  };
});

/** Here the log stands alone. */
beforeAll(() =>
  database().pool.query('ALTER TABLE import_events DROP CONSTRAINT import_events_import_id_fkey'),
);

/** A carrier that carries nothing: as where a process dies between its commit and its message. */
const losesEverything: OpenCarrier = async ({ connected }): Promise<Carrier> => {
  connected();
  return { send: async () => {}, [Symbol.asyncDispose]: async () => {} };
};

describe('what no message told of', () => {
  it('is found in the log within seconds, of every import once, and by none of another empresa', async () => {
    const [empresa, other] = [await newEmpresa(), await newEmpresa()];
    const changes = await open(losesEverything);
    const heard = listen(changes, empresa);
    const heardByOther = listen(changes, other);
    await commit(empresa, 1);
    const two = await commit(empresa, 2);
    const one = await commit(empresa, 1);
    await heard.until((all) => all.length > 1 && all.at(-1)?.sequence === one);
    expect(heard.all.slice(-2)).toEqual([logged(empresa, 2, two), logged(empresa, 1, one)]);
    const count = heard.all.length;
    const ofOther = await commit(other, 3);
    await heardByOther.until((all) => all.length === 1);
    expect(heardByOther.all).toEqual([logged(other, 3, ofOther)]);
    expect(heard.all).toHaveLength(count);
  });

  it('is told once, and not what a message has told of', async () => {
    const empresa = await newEmpresa();
    const [one, other] = [await open(), await open()];
    const heard = listen(other, empresa);
    const first = logged(empresa, 4, await commit(empresa, 4));
    await heard.until((all) => all.length === 1); // the looks are seconds apart from here on
    const told = logged(empresa, 1, await commit(empresa, 1));
    one.publish(told);
    await heard.until((all) => all.length === 2);
    const lost = logged(empresa, 2, await commit(empresa, 2));
    await heard.until((all) => all.length === 3);
    const last = logged(empresa, 3, await commit(empresa, 3));
    await heard.until((all) => all.length === 4);
    expect(heard.all).toEqual([first, told, lost, last]);
  });

  it('is told to those who began to listen just before it was committed', async () => {
    const empresa = await newEmpresa();
    const changes = await open(losesEverything);
    const heard = listen(changes, empresa);
    const atOnce = await commit(empresa, 1);
    await heard.until((all) => all.length === 1);
    expect(heard.all).toEqual([logged(empresa, 1, atOnce)]);
  });
});

describe('a carrier', () => {
  it('that brings what nobody of us wrote is not listened to', async () => {
    let receiver: Receiver | undefined;
    const changes = await open(async (given) => {
      receiver = given;
      return losesEverything(given);
    });
    const empresa = await newEmpresa(); // of which the log says nothing
    const heard = listen(changes, empresa);
    for (const text of [
      '',
      'hello',
      '{}',
      `${'0'.repeat(16)} ${empresa} 7 X 1`,
      `${'0'.repeat(16)} ${empresa} 7 L`,
      'x'.repeat(9_000),
    ])
      receiver?.receive(text);
    receiver?.receive(`${'0'.repeat(16)} ${empresa} 7 L 5`);
    await heard.until((all) => all.length > 0);
    expect(heard.all).toEqual([logged(empresa, 7, 5n)]);
  });

  it('that was away is looked behind at once when it is back', async () => {
    const empresa = await newEmpresa();
    const [one, other] = [await open(), await open()];
    const heard = listen(other, empresa);
    await terminateListeners();
    const missed = await commit(empresa, 1);
    await heard.until((all) => all.length === 1);
    expect(heard.all).toEqual([logged(empresa, 1, missed)]);
    const before = performance.now();
    one.publish({ empresaId: empresa, importId: 2, kind: 'PROGRESS', sequence: missed });
    await expect
      .poll(() => {
        one.publish({ empresaId: empresa, importId: 2, kind: 'PROGRESS', sequence: missed });
        return heard.all.length;
      })
      .toBeGreaterThan(1);
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});

it('leaves no connection when it is closed, the last words sent', async () => {
  const empresa = await newEmpresa(); // of which the log says nothing
  const [one, other] = [await openChanges(), await openChanges()];
  const heard = listen(other, empresa);
  one.publish(logged(empresa, 7, 1n));
  await one[Symbol.asyncDispose]();
  await heard.until((all) => all.length === 1);
  await other[Symbol.asyncDispose]();
  await expect.poll(listeners, { timeout: 5_000 }).toEqual([]);
});

const logged = (empresaId: number, importId: number, sequence: bigint): ImportChanged => ({
  empresaId,
  importId,
  kind: 'LOGGED',
  sequence,
});

function listen(changes: Changes, empresaId: number) {
  const all: ImportChanged[] = [];
  let check = () => {};
  changes.listen(empresaId, (change) => {
    all.push(change);
    check();
  });
  const until = (isEnough: (all: readonly ImportChanged[]) => boolean) =>
    new Promise<void>((resolve) => {
      check = () => {
        if (isEnough(all)) resolve();
      };
      check();
    });
  return { all, until };
}

async function newEmpresa(): Promise<number> {
  const code = `e${randomUUID()}`;
  return (await database().prisma.empresa.create({ data: { code, name: code } })).id;
}

/** As a change that was committed stands in the log; its sequence. */
async function commit(empresaId: number, importId: number): Promise<bigint> {
  const { rows } = await database().pool.query<{ sequence: bigint }>(
    `WITH e AS (UPDATE empresas SET last_sequence = last_sequence + 1 WHERE id = $1 RETURNING last_sequence)
     INSERT INTO import_events (empresa_id, sequence, import_id, kind, to_estado, to_phase)
     SELECT $1, last_sequence, $2, 'QUEUED', 'PENDIENTE', 'QUEUED' FROM e RETURNING sequence`,
    [empresaId, importId],
  );
  return rows[0]?.sequence ?? 0n;
}

async function listeners(): Promise<number[]> {
  const { rows } = await database().pool.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE application_name = 'importador events' AND datname = current_database()`,
  );
  return rows.map(({ pid }) => pid);
}

async function terminateListeners(): Promise<void> {
  const pids = await listeners();
  expect(pids.length).toBeGreaterThan(0);
  await database().pool.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) pid', [pids]);
}
