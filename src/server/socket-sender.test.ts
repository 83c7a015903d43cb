import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { socketSender } from './socket-sender.ts';

const MESSAGES = 24;
/** Together more than the system buffers for a connection. */
const LARGE = 'x'.repeat(2 ** 20);

let server: WebSocketServer;
let client: WebSocket;
let socket: WebSocket;
let wire: Socket;
beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const connected = once(server, 'connection');
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  [socket, { socket: wire }] = (await connected) as [WebSocket, IncomingMessage];
  await once(client, 'open');
});
afterEach(() => {
  client.terminate();
  server.close();
});

it('has nothing of a message left once it is sent, however slowly the client reads', async () => {
  const { send } = socketSender(socket, wire);
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

it('gives texts of every length in pieces, between what it sends, and says when they are taken', async () => {
  const { send, give, isFree, whenFree } = socketSender(socket, wire);
  const texts = [0, 1, 124, 125, 65_534, 65_535, 200_000].map(
    (length) => 'ñ'.repeat(length / 2) + 'x'.repeat(length % 2),
  );
  const received: string[] = [];
  const all = new Promise<void>((resolve) => {
    client.on('message', (data) => {
      received.push(String(data));
      if (received.length === 2 * texts.length) resolve();
    });
  });
  for (const text of texts) {
    await send(`${text.length}`);
    give(Buffer.from('é'), Buffer.from(text), Buffer.from('}'));
  }
  await all;
  expect(received).toEqual(texts.flatMap((text) => [`${text.length}`, `é${text}}`]));
  client.pause();
  while (isFree()) give(Buffer.from(LARGE));
  const taken = new Promise<void>((resolve) => whenFree(resolve));
  client.resume();
  await taken;
  expect(isFree()).toBe(true);
});
