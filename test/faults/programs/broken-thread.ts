import type { ApiClient } from '../../api-client.ts';
import type { Fault } from '../fault.ts';
import type { BillingFile } from '../lab/billing-file.ts';
import { type End, importIdOf } from '../lab/expected.ts';
import type { Follower } from '../lab/follower.ts';
import { must } from '../lab/missed-error.ts';
import type { Lab, Trouble } from '../lab/open-lab.ts';

interface Case {
  readonly what: string;
  readonly trouble: Trouble;
  readonly end: End;
}

const CASES: readonly Case[] = [
  { what: 'exit once', trouble: { do: 'exit', times: 1 }, end: 'SUCCEEDED' },
  { what: 'exit', trouble: { do: 'exit' }, end: 'FAILED INTERNAL' },
  { what: 'memory', trouble: { do: 'memory' }, end: 'FAILED INTERNAL' },
  { what: 'loop', trouble: { do: 'loop' }, end: 'FAILED LIMIT_EXCEEDED' },
];
const ROWS = 5_000;
const OTHERS = 3;
const STALLED_SECONDS = '5';

/** A reading thread runs out of memory, ends its process, or never comes back. */
export const brokenThread: Fault = {
  number: 3,
  name: 'broken-thread',
  title: 'out of memory, process.exit and an endless loop in a reading thread',
  quick: true,
  async run(lab) {
    const server = await lab.start({ environment: { READ_MAX_STALLED_SECONDS: STALLED_SECONDS } });
    const client = await lab.login(server);
    const door = () => ({ graphqlUrl: server.graphqlUrl, token: client.token });
    const seconds: Record<string, number> = {};
    for (const { what, trouble, end } of lab.quick ? CASES.slice(0, 1) : CASES) {
      const others: Follower[] = [];
      for (let n = 0; n < OTHERS; n++) {
        const file = await lab.file({ rows: ROWS, seed: n, account: `${what.replace(' ', '')}${n}-` });
        others.push(lab.follow(await lab.submit(client, file), door));
      }
      const file = await lab.file({ rows: ROWS, seed: 9, account: `${what.replace(' ', '')}-` });
      const { id, follower } = await startTroubled(lab, client, file, trouble, door);
      lab.expect(id, file, end);
      const started = performance.now();
      await Promise.all([follower, ...others].map(({ settled }) => settled));
      seconds[`${what}: ended after s`] = Math.round((performance.now() - started) / 100) / 10;
      for (const { importId } of others) {
        const { progress } = await client.import(importId);
        must(
          progress.attempt === 1,
          `import ${importIdOf(importId)} beside it took ${progress.attempt} attempts`,
        );
      }
    }
    await client.close();
    return seconds;
  },
};

async function startTroubled(
  lab: Lab,
  client: ApiClient,
  file: BillingFile,
  trouble: Trouble,
  door: () => { graphqlUrl: string; token: string },
): Promise<{ id: string; follower: Follower }> {
  const id = await lab.schedule(client, file);
  await client.upload(id, await file.bytes(), { name: file.name, start: false });
  const [row] = await lab.place.query<{ key: string }>('SELECT file_key AS key FROM imports WHERE id = $1', [
    importIdOf(id),
  ]);
  await lab.trouble(row?.key ?? '', trouble);
  const follower = lab.follow(id, door);
  await client.start(id);
  return { id, follower };
}
