import { Writable } from 'node:stream';
import pg from 'pg';
import type { Logger } from 'pino';

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
  suspected: number;
}

/**
 * Closes connections behind which nobody is any more. A firewall that forgets a connection, or a cable that is pulled
 * out, tells neither end; the kernel takes a quarter of an hour to find out. A query that takes long looks the same, so
 * the database is asked through a new connection: while we wait for it, it waits for us, or it has no such process.
 */
export function watchLinks(
  pool: pg.Pool,
  { url, log, timing }: { url: string; log: Logger; timing: LinkTiming },
): LinkWatch {
  const links = new Set<Link>();
  let looking = false;
  const look = async (): Promise<void> => {
    const silent = [...links].filter((link) => isSilent(link, timing.silentMs));
    if (silent.length === 0) return;
    const working = await workingBackends(pool, { url, links: silent, answerMs: timing.answerMs });
    if (working === undefined) return;
    const dead = silent.filter((link) => isDead(link, working, timing.silentMs));
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
  const { connection } = link.client as pg.ClientBase & { connection?: { stream?: Partial<Bytes> } };
  const { bytesRead = 0, bytesWritten = 0 } = connection?.stream ?? {};
  if (bytesRead + bytesWritten === link.traffic && owesAnswer(link)) return;
  link.traffic = bytesRead + bytesWritten;
  link.quietSince = performance.now();
  link.suspected = 0;
}

interface Bytes {
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

function isSilent(link: Link, silentMs: number): boolean {
  return owesAnswer(link) && performance.now() - link.quietSince >= silentMs;
}

function isDead(link: Link, working: ReadonlySet<number>, silentMs: number): boolean {
  if (working.has(link.backend) || !isSilent(link, silentMs)) return false;
  link.suspected++;
  return link.suspected >= AGREEING;
}

const WORKING = `SELECT pid FROM pg_stat_activity
  WHERE pid = ANY($1::int[]) AND state = 'active' AND wait_event_type IS DISTINCT FROM 'Client'`;

/**
 * Of the database's processes those that are at work on a query. A database that does not answer has none. Undefined: it
 * answers, but takes no connection now, and nothing is known; a connection that waits in the pool may still tell.
 */
async function workingBackends(
  pool: pg.Pool,
  { url, links, answerMs }: { url: string; links: readonly Link[]; answerMs: number },
): Promise<ReadonlySet<number> | undefined> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'importador links',
    connectionTimeoutMillis: answerMs,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return await askWhoWorks(client, links, answerMs);
  } catch (error) {
    return error instanceof pg.DatabaseError ? askInPool(pool, links, answerMs) : new Set();
  } finally {
    void client.end().catch(() => {});
  }
}

async function askWhoWorks(
  client: pg.ClientBase,
  links: readonly Link[],
  answerMs: number,
): Promise<ReadonlySet<number>> {
  const asked = {
    text: WORKING,
    values: [links.map(({ backend }) => backend)],
    query_timeout: answerMs,
  };
  const { rows } = await client.query<{ pid: number }>(asked);
  return new Set(rows.map(({ pid }) => pid));
}

/** Undefined: no connection waits there, or it does not answer either. */
async function askInPool(
  pool: pg.Pool,
  links: readonly Link[],
  answerMs: number,
): Promise<ReadonlySet<number> | undefined> {
  if (pool.idleCount === 0) return undefined;
  const client = await pool.connect();
  try {
    const working = await askWhoWorks(client, links, answerMs);
    client.release();
    return working;
  } catch {
    client.release(true);
    return undefined;
  }
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
