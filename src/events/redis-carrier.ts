import type { RedisClientType } from '@redis/client';
import type { Logger } from 'pino';
import type { Carrier, OpenCarrier } from './carrier.ts';
import { ANSWER_MS, askAgainAndAgain, CONNECT_MS, keepConnected } from './keep-connected.ts';

export interface RedisAddress {
  /** redis://usuario:contrasena@host:port, rediss:// with TLS. */
  readonly url: string;
  /** Of this installation alone: others on the same server hear nothing of it. */
  readonly channel: string;
}

type Client = RedisClientType;

/** No text of ours holds one, so that a batch travels as one message. */
const BETWEEN_TEXTS = '\n';

/** Publish and subscribe on one connection to Redis or a compatible server. It subscribes again whenever it lost it. */
export function redisCarrier(address: RedisAddress, log: Logger): OpenCarrier {
  return async (receiver): Promise<Carrier> => {
    const stop = new AbortController();
    let present: Client | undefined;
    const receive = (message: string): void => {
      for (const text of message.split(BETWEEN_TEXTS)) receiver.receive(text);
    };
    const listen = (connected: () => void) =>
      subscribeOnce(address, stop.signal, receive, (client) => {
        present = client;
        if (client) connected();
      });
    const connection = keepConnected(listen, receiver, log, stop.signal);
    await connection.firstTry;
    return {
      async send(texts) {
        if (!present) throw new RedisAwayError();
        if (texts.length > 0) await present.publish(address.channel, texts.join(BETWEEN_TEXTS));
      },
      async [Symbol.asyncDispose]() {
        stop.abort();
        await connection.ended;
      },
    };
  };
}

class RedisAwayError extends Error {
  readonly code = 'REDIS_AWAY';
  constructor() {
    super('There is no connection to Redis at the moment');
    this.name = 'RedisAwayError';
  }
}

/** One connection, from opening it to its loss, which rejects. Resolves once it is to stop. */
async function subscribeOnce(
  { url, channel }: RedisAddress,
  stop: AbortSignal,
  receive: (message: string) => void,
  present: (client: Client | undefined) => void,
): Promise<void> {
  const { createClient } = await import('@redis/client'); // several megabytes of commands, only where they are wanted
  const client: Client = createClient({
    url,
    name: 'importador-events',
    disableOfflineQueue: true,
    maintNotifications: 'disabled',
    socket: { reconnectStrategy: false, connectTimeout: CONNECT_MS },
  }) as Client;
  const over = new AbortController();
  const lost = new Promise<never>((_resolve, reject) => {
    client.on('error', reject);
    client.on('end', () => reject(new Error('The connection ended')));
  });
  lost.catch(() => {});
  const end = (): void => {
    over.abort();
    client.destroy();
  };
  stop.addEventListener('abort', end, { once: true });
  const subscribe = async (): Promise<void> => {
    await client.connect();
    await client.subscribe(channel, receive);
  };
  try {
    await Promise.race([within(CONNECT_MS, subscribe()), lost]);
    present(client);
    const ask = () => within(ANSWER_MS, client.ping());
    await Promise.race([lost, askAgainAndAgain(ask, over.signal)]);
  } finally {
    present(undefined);
    stop.removeEventListener('abort', end);
    over.abort();
    client.destroy();
  }
}

/** Rejects with ETIMEDOUT where the server is silent for so long. */
async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  answer.catch(() => {}); // nobody waits for it any more once it is late
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const error = Object.assign(new Error('No answer'), { code: 'ETIMEDOUT' });
    timer = setTimeout(() => reject(error), ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
