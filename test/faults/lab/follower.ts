import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { type Change, FOLLOW_IMPORT } from '../../api-client.ts';

/** A change and when it arrived, by performance.now(). */
export interface Heard {
  readonly at: number;
  readonly change: Change;
}

/** Follows one import through the loss of servers and connections, as docs/api.md says a client should. */
export interface Follower {
  readonly importId: string;
  readonly heard: readonly Heard[];
  /** Resolves once the import has settled and the stream has ended. */
  readonly settled: Promise<void>;
  /** The first change heard from `after` on that is so. */
  next(isSo: (change: Change) => boolean, after?: number): Promise<Heard>;
  stop(): Promise<void>;
}

/** Where to connect now: it may be another server each time. */
export interface Door {
  readonly graphqlUrl: string;
  readonly token: string;
}

const FIRST_WAIT_MS = 250;
const LAST_WAIT_MS = 1_000;
/** Unanswered pings tell that a link is cut: nothing else does. */
const PING_MS = 2_000;
const PONG_MS = 2_000;
const OPEN_MS = 1_500;

export function follow(importId: string, door: () => Door): Follower {
  const heard: Heard[] = [];
  const waiting = new Set<() => void>();
  const stopping = new AbortController();
  const hear = (change: Change): void => {
    heard.push({ at: performance.now(), change });
    for (const look of waiting) look();
  };
  const settled = keepFollowing(importId, door, hear, stopping.signal);
  settled.catch(() => {}); // whoever waits for it hears of it
  return {
    importId,
    heard,
    settled,
    next: (isSo, after = 0) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = heard.find(({ at, change }) => at >= after && isSo(change));
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        settled.catch(reject);
      }),
    async stop() {
      stopping.abort();
      await settled.catch(() => {});
    },
  };
}

async function keepFollowing(
  id: string,
  door: () => Door,
  hear: (change: Change) => void,
  stop: AbortSignal,
): Promise<void> {
  let after: string | undefined;
  let waitMs = FIRST_WAIT_MS;
  while (!stop.aborted) {
    const ended = await followOnce(door(), { id, after }, stop, (change) => {
      after = change.sequence;
      waitMs = FIRST_WAIT_MS;
      hear(change);
    });
    if (ended) return;
    await sleep(waitMs, undefined, { signal: stop }).catch(() => {});
    waitMs = Math.min(2 * waitMs, LAST_WAIT_MS);
  }
}

/** True: the server says that the import has settled. False: connect again. Throws where it was refused. */
async function followOnce(
  { graphqlUrl, token }: Door,
  variables: { id: string; after: string | undefined },
  stop: AbortSignal,
  hear: (change: Change) => void,
): Promise<boolean> {
  let pong: NodeJS.Timeout | undefined;
  const sockets = new Set<WebSocket>();
  class Socket extends WebSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols, { handshakeTimeout: OPEN_MS });
      sockets.add(this);
    }
  }
  const client = createClient({
    url: graphqlUrl.replace(/^http/, 'ws'),
    webSocketImpl: Socket,
    connectionParams: { token },
    retryAttempts: 0,
    keepAlive: PING_MS,
    on: {
      ping: (received) => {
        if (received) return;
        clearTimeout(pong);
        pong = setTimeout(() => client.terminate(), PONG_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(pong);
      },
    },
  });
  const end = (): void => client.terminate();
  stop.addEventListener('abort', end, { once: true });
  try {
    for await (const { data, errors } of client.iterate<{ importProgress: Change }>({
      query: FOLLOW_IMPORT,
      variables,
    })) {
      if (errors || !data) throw errors;
      hear(data.importProgress);
    }
    return true;
  } catch (error) {
    if (isRefusal(error)) throw new Error(JSON.stringify(error));
    return false;
  } finally {
    clearTimeout(pong);
    stop.removeEventListener('abort', end);
    for (const socket of sockets) socket.terminate();
  }
}

/** Asking again would give the same answer. Whatever else an error says (the database was away), the next try may do. */
const REFUSALS = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'BAD_USER_INPUT']);

function isRefusal(error: unknown): boolean {
  if (!Array.isArray(error)) return false;
  return error.some(({ extensions }: { extensions?: { code?: string } }) =>
    REFUSALS.has(extensions?.code ?? ''),
  );
}
