import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import { importIdOf } from '../lab/expected.ts';
import { must } from '../lab/missed-error.ts';
import { runUntil } from '../lab/run-until.ts';
import { secondsUntilResumed } from '../lab/seconds-until-resumed.ts';
import { within } from '../lab/until.ts';

const FROZEN_MS = 20_000;
const TAKEN_OVER_S = 15;
const SLOW_MS = 1_500;

/** A server that stands still, and goes on after another has taken its import. */
export const frozenServer: Fault = {
  number: 9,
  name: 'frozen-server',
  title: 'server A stopped (SIGSTOP) 20 s, B takes over, A goes on',
  quick: false,
  async run(lab) {
    const frozen = await lab.start({ machine: 'nodo-a' });
    const heir = await lab.start({ machine: 'nodo-b', environment: { WORKERS: '1' } });
    const client = await lab.login(frozen);
    const other = await lab.login(heir);
    // The heir's one worker is busy with another import meanwhile, so that the frozen one gets this.
    const door = () => ({ graphqlUrl: heir.graphqlUrl, token: client.token });
    let id = '';
    for (let n = 0; id === ''; n++) {
      const run = await runUntil(lab, client, { account: `Z${n}-`, percent: 20, slowMs: SLOW_MS, door });
      const [row] = await lab.place.query<{ mine: boolean }>(
        'SELECT node LIKE $2 AS mine FROM imports WHERE id = $1',
        [importIdOf(run.id), `%.${frozen.pid}`],
      );
      if (row?.mine) id = run.id;
      else await run.follower.settled;
    }
    frozen.signal('SIGSTOP');
    const stopped = Date.now();
    await lab.trouble('all', undefined);
    const follower = lab.follow(id, door);
    await sleep(FROZEN_MS);
    frozen.signal('SIGCONT');
    await within('the import settles', 60_000, follower.settled);
    const seconds = await secondsUntilResumed(lab, id, stopped, stopped);
    // The frozen server is well again: it sees what the other has done, and runs imports.
    const seen = await client.import(id);
    must(seen.estado === 'FINALIZADO' && seen.progress.attempt === 2, `A says ${JSON.stringify(seen)}`);
    await other.close();
    await client.close();
    must(seconds <= TAKEN_OVER_S, `B took over after ${seconds} s`);
    return { 'taken over after s': seconds };
  },
};
