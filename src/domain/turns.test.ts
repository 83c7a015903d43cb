import { describe, expect, it } from 'vitest';
import { CapacityError } from './errors.ts';
import { turns, turnsByKey } from './turns.ts';

/** A job that ends when told to. */
function job(name: string, log: string[]) {
  const { promise, resolve } = withResolvers();
  const run = async () => {
    log.push(`${name} runs`);
    await promise;
    log.push(`${name} ends`);
  };
  return { run, end: resolve };
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe('turns', () => {
  it('run in the order in which they came, so many at once', async () => {
    const log: string[] = [];
    const inTurn = turns(2, 5);
    const [a, b, c] = [job('a', log), job('b', log), job('c', log)];
    const all = [a, b, c].map(({ run }) => inTurn(run));
    expect(log).toEqual(['a runs', 'b runs']);
    b.end();
    await all[1];
    await Promise.resolve();
    expect(log).toEqual(['a runs', 'b runs', 'b ends', 'c runs']);
    a.end();
    c.end();
    await Promise.all(all);
  });

  it('end with their signal while they wait, and the next one moves up', async () => {
    const inTurn = turns(1, 2);
    const { promise, resolve } = withResolvers();
    const first = inTurn(() => promise);
    const leaving = new AbortController();
    const left = inTurn(async () => 'left', { signal: leaving.signal });
    const next = inTurn(async () => 'next');
    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    const refused = () => new Error('too many');
    const last = inTurn(async () => 'last');
    await expect(inTurn(async () => 'none', { refused })).rejects.toThrow('too many');
    resolve();
    await first;
    expect(await Promise.all([next, last])).toEqual(['next', 'last']);
  });

  it('by key let one of each key run, and refuse where too many wait for one key', async () => {
    const log: string[] = [];
    const inTurnOf = turnsByKey(1);
    const [ana1, ana2, luis] = [job('ana 1', log), job('ana 2', log), job('luis', log)];
    const all = [inTurnOf('ana', ana1.run), inTurnOf('ana', ana2.run), inTurnOf('luis', luis.run)];
    await expect(inTurnOf('ana', async () => {})).rejects.toBeInstanceOf(CapacityError);
    expect(log).toEqual(['ana 1 runs', 'luis runs']);
    for (const { end } of [ana1, ana2, luis]) end();
    await Promise.all(all);
    expect(log.filter((line) => line.startsWith('ana'))).toEqual([
      'ana 1 runs',
      'ana 1 ends',
      'ana 2 runs',
      'ana 2 ends',
    ]);
    await expect(inTurnOf('ana', async () => 'again')).resolves.toBe('again');
  });
});
