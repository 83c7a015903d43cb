import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { socketSender } from './socket-sender.ts';

const MESSAGES = 24;
/** Together more than the system buffers for a connection. */
const LARGE = 'x'.repeat(2 ** 20);

let server: WebSocketServer;
let client: WebSocket;
let socket: WebSocket;
beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const connected = once(server, 'connection');
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  [socket] = (await connected) as [WebSocket];
  await once(client, 'open');
});
afterEach(() => {
  client.terminate();
  server.close();
});

it('has nothing of a message left once it is sent, however slowly the client reads', async () => {
  const { send } = socketSender(socket);
  let received = 0;
  client.on('message', () => {
    received += 1;
    client.pause();
    setImmediate(() => client.resume());
  });
  let isEveryOneTaken = false;
  const all = once(client, 'close');
  for (let n = 0; n < MESSAGES; n++) {
    await send(LARGE);
    isEveryOneTaken = socket.bufferedAmount === 0;
    if (!isEveryOneTaken) break;
  }
  expect(isEveryOneTaken).toBe(true);
  socket.close();
  await all;
  expect(received).toBe(MESSAGES);
});
