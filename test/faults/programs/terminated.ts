import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRawSocket } from '../../raw-socket.ts';
import type { Fault } from '../fault.ts';
import type { Door } from '../lab/follower.ts';
import { must } from '../lab/missed-error.ts';
import { within } from '../lab/until.ts';

const ASKERS = 10;
const SOCKETS = 5;
const STOP_MS = 3_000;
const GOING_AWAY = 1001;
const ROWS = 20_000;
const SLOW_MS = 250;
const READY_EVERY_MS = 50;

/** SIGTERM while there are queries, subscriptions and an import. */
export const terminated: Fault = {
  number: 11,
  name: 'terminated',
  title: 'SIGTERM during queries, subscriptions and an import',
  quick: false,
  async run(lab) {
    const first = await lab.start();
    const client = await lab.login(first);
    const door: Door = { graphqlUrl: first.graphqlUrl, token: client.token };
    let graphqlUrl = first.graphqlUrl;
    await lab.trouble('all', { slowMs: SLOW_MS });
    const file = await lab.file({ rows: ROWS, seed: 1 });
    const id = await lab.schedule(client, file);
    const follower = lab.follow(id, () => ({ graphqlUrl, token: client.token }));
    await client.upload(id, await file.bytes(), { name: file.name });
    lab.expect(id, file);
    const sockets = await Promise.all(Array.from({ length: SOCKETS }, () => subscribed(door)));
    await follower.next(({ import: now }) => (now?.progress.percent ?? 0) > 0);
    const balancer = watchReadiness(first.url);
    const asking = Array.from({ length: ASKERS }, () => askWhileReady(door, balancer));
    await answered(door);
    const sent = performance.now();
    const code = await within('the server ends', 20_000, first.end('SIGTERM'));
    const stopMs = Math.round(performance.now() - sent);
    const tallies = await Promise.all(asking);
    const codes = await Promise.all(sockets.map((socket) => within('a socket closes', 5_000, socket.closed)));
    await lab.trouble('all', undefined);
    const second = await lab.start();
    graphqlUrl = second.graphqlUrl;
    await follower.settled;
    await client.close();
    const lost = tallies.flatMap((tally) => tally.lost);
    must(code === 0, `the server ended with ${code}`);
    must(lost.length === 0, `${lost.length} queries were lost: ${lost[0]}`);
    must(
      codes.every((each) => each === GOING_AWAY),
      `sockets closed with ${codes}`,
    );
    must(stopMs <= STOP_MS, `it took ${stopMs} ms to end`);
    const queries = tallies.reduce((sum, { answered: n }) => sum + n, 0);
    return {
      'ended after ms': stopMs,
      'queries answered': queries,
      lost: lost.length,
      'sockets 1001': codes.length,
    };
  },
};

async function subscribed(door: Door) {
  const socket = openRawSocket({ url: door.graphqlUrl });
  await socket.opened;
  socket.send({ type: 'connection_init', payload: { token: door.token } });
  await socket.next();
  socket.send({ type: 'subscribe', id: '1', payload: { query: 'subscription { importsChanged { kind } }' } });
  await socket.next();
  return socket;
}

interface Balancer {
  readonly sends: boolean;
}

/** As a load balancer does: it sends nothing more to a server that is not ready. */
function watchReadiness(url: string): Balancer {
  const balancer = { sends: true };
  const look = async (): Promise<void> => {
    while (balancer.sends) {
      const answer = await fetch(`${url}/readyz`).catch(() => undefined);
      balancer.sends = answer?.ok ?? false;
      await sleep(READY_EVERY_MS);
    }
  };
  void look();
  return balancer;
}

/** One query after the other, each on a connection of its own. */
async function askWhileReady(door: Door, balancer: Balancer): Promise<{ answered: number; lost: string[] }> {
  const lost: string[] = [];
  let n = 0;
  while (balancer.sends) {
    try {
      await answered(door);
      n++;
    } catch (error) {
      const { code, message } = error as Error & { code?: string };
      if (code !== 'ECONNREFUSED') lost.push(`${code} ${message}`);
      break;
    }
  }
  return { answered: n, lost };
}

/** Rejects with ECONNREFUSED where the connection was not accepted, with anything else where the query was lost. */
function answered({ graphqlUrl, token }: Door): Promise<void> {
  const body = JSON.stringify({ query: '{ imports(first: 20) { nodes { id estado phase } } }' });
  return new Promise((resolve, reject) => {
    const asked = request(
      graphqlUrl,
      {
        method: 'POST',
        agent: false,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      },
      (response) => {
        response.resume();
        response.on('error', reject);
        response.on('end', () =>
          response.statusCode === 200 ? resolve() : reject(new Error(`answered ${response.statusCode}`)),
        );
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}
