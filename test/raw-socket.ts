import WebSocket from 'ws';

/** What graphql-transport-ws sends. */
export type Message = { type: string; id?: string; payload?: unknown };

export interface RawSocketOptions {
  readonly url?: string;
  readonly protocol?: string;
  readonly headers?: Record<string, string>;
}

/** A socket by hand: what it receives in order, and the code that it was closed with. */
export function openRawSocket({
  protocol = 'graphql-transport-ws',
  headers = {},
  url,
}: RawSocketOptions & { url: string }) {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), protocol, { headers });
  const messages: Message[] = [];
  let arrived = () => {};
  socket.on('message', (data) => {
    messages.push(JSON.parse(String(data)));
    arrived();
  });
  const opened = new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const closed = new Promise<number>((resolve) =>
    socket.once('close', (code) => {
      resolve(code);
      arrived();
    }),
  );
  socket.on('error', () => {});
  return {
    opened,
    closed,
    raw: socket,
    send: (message: unknown) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    async next(): Promise<Message> {
      while (messages.length === 0) {
        if (socket.readyState === socket.CLOSED) throw new Error('closed');
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      }
      return messages.shift() as Message;
    },
  };
}
