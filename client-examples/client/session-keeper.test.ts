import { describe, expect, it } from 'vitest';
import { RefreshDocument } from '../generated/graphql.ts';
import type { SendRequest } from './send-request.ts';
import { sessionKeeper } from './session-keeper.ts';
import { ProblemError } from './unwrap.ts';

/** An API whose tokens live ten minutes, on a clock that the test moves. */
function fakeApi(contrasena = 'correcta') {
  const clock = { now: Date.parse('2026-11-24T10:00:00.000Z') };
  const asked: string[] = [];
  let issued = 0;
  const session = () => {
    issued += 1;
    const expiresAt = new Date(clock.now + 600_000).toISOString();
    return { __typename: 'Session', token: `t${issued}`, refreshToken: `r${issued}`, expiresAt };
  };
  const send = (async (document: object, variables: Record<string, string>) => {
    const isRefresh = document === RefreshDocument;
    asked.push(isRefresh ? `refresh ${variables.refreshToken}` : 'login');
    if (isRefresh) return { refreshSession: session() };
    if (variables.contrasena === contrasena) return { login: session() };
    return { login: { __typename: 'CredentialsProblem', code: 'BAD_CREDENTIALS', message: 'no' } };
  }) as unknown as SendRequest;
  return { clock, asked, keeper: sessionKeeper(send, () => clock.now) };
}

describe('a session', () => {
  it('has no token before the log-in', async () => {
    expect(await fakeApi().keeper.token()).toBeUndefined();
  });

  it('hands out the same token while it is good', async () => {
    const { keeper, clock, asked } = fakeApi();
    await keeper.login('ana', 'correcta');
    clock.now += 500_000;
    expect(await keeper.token()).toBe('t1');
    expect(asked).toEqual(['login']);
  });

  it('refreshes once, however many ask at the same time, before the token runs out', async () => {
    const { keeper, clock, asked } = fakeApi();
    await keeper.login('ana', 'correcta');
    clock.now += 590_000;
    expect(await Promise.all([keeper.token(), keeper.token(), keeper.token()])).toEqual(['t2', 't2', 't2']);
    expect(asked).toEqual(['login', 'refresh r1']);
  });

  it('refreshes with the newest refresh token, for each works once', async () => {
    const { keeper, asked } = fakeApi();
    await keeper.login('ana', 'correcta');
    keeper.expire();
    await keeper.token();
    keeper.expire();
    expect(await keeper.token()).toBe('t3');
    expect(asked).toEqual(['login', 'refresh r1', 'refresh r2']);
  });

  it('throws the problem of a log-in that is refused', async () => {
    await expect(fakeApi().keeper.login('ana', 'otra')).rejects.toMatchObject(
      new ProblemError('CredentialsProblem', 'BAD_CREDENTIALS', 'no'),
    );
  });
});
