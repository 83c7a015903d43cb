import type { WebSocket } from 'ws';

export interface SocketSender {
  /**
   * Resolves once the socket has taken it: whoever waits for that never piles anything up. Resolves on a closed one
   * too.
   */
  send(data: string): Promise<void>;
  /** As send, for who asks isFree() before instead of waiting afterwards. */
  give(data: string): void;
  /** Whether everything so far is taken; on a closed socket it is not, and will not be. */
  isFree(): boolean;
  /** Calls it once, when everything so far is taken; never where the socket closes before that. */
  whenFree(wake: () => void): void;
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
  let waitingSince = 0;
  let waiting = 0;
  let wakes: (() => void)[] = [];
  const keepAlive = setInterval(() => {
    const stuck = waiting > 0 && Date.now() - waitingSince > STUCK_MS;
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
  const taken = () => {
    waiting -= 1;
    if (waiting > 0 || wakes.length === 0) return;
    const all = wakes;
    wakes = [];
    for (const wake of all) wake();
  };
  const given = (data: string, done: () => void) => {
    if (waiting === 0) waitingSince = Date.now();
    waiting += 1;
    socket.send(data, done);
  };
  return {
    send: (data) =>
      new Promise((resolve) => {
        if (socket.readyState !== socket.OPEN) return resolve();
        given(data, () => {
          taken();
          resolve();
        });
      }),
    give: (data) => {
      if (socket.readyState === socket.OPEN) given(data, taken);
    },
    isFree: () => socket.readyState === socket.OPEN && (waiting === 0 || socket.bufferedAmount === 0),
    whenFree: (wake) => {
      wakes.push(wake);
    },
    close: (code, reason) => socket.close(code, reason),
  };
}
