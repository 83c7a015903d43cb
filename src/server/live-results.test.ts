import type { ExecutionResult } from 'graphql';
import { describe, expect, it } from 'vitest';
import { LiveResults } from './live-results.ts';

const show = (result: { readonly errors?: readonly unknown[] }) => result as ExecutionResult;

/** Gives 1, then waits until it is returned. */
function endless() {
  let letGo: () => void = () => {};
  let returned = 0;
  const wait = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let given = false;
  const source: AsyncIterableIterator<ExecutionResult> = {
    next: async () => {
      if (given) await wait;
      if (given) return { done: true, value: undefined };
      given = true;
      return { done: false, value: { data: { n: 1 } } };
    },
    return: async () => {
      returned += 1;
      letGo();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  return { source, returned: () => returned };
}

describe('the answers of a subscription', () => {
  it('end from outside while the next one is awaited, with a last word', async () => {
    const { source, returned } = endless();
    let closed = 0;
    const results = new LiveResults(source, show, () => {
      closed += 1;
    });
    expect(await results.next()).toEqual({ done: false, value: { data: { n: 1 } } });
    const pending = results.next();
    results.end({ errors: ['expired'] });
    expect(await pending).toEqual({ done: false, value: { errors: ['expired'] } });
    expect((await results.next()).done).toBe(true);
    expect([returned(), closed]).toEqual([1, 1]);
  });

  it('end without a word where none is given', async () => {
    const { source } = endless();
    const results = new LiveResults(source, show, () => {});
    await results.next();
    const pending = results.next();
    results.end();
    expect((await pending).done).toBe(true);
  });

  it('turn a source that breaks into a last result', async () => {
    const bug = new Error('broken');
    async function* breaking(): AsyncGenerator<ExecutionResult> {
      yield { data: { n: 1 } };
      throw bug;
    }
    const seen: unknown[] = [];
    for await (const result of new LiveResults(breaking(), show, () => {})) seen.push(result);
    expect(seen).toEqual([{ data: { n: 1 } }, { errors: [bug] }]);
  });

  it('returned by their reader let go of the source, once', async () => {
    const { source, returned } = endless();
    let closed = 0;
    const results = new LiveResults(source, show, () => {
      closed += 1;
    });
    const pending = results.next().then(() => results.next());
    await results.return();
    await pending;
    expect([returned() > 0, closed]).toEqual([true, 1]);
  });
});
