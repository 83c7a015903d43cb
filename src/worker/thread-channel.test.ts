import { MessageChannel } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { CONTROL_SLOTS } from './messages.ts';
import { ThreadChannel } from './thread-channel.ts';

it('gives out memory that was given back, but for what is too small, and new memory otherwise', () => {
  const { port1, port2 } = new MessageChannel();
  const channel = new ThreadChannel(port2, new SharedArrayBuffer(4 * CONTROL_SLOTS));
  const give = (bytes: Uint8Array<ArrayBuffer>) => port1.postMessage(bytes.buffer, [bytes.buffer]);
  give(new Uint8Array(100).fill(7));
  give(new Uint8Array(10).fill(8));
  expect(new Uint8Array(channel.memory(100))[99]).toBe(7);
  expect(channel.memory(100).byteLength).toBe(100);
  expect(channel.memory(50).byteLength).toBe(50);
  port1.close();
});
