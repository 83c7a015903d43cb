import { describe, expect, it } from 'vitest';
import { rateLimiter } from './rate-limiter.ts';

function limiter(perSession: number, perAddress: number) {
  let time = 0;
  const { take } = rateLimiter({ perSession, perAddress }, () => time);
  const pass = (ms: number) => {
    time += ms;
  };
  return { take: (address: string, token?: string) => take({ address, token }), pass };
}

describe('a rate limit', () => {
  it('lets a minute’s worth through at once, then as many as flow in', () => {
    const { take, pass } = limiter(60, 0);
    for (let n = 0; n < 60; n += 1) expect(take('a', 'x')).toBeUndefined();
    expect(take('a', 'x')).toBe(1);
    pass(2_500);
    expect([take('a', 'x'), take('a', 'x'), take('a', 'x')]).toEqual([undefined, undefined, 1]);
    pass(3_600_000);
    for (let n = 0; n < 60; n += 1) expect(take('a', 'x')).toBeUndefined();
    expect(take('a', 'x')).toBe(1);
  });

  it('of one session does not touch another; that of an address holds for all that ask there', () => {
    const { take } = limiter(2, 3);
    expect([take('a', 'x'), take('a', 'x')]).toEqual([undefined, undefined]);
    expect(take('a', 'x')).toBe(30);
    expect(take('a', 'y')).toBeUndefined();
    expect(take('a', 'y')).toBe(20);
    expect(take('a')).toBe(20);
    expect(take('b', 'y')).toBeUndefined();
  });

  it('that refuses takes nothing from the other one', () => {
    const { take, pass } = limiter(1, 2);
    expect(take('a', 'x')).toBeUndefined();
    for (let n = 0; n < 10; n += 1) expect(take('a', 'x')).toBe(60);
    expect(take('a', 'y')).toBeUndefined();
    pass(60_000);
    expect(take('a', 'x')).toBeUndefined();
  });

  it('of 0 is none', () => {
    const { take } = limiter(0, 0);
    for (let n = 0; n < 1_000; n += 1) expect(take('a', 'x')).toBeUndefined();
  });

  it('forgets who has not asked for long, and never grows beyond measure', () => {
    const { take, pass } = limiter(0, 1);
    for (let n = 0; n < 120_000; n += 1) take(`address ${n}`);
    expect(take('address 119999')).toBe(60);
    pass(60_000);
    expect(take('address 119999')).toBeUndefined();
  });
});
