import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { loggableBug } from './loggable-bug.ts';

const SECRET = '5512345678';
const database = useDatabase();
const written = (error: unknown) => JSON.stringify(loggableBug(error));
const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error) => error,
  );

describe('what is logged of a bug', () => {
  it('is all of it where the database has no part in it', () => {
    const bug = new TypeError('x is not a function', { cause: new Error('deeper') });
    expect(loggableBug(bug)).toBe(bug);
  });

  it('is the kind and the place of what Prisma refuses, without the arguments', async () => {
    const where = { id: SECRET as unknown as number };
    const refused = await failureOf(database().prisma.import.findFirst({ where }));
    expect(String(refused)).toContain(SECRET);
    expect(written(refused)).not.toContain(SECRET);
    expect(loggableBug(refused)).toMatchObject({
      type: 'PrismaClientValidationError',
      stack: expect.stringContaining('loggable-bug.test.ts'),
    });
  });

  it('is the code and the place of what PostgreSQL refuses, without its words', async () => {
    const refused = await failureOf(database().pool.query('SELECT $1::text::date', [SECRET]));
    expect(refused).toBeInstanceOf(pg.DatabaseError);
    expect(String(refused)).toContain(SECRET);
    for (const error of [refused, new Error('wrapped', { cause: refused })]) {
      expect(written(error)).not.toContain(SECRET);
    }
    expect(loggableBug(refused)).toMatchObject({ code: '22008', stack: expect.stringContaining('at ') });
  });

  it('is only the kind of what is no error', () => {
    expect(loggableBug(SECRET)).toEqual({ type: 'string' });
  });
});
