import { describe, expect, it } from 'vitest';
import { ApiError, ApiTokenError } from '../client/api-error.ts';
import { sayError } from './say-error.ts';

describe('an error at a terminal', () => {
  it('names IMPORTADOR_TOKEN where its token does not do', () => {
    expect(sayError(new ApiTokenError('no'), 'es')).toMatch(
      /^UNAUTHENTICATED: no\n.*IMPORTADOR_TOKEN no vale/,
    );
    expect(sayError(new ApiTokenError('no'), 'en')).toMatch(
      /^UNAUTHENTICATED: no\n.*IMPORTADOR_TOKEN does not/,
    );
  });

  it('does not where a log-in has ended', () => {
    const ended = new ApiError('UNAUTHENTICATED', 'no');
    expect(sayError(ended, 'es')).toMatch(/^UNAUTHENTICATED: no\nLa sesión terminó: repita la orden/);
    expect(sayError(ended, 'en')).toMatch(
      /^UNAUTHENTICATED: no\nThe log-in has ended: run the command again/,
    );
  });
});
