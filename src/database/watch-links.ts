import { Writable } from 'node:stream';
import type pg from 'pg';
import type { Logger } from 'pino';
import { askBackends, type Backend } from './ask-backends.ts';

/** How soon a link to the database that passes nothing any more is found out. */
export interface LinkTiming {
  /** No byte either way for so long, though an answer is owed: then it is looked into. */
  readonly silentMs: number;
  readonly lookMs: number;
  /** How soon a new connection has to answer. */
  readonly answerMs: number;
}

export const LINK_TIMING: LinkTiming = { silentMs: 4_000, lookMs: 2_000, answerMs: 3_000 };
/** Looks that have to agree: an answer may be on its way during one. */
const AGREEING = 2;

export interface LinkWatch extends Disposable {
  /** For each new connection of the pool, with the id of its process in the database. */
  add(client: pg.ClientBase, backend: number): void;
}

interface Link {
  readonly client: pg.ClientBase;
  readonly backend: number;
  /** Queries that have not been answered. */
  owed: number;
  copy: Writable | undefined;
  traffic: number;
  quietSince: number;
  /** Since its COPY began; what it was given, and what the database had of that, at the last look. */
  copySince: number;
  written: number;
  copied: number;
  suspected: number;
}

/**
 * Closes connections behind which nobody is any more. A firewall that forgets a connection, or a cable that is pulled
 * out, tells neither end; the kernel takes a quarter of an hour to find out. A query that takes long looks the same, so
 * the database is asked through a new connection: while we wait for it, it waits for us, or it has no such process. A COPY
 * may be fed for long into nowhere: of one the database is asked whether it gets what is sent.
 */
export function watchLinks(
  pool: pg.Pool,
  { url, log, timing }: { url: string; log: Logger; timing: LinkTiming },
): LinkWatch {
  const links = new Set<Link>();
  let looking = false;
  const look = async (): Promise<void> => {
    const doubtful = [...links].filter(
      (link) => isSilent(link, timing.silentMs) || isFed(link, timing.silentMs),
    );
    if (doubtful.length === 0) return;
    const sent = new Map(doubtful.map((link) => [link, traffic(link).bytesWritten]));
    const pids = doubtful.map(({ backend }) => backend);
    const backends = await askBackends(pool, { url, pids, answerMs: timing.answerMs });
    if (backends === undefined) return;
    const dead = doubtful.filter((link) => {
      const backend = backends.get(link.backend);
      const goesAstray = isSilent(link, timing.silentMs)
        ? backend?.working !== true
        : isFed(link, timing.silentMs) && feedsNobody(link, backend, sent.get(link) ?? 0);
      link.suspected = goesAstray ? link.suspected + 1 : 0;
      return link.suspected >= AGREEING;
    });
    if (dead.length === 0) return;
    log.warn({ connections: dead.length }, 'Connections to the database went silent and were closed');
    for (const { client } of dead) closeNow(client);
    await closeIdle(pool);
  };
  const timer = setInterval(() => {
    for (const link of links) notice(link);
    if (looking) return;
    looking = true;
    void look()
      .catch(() => {}) // the pool is ending, or the database is away: the next look finds out
      .finally(() => {
        looking = false;
      });
  }, timing.lookMs);
  timer.unref();
  return {
    add(client, backend) {
      const link: Link = {
        client,
        backend,
        owed: 0,
        copy: undefined,
        traffic: -1,
        quietSince: performance.now(),
        copySince: 0,
        written: 0,
        copied: -1,
        suspected: 0,
      };
      links.add(link);
      client.once('end', () => links.delete(link));
      countQueries(link);
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

type Query = (...given: unknown[]) => unknown;

/** Every way of asking goes through query: with a promise, with a callback (as pools do), or a COPY. */
function countQueries(link: Link): void {
  const query: Query = link.client.query.bind(link.client) as Query;
  const answered = (): void => {
    link.owed--;
    link.quietSince = performance.now();
  };
  const counted: Query = (...given) => {
    if (given[0] instanceof Writable) {
      link.copy = given[0];
      link.copySince = performance.now();
      link.copied = -1;
      link.suspected = 0;
      return query(...given);
    }
    if (link.owed++ === 0) link.quietSince = performance.now();
    const callback = given.at(-1);
    if (typeof callback === 'function') {
      return query(...given.slice(0, -1), (...got: unknown[]) => {
        answered();
        callback(...got);
      });
    }
    const result = query(...given);
    if (result instanceof Promise) result.then(answered, answered);
    else answered();
    return result;
  };
  Object.assign(link.client, { query: counted });
}

/** A COPY owes an answer while it does not take what it is given, and once it was told its end. */
function owesAnswer({ owed, copy }: Link): boolean {
  if (owed > 0) return true;
  return (
    copy !== undefined &&
    !copy.destroyed &&
    !copy.writableFinished &&
    (copy.writableLength > 0 || copy.writableEnded)
  );
}

function notice(link: Link): void {
  const { bytesRead, bytesWritten } = traffic(link);
  if (bytesRead + bytesWritten === link.traffic && owesAnswer(link)) return;
  link.traffic = bytesRead + bytesWritten;
  link.quietSince = performance.now();
  if (!isCopying(link)) link.suspected = 0;
}

function traffic({ client }: Link): Bytes {
  const { connection } = client as pg.ClientBase & { connection?: { stream?: Partial<Bytes> } };
  const { bytesRead = 0, bytesWritten = 0 } = connection?.stream ?? {};
  return { bytesRead, bytesWritten };
}

interface Bytes {
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

function isSilent(link: Link, silentMs: number): boolean {
  return owesAnswer(link) && performance.now() - link.quietSince >= silentMs;
}

/** A COPY that has lasted a while and goes on being fed. */
function isFed(link: Link, silentMs: number): boolean {
  return isCopying(link) && performance.now() - link.copySince >= silentMs;
}

function isCopying({ copy }: Link): boolean {
  return copy !== undefined && !copy.destroyed && !copy.writableFinished;
}

/** Whether more was sent since the last look, and the database, which waits for more, got none of it. */
function feedsNobody(link: Link, backend: Backend | undefined, written: number): boolean {
  const copied = backend?.copied ?? 0;
  const isAstray =
    backend?.working !== true && link.copied >= 0 && written > link.written && copied <= link.copied;
  link.written = written;
  link.copied = copied;
  return isAstray;
}

/** With a query under way, end() does not wait for the other side. */
function closeNow(client: pg.ClientBase): void {
  void (client as pg.Client).end().catch(() => {});
}

/** What waits in the pool went the same way, in all likelihood; opening one anew costs milliseconds. */
async function closeIdle(pool: pg.Pool): Promise<void> {
  const taken = Array.from({ length: pool.idleCount }, () => pool.connect());
  for (const idle of await Promise.allSettled(taken))
    if (idle.status === 'fulfilled') idle.value.release(true);
}
