import { describe, expect, it } from 'vitest';
import { authorisationScope } from './authorisation-scope.ts';
import type { Session } from './session.ts';

const ONE: Session = {
  empresaId: 1,
  usuarioId: 10,
  role: 'ADMIN',
  family: 'a',
  expiresAt: new Date(0),
};

describe('an authorisation scope', () => {
  it('is the same for log-ins and usuarios of the same role', () => {
    const other = { ...ONE, usuarioId: 11, family: 'b', expiresAt: new Date(1) };
    expect(authorisationScope(other).key).toBe(authorisationScope(ONE).key);
  });

  it.each<[string, Partial<Session>]>([
    ['empresa', { empresaId: 2 }],
    ['role', { role: 'READER' }],
    ['kind of credential', { credential: 'PROVIDER' }],
    ['scope', { credential: 'API_TOKEN', scopes: ['IMPORTS'] }],
  ])('is another for another %s', (_what, difference) => {
    expect(authorisationScope({ ...ONE, ...difference }).key).not.toBe(authorisationScope(ONE).key);
  });

  it('is that of one ANALYST alone, whose imports are their own', () => {
    const [ana, beto] = [10, 11].map((usuarioId) =>
      authorisationScope({ ...ONE, role: 'ANALYST', usuarioId }),
    );
    expect(ana?.key).not.toBe(beto?.key);
    expect(ana?.session.usuarioId).toBe(10);
  });

  it('does not say who it is', () => {
    const { session } = authorisationScope(ONE);
    for (const name of ['usuarioId', 'family', 'expiresAt'] as const)
      expect(() => session[name]).toThrow(`depend on the ${name} of one of them`);
  });
});
