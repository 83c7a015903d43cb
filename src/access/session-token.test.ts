import { describe, expect, it } from 'vitest';
import { newSessionToken, sessionTokenHash } from './session-token.ts';

describe('a session token', () => {
  it('is 32 random bytes after a prefix that says what it is', () => {
    const access = newSessionToken('access').token;
    const refresh = newSessionToken('refresh').token;
    expect(access).toMatch(/^imp_a_[A-Za-z0-9_-]{43}$/);
    expect(refresh).toMatch(/^imp_r_[A-Za-z0-9_-]{43}$/);
    expect(newSessionToken('access').token).not.toBe(access);
  });

  it('is found again by its hash, which does not contain it', () => {
    const { token, hash } = newSessionToken('access');
    expect(sessionTokenHash('access', token)).toEqual(hash);
    expect(hash).toHaveLength(32);
  });

  it('of one kind does not pass for the other', () => {
    expect(sessionTokenHash('refresh', newSessionToken('access').token)).toBeUndefined();
    expect(sessionTokenHash('access', newSessionToken('refresh').token)).toBeUndefined();
  });

  it.each([
    '',
    'imp_a_',
    'imp_a_short',
    `imp_a_${'x'.repeat(44)}`,
    `imp_a_${'ñ'.repeat(43)}`,
    `${'x'.repeat(49)}`,
  ])('is not %j', (text) => {
    expect(sessionTokenHash('access', text)).toBeUndefined();
  });
});
