import { expect, it } from 'vitest';
import type { ImportChanged } from './changes.ts';
import { createOutbox } from './outbox.ts';

const change = (importId: number, kind: ImportChanged['kind'], sequence: bigint): ImportChanged => ({
  empresaId: 1,
  importId,
  kind,
  sequence,
});

/** A carrier that answers when it is told to. */
function slowCarrier() {
  const sent: string[][] = [];
  let answer = () => {};
  return {
    sent,
    answer: () => answer(),
    send: (texts: readonly string[]) => {
      sent.push(texts.map((text) => text.slice(2)));
      return new Promise<void>((resolve) => {
        answer = resolve;
      });
    },
  };
}

it('sends in order, what waits in one batch, of progress the latest of each import', async () => {
  const carrier = slowCarrier();
  const outbox = createOutbox('s', carrier, () => {});
  outbox.add(change(7, 'LOGGED', 1n));
  await expect.poll(() => carrier.sent.length).toBe(1);
  for (const sequence of [1n, 2n, 3n]) outbox.add(change(7, 'PROGRESS', sequence));
  outbox.add(change(8, 'PROGRESS', 1n));
  outbox.add(change(8, 'LOGGED', 4n));
  outbox.add(change(7, 'LOGGED', 5n));
  carrier.answer();
  await expect.poll(() => carrier.sent.length).toBe(2);
  expect(carrier.sent).toEqual([['1 7 L 1'], ['1 7 P 3', '1 8 P 1', '1 8 L 4', '1 7 L 5']]);
});

it('drops what cannot be sent, says so, and goes on', async () => {
  const sent: string[] = [];
  const lost: unknown[] = [];
  const away = new Error('away');
  let failures = 1;
  const send = async (texts: readonly string[]) => {
    if (failures-- > 0) throw away;
    sent.push(...texts);
  };
  const outbox = createOutbox('s', { send }, (error) => lost.push(error));
  outbox.add(change(7, 'LOGGED', 1n));
  await outbox.emptied(1_000);
  outbox.add(change(7, 'LOGGED', 2n));
  await outbox.emptied(1_000);
  expect(lost).toEqual([away]);
  expect(sent).toEqual(['s 1 7 L 2']);
});

it('waits for a carrier that does not answer no longer than it is told to', async () => {
  const outbox = createOutbox('s', slowCarrier(), () => {});
  outbox.add(change(7, 'LOGGED', 1n));
  const before = performance.now();
  await outbox.emptied(50);
  expect(performance.now() - before).toBeLessThan(1_000);
});

it('keeps no more than ten thousand while its carrier does not answer: the latest', async () => {
  const carrier = slowCarrier();
  const outbox = createOutbox('s', carrier, () => {});
  for (let n = 0; n < 10_050; n++) outbox.add(change(n, 'LOGGED', BigInt(n)));
  await expect.poll(() => carrier.sent.length).toBe(1);
  expect(carrier.sent[0]?.[0]).toBe('1 50 L 50');
});
