/** A process full of subscribers, forked by the bench: see orders.ts for what it is told and answers. */
import { request } from 'node:http';
import WebSocket from 'ws';
import { type Answer, MARKER, nowMs, type Opening, type Order } from './orders.ts';

const PROTOCOL = 'graphql-transport-ws';
/** So many handshakes at a time: no server is to be measured by its backlog. */
const OPENING_AT_ONCE = 50;
const ID_AT = '{"id":"'.length;

interface Subscription {
  seen: number;
  lastAt: number;
  deliveries: number;
}

const subscriptions: Subscription[] = [];
let gaps: number[] = [];
let wanted = Number.POSITIVE_INFINITY;
let having = 0;
let connected = 0;

process.on('message', (order: Order) => {
  void obey(order);
});
process.once('disconnect', () => process.exit());

async function obey(order: Order): Promise<void> {
  switch (order.kind) {
    case 'open':
      await openAll(order.opening);
      return answer({ kind: 'opened' });
    case 'await':
      wanted = order.marker;
      having = subscriptions.filter(({ seen }) => seen >= wanted).length;
      if (having === subscriptions.length) answer({ kind: 'all', marker: wanted, atMs: nowMs() });
      return;
    case 'forget gaps':
      gaps = [];
      for (const each of subscriptions) Object.assign(each, { lastAt: 0, deliveries: 0 });
      return;
    case 'tell gaps':
      return answer({ kind: 'gaps', gaps: summary() });
    case 'tell connected':
      return answer({ kind: 'connected', count: connected });
    case 'end':
      return process.exit();
    default:
      return order satisfies never;
  }
}

function answer(said: Answer): void {
  process.send?.(said);
}

async function openAll(opening: Opening): Promise<void> {
  let left = opening.connections;
  const next = async (): Promise<void> => {
    while (left-- > 0) await (opening.transport === 'SSE' ? openStream(opening) : openSocket(opening));
  };
  await Promise.all(Array.from({ length: OPENING_AT_ONCE }, next));
}

/** Resolves once every operation has given its first answer; where nothing is read, once they are sent. */
async function openSocket({ graphqlUrl, token, operations, reads }: Opening): Promise<void> {
  const socket = new WebSocket(graphqlUrl.replace(/^http/, 'ws'), PROTOCOL, { perMessageDeflate: false });
  connected += 1;
  socket.once('close', () => {
    connected -= 1;
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.on('error', () => {});
  const own = operations.map(newSubscription);
  await new Promise<void>((resolve) => {
    let unanswered = own.length;
    socket.on('message', (data: Buffer) => {
      if (data.includes('connection_ack')) {
        for (const [id, payload] of operations.entries())
          socket.send(JSON.stringify({ type: 'subscribe', id: String(id), payload }));
        if (!reads) {
          socket.pause();
          resolve();
        }
        return;
      }
      const subscription = own[Number(data.toString('latin1', ID_AT, data.indexOf('"', ID_AT)))];
      if (!subscription) return;
      if (subscription.seen < 0 && --unanswered === 0) resolve();
      received(subscription, data);
    });
    socket.send(JSON.stringify({ type: 'connection_init', payload: { token } }));
  });
}

function openStream({ graphqlUrl, token, operations, reads }: Opening): Promise<void> {
  const [operation] = operations;
  const subscription = newSubscription();
  return new Promise((resolve, reject) => {
    const asking = request(graphqlUrl, {
      method: 'POST',
      agent: false,
      headers: {
        accept: 'text/event-stream',
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
      },
    });
    asking.once('error', reject);
    asking.once('response', (response) => {
      connected += 1;
      response.once('close', () => {
        connected -= 1;
      });
      response.on('error', () => {});
      if (!reads) {
        response.pause();
        return resolve();
      }
      response.on('data', (data: Buffer) => {
        if (!data.includes(MARKER)) return;
        received(subscription, data);
        resolve();
      });
    });
    asking.end(JSON.stringify(operation));
  });
}

function newSubscription(): Subscription {
  const subscription = { seen: -1, lastAt: 0, deliveries: 0 };
  subscriptions.push(subscription);
  return subscription;
}

function received(subscription: Subscription, data: Buffer): void {
  const at = data.indexOf(MARKER);
  const marker = at < 0 ? 0 : Number.parseInt(data.toString('latin1', at + MARKER.length, at + 30), 10);
  const now = nowMs();
  if (subscription.lastAt > 0) gaps.push(now - subscription.lastAt);
  subscription.lastAt = now;
  subscription.deliveries += 1;
  const isNews = subscription.seen < wanted && marker >= wanted;
  subscription.seen = Math.max(subscription.seen, marker);
  if (isNews && ++having === subscriptions.length) answer({ kind: 'all', marker: wanted, atMs: now });
}

function summary() {
  const sorted = gaps.sort((a, b) => a - b);
  return {
    deliveries: sorted.length,
    shortestMs: sorted[0] ?? Number.NaN,
    medianMs: sorted[sorted.length >> 1] ?? Number.NaN,
    mostDeliveries: Math.max(...subscriptions.map(({ deliveries }) => deliveries)),
  };
}
