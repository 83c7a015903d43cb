import { existsSync } from 'node:fs';
import type { Fault } from '../fault.ts';
import { importIdOf } from '../lab/expected.ts';
import { must } from '../lab/missed-error.ts';
import { NotRunError } from '../lab/not-run-error.ts';
import { runUntil } from '../lab/run-until.ts';
import { secondsUntilResumed } from '../lab/seconds-until-resumed.ts';

const LIBRARIES = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map(
  (machine) => `/usr/lib/${machine}/faketime/libfaketimeMT.so.1`,
);
const IMPORTS = 10;
const TAKEN_OVER_S = 15;

/** One of two servers lives a day ahead. */
export const wrongClock: Fault = {
  number: 10,
  name: 'wrong-clock',
  title: 'clock a day ahead on one node',
  quick: false,
  async run(lab) {
    const library = LIBRARIES.find((path) => existsSync(path));
    if (!library) throw new NotRunError('faketime is not installed (apt-get install faketime)');
    const right = await lab.start({ machine: 'nodo-a' });
    const ahead = await lab.start({
      machine: 'nodo-b',
      environment: { LD_PRELOAD: library, FAKETIME: '+1d', FAKETIME_DONT_FAKE_MONOTONIC: '1' },
    });
    const clients = [await lab.login(right), await lab.login(ahead)] as const;
    const [client] = clients;
    const ids: string[] = [];
    for (let n = 0; n < IMPORTS; n++) {
      const file = await lab.file({ rows: 2_000, seed: n, account: `K${n}-` });
      ids.push(await lab.submit(clients[n % 2 === 0 ? 0 : 1], file));
    }
    const door = () => ({ graphqlUrl: right.graphqlUrl, token: client.token });
    await Promise.all(ids.map((id) => lab.follow(id, door).settled));
    const order = await lab.place.query<{ id: number; attempt: number; ahead: boolean }>(
      `SELECT id, attempt, greatest(created_at, queued_at, started_at, finished_at) > now() AS ahead
       FROM imports ORDER BY started_at`,
    );
    must(
      order.every(({ attempt }) => attempt === 1),
      'a running import was taken for lost',
    );
    must(
      order.every((each) => !each.ahead),
      'an import bears the wrong clock',
    );
    must(
      String(order.map(({ id }) => id)) === String(ids.map(importIdOf)),
      'they did not run in their order',
    );
    let lost: { id: string; settled: Promise<void> } | undefined;
    for (let n = 0; !lost; n++) {
      const run = await runUntil(lab, client, { account: `L${n}-`, percent: 20, slowMs: 1_000, door });
      const [row] = await lab.place.query<{ mine: boolean }>(
        'SELECT node LIKE $2 AS mine FROM imports WHERE id = $1',
        [importIdOf(run.id), `%.${ahead.pid}`],
      );
      if (row?.mine) lost = { id: run.id, settled: run.follower.settled };
      else await run.follower.settled;
    }
    await ahead.end('SIGKILL');
    const killed = Date.now();
    await lab.trouble('all', undefined);
    await lost.settled;
    const seconds = await secondsUntilResumed(lab, lost.id, killed, killed);
    for (const each of clients) await each.close();
    must(seconds <= TAKEN_OVER_S, `taken over after ${seconds} s`);
    return { imports: IMPORTS + 1, 'taken over after s': seconds };
  },
};
