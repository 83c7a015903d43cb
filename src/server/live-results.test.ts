import type { ExecutionResult } from 'graphql';
import { describe, expect, it } from 'vitest';
import { LiveResults } from './live-results.ts';

const show = (result: { readonly errors?: readonly unknown[] }) => result as ExecutionResult;
const ONE = { result: { data: { n: 1 } }, json: Buffer.from('{"data":{"n":1}}') };

function opened() {
  const told = { closed: 0, left: 0 };
  const results = new LiveResults(show, () => {
    told.closed += 1;
  });
  results.onLeave(() => {
    told.left += 1;
  });
  return { results, told };
}

describe('the answers of a subscription', () => {
  it('end from outside while the next one is awaited, with a last word', async () => {
    const { results, told } = opened();
    const first = results.next();
    results.give(ONE);
    expect(await first).toEqual({ done: false, value: { data: { n: 1 } } });
    const pending = results.next();
    results.end({ errors: ['expired'] });
    expect(await pending).toEqual({ done: false, value: { errors: ['expired'] } });
    expect((await results.next()).done).toBe(true);
    expect(told).toEqual({ closed: 1, left: 1 });
  });

  it('end without a word where none is given', async () => {
    const { results } = opened();
    const pending = results.next();
    results.end();
    expect((await pending).done).toBe(true);
  });

  it('turn a source that breaks into a last result', async () => {
    const { results } = opened();
    const bug = new Error('broken');
    results.over(bug);
    const seen: unknown[] = [];
    for await (const result of results) seen.push(result);
    expect(seen).toEqual([{ errors: [bug] }]);
  });

  it('returned by their reader let go of the source, once', async () => {
    const { results, told } = opened();
    const pending = results.next();
    await results.return();
    await results.return();
    expect((await pending).done).toBe(true);
    expect(told).toEqual({ closed: 1, left: 1 });
  });

  it('let go of a source that is only found after they have ended', () => {
    const results = new LiveResults(show, () => {});
    results.end();
    let left = 0;
    results.onLeave(() => {
      left += 1;
    });
    expect(left).toBe(1);
  });

  it('are asked for one by one until they are sent as JSON, and then only for their end', async () => {
    const { results } = opened();
    expect(results.isFree()).toBe(false);
    const sent: Buffer[] = [];
    let woken = 0;
    results.whenFree(() => {
      woken += 1;
    });
    results.sendTo({ isFree: () => true, whenFree: () => {}, give: (json) => sent.push(json) });
    expect([results.isFree(), woken]).toEqual([true, 1]);
    const pending = results.next();
    results.give(ONE);
    expect(sent).toEqual([ONE.json]);
    results.over();
    expect((await pending).done).toBe(true);
  });
});
