import { describe, expect, it } from 'vitest';
import { type LiveChange, liveQueue } from './live-queue.ts';

const progress = (id: string, sequence: string): LiveChange => ({
  sequence,
  kind: 'PROGRESS',
  import: { id },
});
const logged = (id: string, sequence: string): LiveChange => ({ sequence, kind: 'FINISHED', import: { id } });

function withResolvers<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Resolves once `count` answers were handed on. */
function collecting(count: number) {
  const got: string[] = [];
  const done = withResolvers<string[]>();
  const take = (name: string) => () => {
    got.push(name);
    if (got.length === count) done.resolve(got);
  };
  return { take, got, done: done.promise };
}

describe('live changes', () => {
  it('are handed on in their order, of several PROGRESS of one import only the last', async () => {
    const queue = liveQueue(1);
    const { take, done } = collecting(3);
    queue.add('s', progress('a', '1'), take('a1'));
    queue.add('s', progress('b', '1'), take('b1'));
    queue.add('s', progress('a', '1'), take('a2'));
    queue.add('s', logged('a', '2'), take('a finished'));
    expect(await done).toEqual(['b1', 'a2', 'a finished']);
  });

  it('wait while something older is being read', async () => {
    const queue = liveQueue(1);
    const { take, got, done } = collecting(1);
    const reading = withResolvers<string>();
    const held = queue.holdWhile(reading.promise);
    queue.add('s', logged('a', '1'), take('a'));
    reading.resolve('page');
    expect(await held).toBe('page');
    expect(got).toEqual([]);
    expect(await done).toEqual(['a']);
  });

  it('go on where the reading fails', async () => {
    const queue = liveQueue(1);
    const { take, done } = collecting(1);
    const held = queue.holdWhile(Promise.reject(new Error('gone')));
    queue.add('s', logged('a', '1'), take('a'));
    await expect(held).rejects.toThrow('gone');
    expect(await done).toEqual(['a']);
  });
});
