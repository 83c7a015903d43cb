import type { SubscriptionForwarder, SubscriptionOperation } from '@urql/core';
import { CloseCode, createClient } from 'graphql-ws';
import type { SessionStore } from '../session/session-store.ts';
import { type LiveChange, liveQueue } from './live-queue.ts';

/** idle: nobody listens, or nobody has yet. lost: it was there, or did not come up at once, and is tried again. */
export type LiveStatus = 'idle' | 'live' | 'lost';

/** The one WebSocket of the page: made again whenever it breaks, each subscription going on behind what it saw last. */
export interface LiveSocket {
  forward(request: SubscriptionOperation): ReturnType<SubscriptionForwarder>;
  /** Changes wait until the promise settles: they are newer than what it reads, and must not be overwritten by it. */
  holdWhile<T>(reading: Promise<T>): Promise<T>;
  status(): LiveStatus;
  onStatus(listener: () => void): () => void;
  dispose(): void;
}

interface LiveSocketOptions {
  readonly url: string;
  readonly language: string;
  readonly session: SessionStore;
}

/** The socket is closed with the last subscription. */
const NOBODY_LISTENS = 1000;
const LONGEST_RETRY_MS = 5_000;

export function liveSocket({ url, language, session }: LiveSocketOptions): LiveSocket {
  const queue = liveQueue();
  const listeners = new Set<() => void>();
  let status: LiveStatus = 'idle';
  let subscriptions = 0;
  function tell(next: LiveStatus): void {
    status = next;
    for (const listener of listeners) listener();
  }
  const socket = createClient({
    url: url.replace(/^http/, 'ws'),
    // To reject would end all subscriptions for good: an old token is refused, and the next try asks again.
    connectionParams: async () => ({
      token: await session.token().catch(() => session.current()?.token),
      language,
    }),
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (n) => wait(Math.min(LONGEST_RETRY_MS, 300 * 2 ** Math.min(n, 6))),
    keepAlive: 10_000,
    on: {
      connected: () => tell('live'),
      closed: (event) => {
        const { code } = event as CloseEvent;
        // The token that this socket came with has run out; the next socket comes with a new one.
        if (code === CloseCode.Forbidden) session.expire();
        tell(code === NOBODY_LISTENS ? 'idle' : 'lost');
      },
    },
  });

  return {
    forward({ query = '', variables }) {
      const name = `${++subscriptions}`;
      let after: string | undefined;
      return {
        subscribe(sink) {
          const payload = {
            query,
            get variables() {
              return after === undefined ? variables : { ...variables, after };
            },
          };
          const end = socket.subscribe(payload, {
            next({ data = null, errors }) {
              const change = changeIn(data);
              // A snapshot that broke off before its end is not a place to go on from.
              if (change && change.kind !== 'SNAPSHOT') after = change.sequence;
              queue.add(name, change, () => sink.next(errors ? { data, errors } : { data }));
            },
            error: (error) => queue.add(name, undefined, () => sink.error(error)),
            complete: () => queue.add(name, undefined, () => sink.complete()),
          });
          return { unsubscribe: end };
        },
      };
    },
    holdWhile: (reading) => queue.holdWhile(reading),
    status: () => status,
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: () => void socket.dispose(),
  };
}

/** A half at random, so that the pages of a server that was restarted do not all come at once. */
function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms * (0.5 + Math.random() / 2)));
}

/** The one field of a subscription, where it tells of an import. */
function changeIn(data: Record<string, unknown> | null): LiveChange | undefined {
  const [field] = Object.values(data ?? {});
  return isChange(field) ? field : undefined;
}

function isChange(field: unknown): field is LiveChange {
  return typeof field === 'object' && field !== null && 'sequence' in field && 'kind' in field;
}
