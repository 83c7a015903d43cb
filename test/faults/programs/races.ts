import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../../api-client.ts';
import type { Fault } from '../fault.ts';
import type { Lab } from '../lab/open-lab.ts';

const DELETE_ROUNDS = 500;
const ROUNDS = 100;
const QUICK_ROUNDS = 20;
const ROWS = 300;

/** Two that want the same import, at the same moment. */
export const races: Fault = {
  number: 7,
  name: 'races',
  title:
    'deletion against claim, cancel against finish, replacing upload against claim, REPLACE against revert',
  quick: false,
  async run(lab) {
    const server = await lab.start();
    const client = await lab.login(server);
    const door = () => ({ graphqlUrl: server.graphqlUrl, token: client.token });
    const race: Race = { lab, client, door };
    const measures = {
      'deleted/claimed': await rounds(lab, DELETE_ROUNDS, (n) => deleteAgainstClaim(race, n)),
      'canceled/finished': await rounds(lab, ROUNDS, (n) => cancelAgainstFinish(race, n)),
      'replaced/claimed': await rounds(lab, ROUNDS, (n) => uploadAgainstClaim(race, n)),
      'reverted/REPLACEd': await rounds(lab, ROUNDS, (n) => revertAgainstReplace(race, n)),
    };
    await client.close();
    return measures;
  },
};

interface Race {
  readonly lab: Lab;
  readonly client: ApiClient;
  readonly door: () => { graphqlUrl: string; token: string };
}

/** How often each of the two won. */
async function rounds(lab: Lab, count: number, run: (round: number) => Promise<boolean>): Promise<string> {
  let won = 0;
  const all = lab.quick ? QUICK_ROUNDS : count;
  for (let round = 0; round < all; round++) if (await run(round)) won++;
  return `${won}/${all - won}`;
}

async function deleteAgainstClaim({ lab, client }: Race, round: number): Promise<boolean> {
  const file = await lab.file({ rows: 3, seed: round, account: `D${round}-` });
  const id = await lab.schedule(client, file);
  const uploading = client.upload(id, await file.bytes(), { name: file.name });
  // From "at once" to "after the answer": the two meet at every point of the way.
  if (round % 3 === 0) await uploading;
  else await sleep(round % 17);
  const deleted = await client.delete(id);
  await uploading;
  const isDeleted = deleted.__typename === 'ImportPayload';
  lab.expect(id, file, isDeleted ? 'ELIMINADO' : 'SUCCEEDED');
  await client.follow(id);
  return isDeleted;
}

async function cancelAgainstFinish({ lab, client, door }: Race, round: number): Promise<boolean> {
  const file = await lab.file({ rows: ROWS, seed: round, account: `C${round}-` });
  const id = await lab.schedule(client, file);
  const from = round % 2 === 0 ? 'STARTED' : 'STORING';
  const follower = lab.follow(id, door);
  await client.upload(id, await file.bytes(), { name: file.name });
  await follower.next(({ kind, import: now }) => kind === from || now?.estado === 'FINALIZADO');
  if (round % 4 > 1) await sleep(round % 23);
  const canceled = await client.cancel(id);
  const isCanceled = canceled.__typename === 'ImportPayload';
  lab.expect(id, file, isCanceled ? 'CANCELED' : 'SUCCEEDED');
  await follower.settled;
  return isCanceled;
}

async function uploadAgainstClaim({ lab, client }: Race, round: number): Promise<boolean> {
  const first = await lab.file({ rows: 3, seed: round, account: `F${round}-` });
  const second = await lab.file({ rows: 4, seed: round, account: `G${round}-` });
  const id = await lab.schedule(client, first);
  await client.upload(id, await first.bytes(), { name: first.name, start: false });
  const starting = client.start(id);
  await sleep(round % 7);
  const replacing = await client.upload(id, await second.bytes(), { name: second.name });
  await starting;
  const isReplaced = replacing.__typename === 'ImportPayload';
  lab.expect(id, isReplaced ? second : first);
  await client.follow(id);
  return isReplaced;
}

async function revertAgainstReplace({ lab, client }: Race, round: number): Promise<boolean> {
  const old = await lab.file({ rows: 30, seed: round, account: `V${round}-` });
  const oldId = await lab.submit(client, old);
  await client.follow(oldId);
  const next = await lab.file({ rows: 31, seed: round + 1_000, account: `V${round}-` });
  const nextId = await lab.submit(client, next, { duplicatePolicy: 'REPLACE' });
  await sleep(round % 29);
  const reverted = await client.revert(oldId, 'la misma factura, corregida');
  lab.expect(oldId, old, 'REVERTED');
  await client.follow(nextId);
  return reverted.__typename === 'ImportPayload';
}
