import type { OpenCarrier, Receiver } from './carrier.ts';

export interface SharedCarrier extends AsyncDisposable {
  /** One more who sends and receives. Each hears all texts, and takes those that are its own. */
  readonly open: OpenCarrier;
}

/** One carrier, with its connections, for all who have something to tell between processes. */
export async function shareCarrier(open: OpenCarrier): Promise<SharedCarrier> {
  const receivers = new Set<Receiver>();
  let hasConnected = false;
  const carrier = await open({
    receive(text) {
      for (const each of receivers) each.receive(text);
    },
    connected() {
      hasConnected = true;
      for (const each of receivers) each.connected();
    },
  });
  return {
    async open(receiver) {
      receivers.add(receiver);
      if (hasConnected) receiver.connected();
      return {
        send: (texts) => carrier.send(texts),
        async [Symbol.asyncDispose]() {
          receivers.delete(receiver);
        },
      };
    },
    [Symbol.asyncDispose]: () => carrier[Symbol.asyncDispose](),
  };
}
