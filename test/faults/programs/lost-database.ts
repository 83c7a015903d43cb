import { join } from 'node:path';
import { startSilentProxy } from '../../silent-proxy.ts';
import type { Fault } from '../fault.ts';
import { ownPostgres, serverPlace } from '../lab/database-place.ts';
import { must } from '../lab/missed-error.ts';
import { runUntil } from '../lab/run-until.ts';
import { secondsUntilResumed } from '../lab/seconds-until-resumed.ts';

const DETECTED_S = 15;
const SLOW_MS = 500;
const PERCENT = 30;
/** The transaction that stores an import's charges holds this lock: src/imports/advisory-locks.ts. */
const STORES_CHARGES = 7_236_003;

/** The database goes away under an import, in every way there is. */
export const lostDatabase: Fault = {
  number: 4,
  name: 'lost-database',
  title:
    'database restarted, killed -9 in mid COPY, backend terminated, black-holed, answer to the COMMIT lost',
  quick: false,
  async run(lab) {
    const postgres = await ownPostgres(lab.kind, join(lab.folder, 'own'));
    const copies = new WeakSet<object>();
    let losing = false;
    await using proxy = await startSilentProxy(
      { host: '127.0.0.1', port: postgres.port },
      {
        onSent(bytes, connection) {
          const text = Buffer.from(bytes).toString('latin1');
          if (text.includes('COPY "charges"')) copies.add(connection);
          if (!losing || !copies.has(connection) || !text.includes('COMMIT')) return;
          losing = false;
          connection.loseAnswers();
        },
      },
    );
    lab.use(serverPlace(postgres, postgres.url.replace(`:${postgres.port}`, `:${proxy.port}`)));
    const server = await lab.start();
    const client = await lab.login(server);
    const door = () => ({ graphqlUrl: server.graphqlUrl, token: client.token });
    const cases: Record<string, () => Promise<void>> = {
      restarted: async () => {
        await postgres.stop('SIGINT');
        await postgres.start();
      },
      'killed -9': async () => {
        await postgres.stop('SIGKILL');
        await postgres.start();
      },
      'backend terminated': async () => {
        const ended = await lab.place.query(
          `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = $1`,
          [STORES_CHARGES],
        );
        must(ended.length === 1, `${ended.length} backends store charges`);
      },
      'black-holed': async () => proxy.silence(),
    };
    const measures: Record<string, number> = {};
    for (const [what, inject] of Object.entries(cases)) {
      const run = { account: `${what.replaceAll(/\W/g, '')}-`, percent: PERCENT, slowMs: SLOW_MS, door };
      const { id, follower } = await runUntil(lab, client, run);
      const from = Date.now();
      await inject();
      const since = Date.now();
      await lab.trouble('all', undefined);
      await follower.settled;
      measures[`${what}: resumed after s`] = await secondsUntilResumed(lab, id, from, since);
    }
    losing = true;
    const { follower } = await runUntil(lab, client, {
      account: 'commit-',
      percent: PERCENT,
      slowMs: 20,
      door,
    });
    const since = performance.now();
    await follower.settled;
    must(!losing, 'no COMMIT of charges came by');
    measures['commit unanswered: settled after s'] = Math.round((performance.now() - since) / 100) / 10;
    await client.close();
    const slow = Object.entries(measures).filter(([, seconds]) => seconds > DETECTED_S);
    must(slow.length === 0, `found out too late: ${JSON.stringify(measures)}`);
    return measures;
  },
};
