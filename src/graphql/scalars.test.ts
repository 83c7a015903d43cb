import { GraphQLError, type GraphQLScalarType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildSchema } from './schema.ts';

const schema = buildSchema();
const scalar = (name: string) => schema.getType(name) as GraphQLScalarType;
const refusal = (name: string, value: unknown) => {
  try {
    return scalar(name).parseValue(value);
  } catch (error) {
    return error;
  }
};

describe('DateTime', () => {
  it('takes any offset and gives UTC with milliseconds', () => {
    const moment = scalar('DateTime').parseValue('2026-09-30T12:04:05-05:00');
    expect(scalar('DateTime').serialize(moment)).toBe('2026-09-30T17:04:05.000Z');
  });
  it.each([
    '2026-09-30',
    '2026-09-30T12:04:05',
    '2026-02-30T12:00:00Z',
    '2026-09-30T25:00:00Z',
    5,
    null,
    'mañana',
  ])('refuses %j as BAD_USER_INPUT, showing it', (value) => {
    const error = refusal('DateTime', value);
    expect(error).toBeInstanceOf(GraphQLError);
    expect(error).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(String(error)).toContain(JSON.stringify(value));
  });
});

describe('local values', () => {
  it('are not shifted by any zone', () => {
    expect(scalar('LocalDateTime').serialize(new Date('2026-09-30T23:59:59Z'))).toBe('2026-09-30T23:59:59');
    expect(scalar('Date').serialize(new Date('2026-09-30T00:00:00Z'))).toBe('2026-09-30');
    expect(scalar('Date').serialize('2026-09-01')).toBe('2026-09-01');
  });
  it.each(['2026-02-30', '2026-9-1', '2026-09-01T00:00:00Z'])('refuse the day %s', (value) => {
    expect(refusal('Date', value)).toBeInstanceOf(GraphQLError);
  });
  it.each(['2026-13', '2026-00', '202609', '2026-9', 'abc', 202609])('refuse the periodo %s', (value) => {
    expect(refusal('Periodo', value)).toBeInstanceOf(GraphQLError);
  });
});

describe('numbers', () => {
  it('take a decimal in any scale, exactly', () => {
    expect(scalar('Decimal').parseValue('-1386790.0300')).toBe('-1386790.03');
    expect(scalar('Decimal').parseValue('-0.00')).toBe('0');
  });
  it.each(['1e3', '1,5', '', ' 1', 1.5, null])('refuse %j as a decimal', (value) => {
    expect(refusal('Decimal', value)).toBeInstanceOf(GraphQLError);
  });
  it('take whole numbers of 64 bits and no more', () => {
    expect(scalar('BigInt').parseValue('9223372036854775807')).toBe(9223372036854775807n);
    expect(scalar('BigInt').parseValue(12)).toBe(12n);
    expect(scalar('BigInt').serialize(9007199254740993n)).toBe('9007199254740993');
  });
  it.each(['9223372036854775808', '1.0', '0x10', 1.5, 2 ** 60, true])(
    'refuse %j as a whole number',
    (value) => {
      expect(refusal('BigInt', value)).toBeInstanceOf(GraphQLError);
    },
  );
});

it('an Upload is nothing that JSON can hold', () => {
  for (const value of ['x', {}, { promise: 1 }, null])
    expect(refusal('Upload', value)).toBeInstanceOf(GraphQLError);
});
