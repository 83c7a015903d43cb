import { expect, it } from 'vitest';
import { createBatches } from './batches.ts';

it('what is asked for in one turn is loaded at once, in order', async () => {
  const batches = createBatches();
  const asked: (readonly number[])[] = [];
  const double = async (keys: readonly number[]) => {
    asked.push(keys);
    return keys.map((key) => key * 2);
  };
  const values = await Promise.all([3, 1, 3].map((key) => batches.load('double', key, double)));
  expect(values).toEqual([6, 2, 6]);
  expect(asked).toEqual([[3, 1, 3]]);
});

it('nothing is kept: the next turn asks again', async () => {
  const batches = createBatches();
  let calls = 0;
  const load = async (keys: readonly string[]) => {
    calls += 1;
    return keys.map(() => calls);
  };
  expect(await batches.load('n', 'a', load)).toBe(1);
  expect(await batches.load('n', 'a', load)).toBe(2);
});

it('a failure reaches everybody who asked, and only them', async () => {
  const batches = createBatches();
  const fail = async () => Promise.reject(new Error('away'));
  const asked = [batches.load('x', 1, fail), batches.load('x', 2, fail)];
  const others = batches.load('y', 1, async (keys) => keys);
  for (const promise of asked) await expect(promise).rejects.toThrow('away');
  expect(await others).toBe(1);
});
