import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { CapacityError, CredentialsError, NotFoundError, RequestError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import { answer, problemTypeOf, Refusal, translateError } from './errors.ts';

const text = message('hola', 'hello');
const logged = () => {
  const lines: unknown[] = [];
  return { lines, log: { error: (...line: unknown[]) => void lines.push(line) } };
};

describe('a verb that refuses', () => {
  it('is data where the union has a type for it', async () => {
    const refused = await answer(['NotFoundProblem'], () => Promise.reject(new NotFoundError(text)));
    expect(refused).toBeInstanceOf(Refusal);
    expect(problemTypeOf(refused)).toBe('NotFoundProblem');
  });
  it('is thrown on where it has none', async () => {
    const error = new CredentialsError(text);
    await expect(answer(['NotFoundProblem'], () => Promise.reject(error))).rejects.toBe(error);
  });
});

describe('a top-level error', () => {
  it('speaks the language of the request and has a code that does not', () => {
    const thrown = new GraphQLError('x', { originalError: new RequestError('FORBIDDEN', text, ['id']) });
    const { log, lines } = logged();
    for (const [language, words] of [
      ['es', 'hola'],
      ['en', 'hello'],
    ] as const) {
      const shown = translateError(thrown, language, log);
      expect(shown.message).toBe(words);
      expect(shown.extensions).toEqual({ code: 'FORBIDDEN', argument: ['id'] });
      expect(shown.originalError).toBeUndefined();
    }
    expect(lines).toEqual([]);
  });
  it('of missing room is a rate limit that says when to come back', () => {
    const shown = translateError(new CapacityError(text, 7, 'TOO_MANY_ATTEMPTS'), 'es', logged().log);
    expect(shown.extensions).toEqual({ code: 'RATE_LIMITED', retryAfterSeconds: 7 });
  });
  it('that is a bug is masked, and logged whole', () => {
    const bug = new Error('SELECT contrasena FROM usuarios');
    const { log, lines } = logged();
    const shown = translateError(new GraphQLError('x', { originalError: bug, path: ['me'] }), 'en', log);
    expect(shown.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR' });
    expect(JSON.stringify(shown.toJSON())).not.toContain('SELECT');
    expect(lines).toEqual([[{ err: bug, path: ['me'] }, expect.any(String)]]);
  });
  it("of GraphQL's own keeps its words; a wrong variable is BAD_USER_INPUT", () => {
    const shown = translateError(new GraphQLError('Variable "$id" …'), 'es', logged().log);
    expect(shown).toMatchObject({ message: 'Variable "$id" …', extensions: { code: 'BAD_USER_INPUT' } });
  });
});
