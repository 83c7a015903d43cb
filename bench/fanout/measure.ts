import { setTimeout as sleep } from 'node:timers/promises';
import { clientProcesses } from './client-processes.ts';
import { nowMs, type Opening, type Operation } from './orders.ts';
import type { OurServer } from './our-server.ts';
import { cpuSeconds, residentBytes, type Subject } from './subject.ts';

const CLIENT_PROCESSES = 2;
/** Until what connecting has left behind is gone. */
const SETTLE_MS = 3_000;

const PROGRESS = `sequence kind matches import { id number estado phase progress { percent rowsRead rowsTotal
  rowsAccepted rowsRejected rowsSkipped rowsPerSecond secondsLeft sequence } }`;

function watchOne(id: string | undefined, intervalMs: number): Operation {
  return {
    query: `subscription Watch($id: ID!, $intervalMs: Int!) { importProgress(id: $id, intervalMs: $intervalMs) { ${PROGRESS} } }`,
    variables: { id, intervalMs },
  };
}

export interface ToOneImport {
  /** From the event until the last subscriber has it, of each event. */
  readonly lateMs: readonly number[];
  readonly cpuMicros: number;
  readonly bytesEach: number;
}

/** Each subscriber has a socket of its own; events come one after the other. */
export async function manyToOneImport(
  subject: Subject,
  connections: number,
  events: number,
): Promise<ToOneImport> {
  using clients = clientProcesses(CLIENT_PROCESSES);
  const opening = { ...openingOf(subject), operations: [watchOne(subject.importIds[0], 50)] };
  await clients.open({ ...opening, connections: CLIENT_PROCESSES });
  await sleep(SETTLE_MS);
  const before = residentBytes(subject);
  await clients.open({ ...opening, connections: connections - CLIENT_PROCESSES });
  await sleep(SETTLE_MS);
  const bytesEach = (residentBytes(subject) - before) / (connections - CLIENT_PROCESSES);
  const lateMs: number[] = [];
  const cpu = cpuSeconds(subject);
  for (let marker = 1; marker <= events; marker++) {
    const all = clients.allHave(marker);
    const started = nowMs();
    await subject.publish(marker);
    lateMs.push((await all) - started);
    await sleep(PAUSE_MS);
  }
  const micros = ((cpuSeconds(subject) - cpu) * 1e6) / (connections * events);
  return { lateMs, cpuMicros: micros, bytesEach };
}

const PAUSE_MS = 250;

export interface ToManyImports {
  readonly deliveries: number;
  readonly shortestMs: number;
  readonly medianMs: number;
  readonly mostDeliveries: number;
  readonly seconds: number;
  readonly loopP99Ms: number;
  readonly loopMaxMs: number;
  readonly cpuMicros: number;
}

/** Each socket has an operation for every import; all imports move all the time. */
export async function manyToManyImports(
  subject: OurServer,
  { connections, intervalMs, forMs }: { connections: number; intervalMs: number; forMs: number },
): Promise<ToManyImports> {
  using clients = clientProcesses(CLIENT_PROCESSES);
  const operations = subject.importIds.map((id) => watchOne(id, intervalMs));
  await clients.open({ ...openingOf(subject), connections, operations });
  await sleep(SETTLE_MS);
  using moving = keepMoving(subject, 50);
  await sleep(SETTLE_MS);
  clients.forgetGaps();
  await subject.loopDelay();
  const [cpu, started] = [cpuSeconds(subject), nowMs()];
  await sleep(forMs);
  const loop = await subject.loopDelay();
  const spent = cpuSeconds(subject) - cpu;
  const seconds = (nowMs() - started) / 1_000;
  const gaps = await clients.gaps();
  await moving.stopped();
  const deliveries = gaps.reduce((sum, each) => sum + each.deliveries, 0);
  return {
    deliveries,
    shortestMs: Math.min(...gaps.map((each) => each.shortestMs)),
    medianMs: gaps[0]?.medianMs ?? Number.NaN,
    mostDeliveries: Math.max(...gaps.map((each) => each.mostDeliveries)),
    seconds,
    loopP99Ms: loop.p99,
    loopMaxMs: loop.max,
    cpuMicros: (spent * 1e6) / deliveries,
  };
}

export interface Silent {
  readonly bytesEach: number;
  /** Of a reader that has nothing to do with them, meanwhile. */
  readonly othersLateMs: number;
  readonly stillConnected: number;
}

/** Above all that moved before; it goes on from one measurement to the next. */
let silentMarker = 1_000_000;

/** Subscribers that take nothing from their sockets, to everything that moves, and one who reads. */
export async function silentSubscribers(
  subject: Subject,
  transport: Opening['transport'],
  { connections, forMs }: { connections: number; forMs: number },
): Promise<Silent> {
  using silent = clientProcesses(1);
  using reader = clientProcesses(1);
  const opening = { ...openingOf(subject), transport };
  const all: Operation = {
    query: `subscription Watch { importsChanged(first: 200, intervalMs: 50) { ${PROGRESS} } }`,
    variables: {},
  };
  await reader.open({
    ...openingOf(subject),
    connections: 1,
    operations: [watchOne(subject.importIds[0], 50)],
  });
  await sleep(SETTLE_MS);
  const before = residentBytes(subject);
  await silent.open({ ...opening, connections, operations: [all], reads: false });
  const late: number[] = [];
  for (const until = nowMs() + forMs; nowMs() < until; await sleep(100)) {
    silentMarker += 1;
    const has = reader.allHave(silentMarker);
    const started = nowMs();
    await subject.publish(silentMarker);
    late.push((await has) - started);
  }
  const bytesEach = (residentBytes(subject) - before) / connections;
  return { bytesEach, othersLateMs: Math.max(...late), stillConnected: await silent.connected() };
}

function openingOf({ graphqlUrl, token }: Subject): Omit<Opening, 'operations' | 'connections'> {
  return { graphqlUrl, token, transport: 'WebSocket', reads: true };
}

function keepMoving(subject: Subject, everyMs: number): Disposable & { stopped(): Promise<void> } {
  let isOver = false;
  const moving = (async () => {
    for (let marker = 1; !isOver; marker++) {
      await subject.publish(marker);
      await sleep(everyMs);
    }
  })();
  const stop = () => {
    isOver = true;
  };
  return {
    stopped() {
      stop();
      return moving;
    },
    [Symbol.dispose]: stop,
  };
}
