import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../../api-client.ts';
import { askForTheList } from '../../ask-for-the-list.ts';
import type { Fault } from '../fault.ts';
import type { BillingFile } from '../lab/billing-file.ts';
import { must } from '../lab/missed-error.ts';
import { until } from '../lab/until.ts';

const LARGE = { count: 20, rows: 110_000 };
const SMALL = { count: 180, rows: 1_100 };
const RSS_BYTES = 400 * 2 ** 20;
const P99_MS = 500;
const ALL_MS = 600_000;
const ASK_EVERY_MS = 20;

/** Many imports that all want to be next. */
export const manyQueued: Fault = {
  number: 13,
  name: 'many-queued',
  title: '200 imports queued at once, 20 of 5 MB and 180 of 50 kB',
  quick: false,
  async run(lab) {
    const server = await lab.start();
    const client = await lab.login(server);
    const ids: string[] = [];
    let largest = 0;
    for (const { count, rows } of [LARGE, SMALL])
      for (let n = 0; n < count; n++) {
        const file = await lab.file({ rows, seed: n, account: `M${rows}-${n}-` });
        const bytes = await file.bytes();
        largest = Math.max(largest, bytes.length);
        ids.push(await ready(client, file, bytes, (id) => lab.expect(id, file)));
      }
    const asking = askForTheList(client, ASK_EVERY_MS);
    const started = performance.now();
    await Promise.all(ids.map((id) => client.start(id)));
    const queuedMs = performance.now() - started;
    await until('all are done', () => noneIsLeft(client), ALL_MS);
    const seconds = Math.round((performance.now() - started) / 1_000);
    const answers = await asking.stop();
    const p99 = Math.round(answers[Math.floor(answers.length * 0.99)] ?? 0);
    const rss = server.peakRss();
    await client.close();
    must(rss <= RSS_BYTES, `the server took ${mib(rss)} MiB`);
    must(p99 <= P99_MS, `imports answered in ${p99} ms (p99 of ${answers.length})`);
    return {
      'largest file MB': Math.round(largest / 1e5) / 10,
      'queued in ms': Math.round(queuedMs),
      'all done after s': seconds,
      'RSS MiB': mib(rss),
      'imports p99 ms': p99,
    };
  },
};

async function ready(
  client: ApiClient,
  { plantilla, periodo, name }: BillingFile,
  bytes: Uint8Array,
  expect: (id: string) => void,
): Promise<string> {
  const scheduled = await client.schedule({ plantilla, periodo });
  const id = scheduled.import?.id ?? '';
  await client.upload(id, bytes, { name, start: false });
  expect(id);
  return id;
}

async function noneIsLeft(client: ApiClient): Promise<boolean> {
  await sleep(500);
  const { importCounts } = await client.query<{ importCounts: { pendienteYEnProceso: number } }>(
    '{ importCounts { pendienteYEnProceso } }',
  );
  return importCounts.pendienteYEnProceso === 0;
}

function mib(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
