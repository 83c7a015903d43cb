import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from '../fault.ts';
import { must } from '../lab/missed-error.ts';
import { runUntil } from '../lab/run-until.ts';
import { secondsUntilResumed } from '../lab/seconds-until-resumed.ts';
import { within } from '../lab/until.ts';

const DETECTED_S = 15;
const SLOW_MS = 500;
const PERCENT = 30;
const STORES_CHARGES = 7_236_003;

/** The database that a server started by itself is killed under it. */
export const lostEmbedded: Fault = {
  number: 4,
  name: 'lost-embedded',
  title: 'a process of the embedded database killed -9 in mid COPY, then all of it',
  only: 'embedded',
  quick: false,
  async run(lab) {
    const server = await lab.start();
    const client = await lab.login(server);
    const door = () => ({ graphqlUrl: server.graphqlUrl, token: client.token });
    const victims: Record<string, () => Promise<number>> = {
      backend: async () => {
        const [copies] = await lab.place.query<{ pid: number }>(
          `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = $1`,
          [STORES_CHARGES],
        );
        return copies?.pid ?? 0;
      },
      postmaster: async () =>
        Number(
          (await readFile(join(lab.dataDir, 'postgres', 'pg18', 'postmaster.pid'), 'utf8')).split('\n')[0],
        ),
    };
    const measures: Record<string, number> = {};
    for (const [what, find] of Object.entries(victims)) {
      const run = { account: `${what}-`, percent: PERCENT, slowMs: SLOW_MS, door };
      const { id, follower } = await runUntil(lab, client, run);
      const pid = await find();
      must(pid > 0, `no ${what} to kill`);
      const killed = Date.now();
      process.kill(pid, 'SIGKILL');
      await lab.trouble('all', undefined);
      await within(`the import settles after its ${what} was killed`, 60_000, follower.settled);
      measures[`${what}: resumed after s`] = await secondsUntilResumed(lab, id, killed, killed);
    }
    await client.close();
    must(
      Object.values(measures).every((seconds) => seconds <= DETECTED_S),
      JSON.stringify(measures),
    );
    return measures;
  },
};
