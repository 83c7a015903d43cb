/**
 * `npm run bench:fanout [--subscribers N] [--seconds N] [--only one,many,silent]`: what live updates cost. Many subscribers
 * to one import over WebSockets of their own, beside Yoga's documented recipe; many to many imports that all move; and
 * subscribers that never read. DATABASE_URL (an empty database) says where; without it, the embedded one.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { manyToManyImports, manyToOneImport, silentSubscribers, type ToOneImport } from './fanout/measure.ts';
import { type OurServer, startOurServer } from './fanout/our-server.ts';
import { startPeer } from './fanout/peer.ts';
import { startCluster } from './import/cluster.ts';
import { printMachine, printTable, times, whole } from './print.ts';

const GOALS = { lateMs: 300, cpuMicros: 25, kb: 15, ratio: 4, loopMs: 50, silentMb: 1 };
const EVENTS = 20;
const IMPORTS = 20;
const WATCHING_ALL = 500;
const INTERVAL_MS = 1_000;
const SILENT = 100;

const { values: options } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '5000' },
    seconds: { type: 'string', default: '60' },
    only: { type: 'string', default: 'one,many,silent' },
  },
});
const subscribers = Number(options.subscribers);
const forMs = Number(options.seconds) * 1_000;
const parts = options.only.split(',');

const folder = await mkdtemp(join(tmpdir(), 'importador-bench-fanout-'));
const given = process.env['DATABASE_URL'];
try {
  await using cluster = given ? undefined : await startCluster(join(folder, 'postgres'));
  const url = given ?? (await cluster?.fresh())?.url ?? '';
  printMachine();
  if (parts.includes('one')) await toOneImport(url);
  await using server = await startOurServer(url, IMPORTS);
  if (parts.includes('many')) await toManyImports(server);
  if (parts.includes('silent')) await neverReading(server);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function toOneImport(url: string): Promise<void> {
  const ours = await measured(() => startOurServer(url, 1));
  const recipe = await measured(startPeer);
  const row = (name: string, { lateMs, cpuMicros, bytesEach }: ToOneImport) => [
    name,
    `${whole(median(lateMs))} / ${whole(Math.max(...lateMs))}`,
    cpuMicros.toFixed(1),
    (bytesEach / 1e3).toFixed(1),
  ];
  console.log(`\n${whole(subscribers)} subscribers to one import, ${EVENTS} events\n`);
  printTable(
    ['', 'all have it after ms, median / longest', 'CPU µs per delivery', 'KB each'],
    [
      row('importador', ours),
      row("Yoga's recipe", recipe),
      ['ratio', '', times(recipe.cpuMicros / ours.cpuMicros), times(recipe.bytesEach / ours.bytesEach)],
      ['goal', `≤ ${GOALS.lateMs}`, `≤ ${GOALS.cpuMicros}, ≥ ${GOALS.ratio}× less`, `≤ ${GOALS.kb}`],
    ],
  );
}

async function measured(start: () => ReturnType<typeof startPeer>): Promise<ToOneImport> {
  await using subject = await start();
  return await manyToOneImport(subject, subscribers, EVENTS);
}

async function toManyImports(server: OurServer): Promise<void> {
  const found = await manyToManyImports(server, {
    connections: WATCHING_ALL,
    intervalMs: INTERVAL_MS,
    forMs: forMs / 2,
  });
  const most = Math.ceil((found.seconds * 1_000) / INTERVAL_MS) + 1;
  console.log(`\n${WATCHING_ALL} subscribers to each of ${IMPORTS} imports, intervalMs ${INTERVAL_MS}\n`);
  printTable(
    [
      '',
      'deliveries',
      'most to one',
      'median gap ms',
      'shortest',
      'loop delay ms, p99',
      'longest',
      'CPU µs per delivery',
    ],
    [
      [
        `${found.seconds.toFixed(1)} s`,
        whole(found.deliveries),
        whole(found.mostDeliveries),
        whole(found.medianMs),
        whole(found.shortestMs),
        found.loopP99Ms.toFixed(1),
        found.loopMaxMs.toFixed(1),
        found.cpuMicros.toFixed(1),
      ],
      ['goal', '', `≤ ${most}`, '', '', `≤ ${GOALS.loopMs}`, '', ''],
    ],
  );
}

async function neverReading(server: OurServer): Promise<void> {
  console.log(`\n${SILENT} subscribers to all ${IMPORTS} imports that never read, ${options.seconds} s\n`);
  const rows: string[][] = [];
  for (const transport of ['WebSocket', 'SSE'] as const) {
    const found = await silentSubscribers(server, transport, { connections: SILENT, forMs });
    rows.push([
      transport,
      (found.bytesEach / 1e6).toFixed(2),
      whole(found.othersLateMs),
      String(found.stillConnected),
    ]);
  }
  printTable(
    ['', 'MB of memory each', 'another reader waits ms, at most', 'still connected'],
    [...rows, ['goal', `≤ ${GOALS.silentMb}`, '', '']],
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
