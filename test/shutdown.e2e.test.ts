import { describe, expect, it } from 'vitest';
import { openRawSocket } from './raw-socket.ts';
import { startApp } from './start-app.ts';

const WATCH = 'subscription { importsChanged { kind } }';

describe('a server that goes away', () => {
  it('says goodbye to sockets, ends streams of events, and is gone', async () => {
    const other = await startApp();
    const who = await other.login();
    const socket = openRawSocket({ url: other.graphqlUrl });
    await socket.opened;
    socket.send({ type: 'connection_init', payload: { token: who.token } });
    expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
    socket.send({ type: 'subscribe', id: '1', payload: { query: WATCH } });
    expect(await socket.next()).toMatchObject({ type: 'next' });
    const stream = await fetch(other.graphqlUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${who.token}`,
      },
      body: JSON.stringify({ query: WATCH }),
    });
    await who.close();
    const started = performance.now();
    await other[Symbol.asyncDispose]();
    expect(performance.now() - started).toBeLessThan(12_000);
    expect(await socket.closed).toBe(1001);
    expect(await stream.text()).toContain('event: complete');
    await expect(fetch(`${other.url}/livez`)).rejects.toThrow();
  });
});
