import type { Writable } from 'node:stream';
import type { WebSocket } from 'ws';
import { textFrame } from './text-frame.ts';

export interface SocketSender {
  /**
   * Resolves once the socket has taken it: whoever waits for that never piles anything up. Resolves on a closed one
   * too.
   */
  send(data: string): Promise<void>;
  /** As send, of a text in pieces, for who asks isFree() before instead of waiting afterwards. */
  give(...pieces: readonly Buffer[]): void;
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

/**
 * Sends, pings, and ends a socket that answers no ping, stays full, or lets its answers pile up. `wire` is what the
 * socket's frames are written to, each of them whole.
 */
export function socketSender(socket: WebSocket, wire: Writable): SocketSender {
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
    waitingSince = Date.now();
    if (waiting > 0 || wakes.length === 0) return;
    const all = wakes;
    wakes = [];
    for (const wake of all) wake();
  };
  const isWaiting = () => {
    if (waiting === 0) waitingSince = Date.now();
    waiting += 1;
  };
  return {
    send: (data) =>
      new Promise((resolve) => {
        if (socket.readyState !== socket.OPEN) return resolve();
        isWaiting();
        socket.send(data, () => {
          taken();
          resolve();
        });
      }),
    give: (...pieces) => {
      if (socket.readyState !== socket.OPEN) return;
      isWaiting();
      wire.write(textFrame(pieces), taken);
    },
    isFree: () => socket.readyState === socket.OPEN && (waiting === 0 || socket.bufferedAmount === 0),
    whenFree: (wake) => {
      wakes.push(wake);
    },
    close: (code, reason) => socket.close(code, reason),
  };
}
