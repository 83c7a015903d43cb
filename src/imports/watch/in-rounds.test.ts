import { expect, it } from 'vitest';
import { inRounds } from './in-rounds.ts';

it('does it once for all who come while it is being done, and not with what was begun before', async () => {
  const ask = inRounds<number>();
  const begun: (() => void)[] = [];
  const work = () => new Promise<number>((resolve) => begun.push(() => resolve(begun.length)));
  const first = ask('a', work);
  await new Promise(setImmediate);
  const others = [ask('a', work), ask('a', work), ask('a', work)];
  const elsewhere = ask('b', work);
  await new Promise(setImmediate);
  expect(begun).toHaveLength(2);
  begun[0]?.();
  begun[1]?.();
  await Promise.all([first, elsewhere]);
  await new Promise(setImmediate);
  expect(begun).toHaveLength(3);
  begun[2]?.();
  expect(await Promise.all(others)).toEqual([3, 3, 3]);
});

it('is as good as new after a failure, also for those who waited', async () => {
  const ask = inRounds<string>();
  const failed = ask('a', () => Promise.reject(new Error('away')));
  await expect(failed).rejects.toThrow('away');
  expect(await ask('a', async () => 'here')).toBe('here');
});
