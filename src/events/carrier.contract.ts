import { describe, expect, it } from 'vitest';
import { startSilentProxy } from '../../test/silent-proxy.ts';
import type { Carrier, OpenCarrier } from './carrier.ts';

export interface CarrierUnderTest {
  /** Where its server listens. */
  server(): { readonly host: string; readonly port: number };
  /** As open() would reach it at another address. */
  at(port: number): OpenCarrier;
}

/** What every carrier must do, beside what changes.contract.ts says of all of them together. */
export function describeCarrier(name: string, { server, at }: CarrierUnderTest): void {
  describe(name, () => {
    it('brings texts to every process, in their order, to the one that sent them too', async () => {
      await using one = await listen(at(server().port));
      await using other = await listen(at(server().port));
      await one.carrier.send(['1', '2']);
      await one.carrier.send([]);
      await one.carrier.send(['3']);
      for (const { received } of [one, other])
        await expect.poll(() => received, { timeout: 5_000 }).toEqual(['1', '2', '3']);
      expect(one.connections()).toBe(1);
    });

    it('finds out within 15 seconds that its link is dead though it looks open, and listens again', {
      timeout: 30_000,
    }, async () => {
      await using proxy = await startSilentProxy(server());
      await using here = await listen(at(proxy.port));
      await using there = await listen(at(server().port));
      expect(here.connections()).toBe(1);
      proxy.silence();
      const cut = performance.now();
      await there.carrier.send(['lost']);
      await expect.poll(here.connections, { timeout: 20_000 }).toBe(2);
      expect(performance.now() - cut).toBeLessThan(15_000);
      await there.carrier.send(['one', 'two']);
      await expect.poll(() => here.received.length).toBe(2);
      expect(here.received).toEqual(['one', 'two']);
    });

    it('opens and closes though its server cannot be reached', async () => {
      await using nowhere = await listen(at(1));
      expect(nowhere.connections()).toBe(0);
    });
  });
}

interface Listening extends AsyncDisposable {
  readonly carrier: Carrier;
  readonly received: readonly string[];
  connections(): number;
}

async function listen(open: OpenCarrier): Promise<Listening> {
  let connections = 0;
  const received: string[] = [];
  const carrier = await open({
    receive: (text) => received.push(text),
    connected: () => connections++,
  });
  return {
    carrier,
    received,
    connections: () => connections,
    [Symbol.asyncDispose]: () => carrier[Symbol.asyncDispose](),
  };
}
