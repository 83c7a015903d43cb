import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSilentProxy } from '../../silent-proxy.ts';
import type { Fault } from '../fault.ts';
import { ownPostgres, serverPlace } from '../lab/database-place.ts';
import type { Follower } from '../lab/follower.ts';
import { must } from '../lab/missed-error.ts';
import { openNetwork } from '../lab/network.ts';
import { runUntil } from '../lab/run-until.ts';
import { within } from '../lab/until.ts';

const CUT_MS = 12_000;
const HEARD_MS = 5_000;
/** So slow that the import outlasts the cut. */
const SLOW_MS = 1_500;

/** The cable is pulled out: between client and server, then between server and database. */
export const cutNetwork: Fault = {
  number: 12,
  name: 'cut-network',
  title: 'network cut 12 s between client and server, and between server and database',
  quick: false,
  async run(lab) {
    await using network = openNetwork(`imf${process.pid % 10_000}`, 2);
    const [toClient, toDatabase] = network.links;
    must(toClient !== undefined && toDatabase !== undefined, 'the network has two links');
    const postgres = await ownPostgres(lab.kind, join(lab.folder, 'own'));
    const target = { host: '127.0.0.1', port: postgres.port };
    await using proxy = await startSilentProxy(target, { host: toDatabase.here });
    lab.use(
      serverPlace(
        postgres,
        postgres.url.replace(`127.0.0.1:${postgres.port}`, `${toDatabase.here}:${proxy.port}`),
      ),
    );
    const server = await lab.start({ prefix: network.prefix, environment: { HOST: toClient.there } });
    const client = await lab.login(server);
    const door = () => ({ graphqlUrl: server.graphqlUrl, token: client.token });
    const measures: Record<string, number> = {};
    for (const [what, link] of [
      ['client', toClient],
      ['database', toDatabase],
    ] as const) {
      const run = { account: `${what}-`, percent: 5, slowMs: SLOW_MS, door };
      const { follower } = await runUntil(lab, client, run);
      link.cut();
      await sleep(CUT_MS);
      link.mend();
      measures[`${what}: heard after ms`] = await msUntilHeard(follower);
      await lab.trouble('all', undefined);
      await within('the import settles', 60_000, follower.settled);
    }
    await client.close();
    const misses = await lab.finish();
    must(misses.length === 0, misses.join('; '));
    const late = Object.values(measures).some((ms) => ms > HEARD_MS);
    must(!late, `heard too late: ${JSON.stringify(measures)}`);
    return measures;
  },
};

async function msUntilHeard(follower: Follower): Promise<number> {
  const mended = performance.now();
  const { at } = await within(
    'a change is heard',
    60_000,
    follower.next(() => true, mended),
  );
  return Math.round(at - mended);
}
