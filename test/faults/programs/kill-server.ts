import type { Fault } from '../fault.ts';
import { must } from '../lab/missed-error.ts';
import type { Lab } from '../lab/open-lab.ts';
import { secondsUntilResumed } from '../lab/seconds-until-resumed.ts';

const ROWS = 20_000;
const PERCENTS = [10, 50, 90];
const ROUNDS = 5;
/** Per 64 KiB: reading the file takes two seconds or so, so that it is met at the percent that is wanted. */
const SLOW_MS = 150;
const SAME_NODE_S = 5;
const OTHER_NODE_S = 15;

/** kill -9 of the server in the middle of an import. */
export const killServer: Fault = {
  number: 1,
  name: 'kill-server',
  title: 'kill -9 of the server at 10, 50, 90 %',
  quick: true,
  async run(lab) {
    const percents = lab.quick ? [50] : Array.from({ length: ROUNDS }, () => PERCENTS).flat();
    const same: number[] = [];
    const other: number[] = [];
    const met: number[] = [];
    for (const [round, percent] of percents.entries()) {
      const { seconds, at } = await onSameNode(lab, round, percent);
      same.push(seconds);
      met.push(at);
    }
    for (const percent of lab.quick ? [] : PERCENTS) other.push(await onOtherNode(lab, percent));
    must(Math.max(...same) <= SAME_NODE_S, `resumed ${Math.max(...same)} s after ready on the same node`);
    must(
      other.every((seconds) => seconds <= OTHER_NODE_S),
      `another node took over after ${other} s`,
    );
    return {
      kills: same.length + other.length,
      'killed at %': `${Math.min(...met)}–${Math.max(...met)}`,
      'resumed after ready, worst s': Math.max(...same),
      ...(other.length > 0 && { 'taken over after kill, worst s': Math.max(...other) }),
    };
  },
};

async function onSameNode(
  lab: Lab,
  round: number,
  percent: number,
): Promise<{ seconds: number; at: number }> {
  const before = await lab.start();
  const { id, follower, client } = await runTo(lab, before, { account: `S${round}`, percent });
  await before.end('SIGKILL');
  const killed = Date.now();
  const at = follower.heard.at(-1)?.change.import?.progress.percent ?? 0;
  await client.close();
  await lab.trouble('all', undefined);
  const after = await lab.start();
  const ready = Date.now();
  follower.use(after.graphqlUrl);
  await follower.settled;
  await after.end('SIGTERM');
  return { seconds: await secondsUntilResumed(lab, id, killed, ready), at };
}

async function onOtherNode(lab: Lab, percent: number): Promise<number> {
  // It is there before the import runs, and sleeps until then: starting takes longer than what is left of the file.
  const heir = await lab.start({ machine: 'nodo-b' });
  heir.signal('SIGSTOP');
  const victim = await lab.start({ machine: 'nodo-a', environment: { WORKERS: '1' } });
  const { id, follower, client } = await runTo(lab, victim, { account: `O${percent}`, percent });
  await victim.end('SIGKILL');
  const killed = Date.now();
  heir.signal('SIGCONT');
  await client.close();
  await lab.trouble('all', undefined);
  follower.use(heir.graphqlUrl);
  await follower.settled;
  await heir.end('SIGTERM');
  return secondsUntilResumed(lab, id, killed, killed);
}

async function runTo(
  lab: Lab,
  server: { graphqlUrl: string },
  { account, percent }: { account: string; percent: number },
) {
  await lab.trouble('all', { slowMs: SLOW_MS });
  const client = await lab.login(server);
  const file = await lab.file({ rows: ROWS, seed: percent, account });
  const id = await lab.schedule(client, file);
  let graphqlUrl = server.graphqlUrl;
  const follower = lab.follow(id, () => ({ graphqlUrl, token: client.token }));
  await client.upload(id, await file.bytes(), { name: file.name });
  lab.expect(id, file);
  await follower.next((change) => (change.import?.progress.percent ?? 0) >= percent);
  return {
    id,
    client,
    follower: {
      heard: follower.heard,
      settled: follower.settled,
      use: (url: string) => {
        graphqlUrl = url;
      },
    },
  };
}
