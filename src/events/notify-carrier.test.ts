import { pino } from 'pino';
import { expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { startSilentProxy } from '../../test/silent-proxy.ts';
import { notifyCarrier } from './notify-carrier.ts';

const log = pino({ level: 'silent' });
const database = useDatabase();

it('finds out within 15 seconds that its link is dead though it looks open, and listens again', {
  timeout: 30_000,
}, async () => {
  const url = new URL(database().url);
  await using proxy = await startSilentProxy({ host: url.hostname, port: Number(url.port) });
  url.port = String(proxy.port);
  let connections = 0;
  const received: string[] = [];
  const { pool } = database();
  await using carrier = await notifyCarrier(
    { url: url.href, pool },
    log,
  )({
    receive: (text) => received.push(text),
    connected: () => connections++,
  });
  expect(connections).toBe(1);
  proxy.silence();
  const cut = performance.now();
  await carrier.send(['lost']);
  await expect.poll(() => connections, { timeout: 20_000 }).toBe(2);
  expect(performance.now() - cut).toBeLessThan(15_000);
  await carrier.send(['one', 'two']);
  await expect.poll(() => received.length).toBe(2);
  expect(received).toEqual(['one', 'two']);
});

it('opens and closes though the database cannot be reached', async () => {
  const url = new URL(database().url);
  url.port = '1';
  let connections = 0;
  const { pool } = database();
  await using _ = await notifyCarrier(
    { url: url.href, pool },
    log,
  )({
    receive: () => {},
    connected: () => connections++,
  });
  expect(connections).toBe(0);
});
