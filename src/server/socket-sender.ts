import type { WebSocket } from 'ws';

export interface SocketSender {
  /**
   * Resolves once the socket has taken it: whoever waits for that never piles anything up. Resolves on a closed one
   * too.
   */
  send(data: string): Promise<void>;
  close(code?: number, reason?: string): void;
}

const PING_MS = 15_000;
/** A client that takes nothing for so long is as good as gone. */
const STUCK_MS = 30_000;
/** Answers to a client that asks and asks, and reads nothing. */
const MAX_BUFFERED_BYTES = 16 * 2 ** 20;

/** Sends, pings, and ends a socket that answers no ping, stays full, or lets its answers pile up. */
export function socketSender(socket: WebSocket): SocketSender {
  let isAlive = true;
  let waitingSince: number | undefined;
  let waiting = 0;
  const keepAlive = setInterval(() => {
    const stuck = waitingSince !== undefined && Date.now() - waitingSince > STUCK_MS;
    if (!isAlive || stuck) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, PING_MS).unref();
  socket.on('pong', () => {
    isAlive = true;
  });
  for (const event of ['message', 'ping'] as const) {
    socket.on(event, () => {
      if (socket.bufferedAmount > MAX_BUFFERED_BYTES) socket.terminate();
    });
  }
  socket.once('close', () => clearInterval(keepAlive));
  return {
    send: (data) =>
      new Promise((resolve) => {
        if (socket.readyState !== socket.OPEN) return resolve();
        waiting += 1;
        waitingSince ??= Date.now();
        socket.send(data, () => {
          waiting -= 1;
          waitingSince = waiting === 0 ? undefined : Date.now();
          resolve();
        });
      }),
    close: (code, reason) => socket.close(code, reason),
  };
}
