import { GraphQLError, type ValueNode, valueFromASTUntyped } from 'graphql';
import { Upload } from 'graphql-upload-minimal';
import { formatQuantity, parseDecimal } from '../domain/decimal.ts';
import { isPeriodo } from '../domain/periodo.ts';
import type { Builder } from './builder.ts';
import { type UploadedFile, uploadedFile } from './uploaded-file.ts';

const DATE = /^\d{4}-\d\d-\d\d$/;
const LOCAL_DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;
const DATE_TIME = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/;
const INTEGER = /^-?\d{1,19}$/;
const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

export function addScalars(builder: Builder): void {
  addTimes(builder);
  addNumbers(builder);
  builder.scalarType('Upload', {
    description:
      'A file of a GraphQL multipart request (https://github.com/jaydenseric/graphql-multipart-request-spec): null in the ' +
      'operation, its bytes in a part of its own. The request needs the header x-graphql-yoga-csrf or apollo-require-preflight.',
    parseValue: (value) => uploadOf(value),
    parseLiteral: () => refuse('Upload', 'a literal', 'a variable that the multipart request fills'),
    serialize: () => refuse('Upload', 'an output', 'an input'),
  });
  builder.scalarType('URL', {
    description: 'An absolute URL, as a string.',
    serialize: (url) => url,
    parseValue: (value) =>
      typeof value === 'string' && URL.canParse(value) ? value : refuse('URL', value, 'an absolute URL'),
  });
  builder.scalarType('JSON', {
    description: 'Any JSON value.',
    serialize: (value) => value,
    parseValue: (value) => value,
    parseLiteral: (node, variables) => valueFromASTUntyped(node as ValueNode, variables),
  });
}

function addTimes(builder: Builder): void {
  builder.scalarType('DateTime', {
    description:
      'A moment, RFC 3339 in UTC, always with milliseconds and Z: 2026-09-30T17:04:05.000Z. Input may have any offset.',
    serialize: (moment) => moment.toISOString(),
    parseValue: (value) =>
      typeof value === 'string' && DATE_TIME.test(value) && isDay(value.slice(0, 10))
        ? momentOf(value)
        : refuse('DateTime', value, 'RFC 3339 such as 2026-09-30T17:04:05Z'),
  });
  builder.scalarType('LocalDateTime', {
    description: "YYYY-MM-DDTHH:MM:SS without a zone: what the sheet says, the operador's local time.",
    serialize: (local) => local.toISOString().slice(0, 19),
    parseValue: (value) =>
      typeof value === 'string' && LOCAL_DATE_TIME.test(value) && isDay(value.slice(0, 10))
        ? value
        : refuse('LocalDateTime', value, 'YYYY-MM-DDTHH:MM:SS without a zone'),
  });
  builder.scalarType('Date', {
    description: 'A day, YYYY-MM-DD, without a zone.',
    serialize: (day) => (typeof day === 'string' ? day : day.toISOString().slice(0, 10)),
    parseValue: (value) =>
      typeof value === 'string' && DATE.test(value) && isDay(value)
        ? value
        : refuse('Date', value, 'a day written YYYY-MM-DD'),
  });
  builder.scalarType('Periodo', {
    description: 'YYYY-MM, the month that the "Detalle de Consumo" belongs to.',
    serialize: (periodo) => periodo,
    parseValue: (value) =>
      typeof value === 'string' && isPeriodo(value)
        ? value
        : refuse('Periodo', value, 'a month written YYYY-MM, for example 2026-09'),
  });
}

function addNumbers(builder: Builder): void {
  builder.scalarType('Decimal', {
    description:
      "An exact decimal number as a JSON string: plain notation, no exponent, no '+', never -0. Amounts of money have at least " +
      'two decimals and more only while they are not zero (8028.8434); quantities have no trailing zeros. Input in any scale.',
    serialize: (decimal) => decimal,
    parseValue: (value) => {
      const decimal = typeof value === 'string' && value.length <= 100 ? parseDecimal(value) : undefined;
      return decimal
        ? formatQuantity(decimal)
        : refuse('Decimal', value, 'a string in plain notation such as "-1386790.03"');
    },
  });
  builder.scalarType('BigInt', {
    description: 'A whole number of up to 64 bits as a JSON string: bytes, sequences.',
    serialize: (integer) => integer.toString(),
    parseValue: (value) => bigIntOf(value),
    parseLiteral: (node) =>
      node.kind === 'StringValue' || node.kind === 'IntValue'
        ? bigIntOf(node.value)
        : refuse('BigInt', node.kind, 'a whole number as a string'),
  });
}

function uploadOf(value: unknown): Promise<UploadedFile> {
  return value instanceof Upload
    ? uploadedFile(value)
    : refuse('Upload', value, 'a file of a multipart request');
}

function momentOf(text: string): Date {
  const moment = new Date(text.replace(' ', 'T').toUpperCase());
  return Number.isNaN(moment.getTime()) ? refuse('DateTime', text, 'a time of day up to 23:59:59') : moment;
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function bigIntOf(value: unknown): bigint {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  const integer = typeof text === 'string' && INTEGER.test(text) ? BigInt(text) : undefined;
  return integer === undefined || integer < INT64.min || integer > INT64.max
    ? refuse('BigInt', value, 'a whole number of up to 64 bits as a string')
    : integer;
}

/** Becomes a top-level error that says what was given and what is expected. */
function refuse(scalar: string, value: unknown, expected: string): never {
  const shown = (JSON.stringify(value) ?? String(value)).slice(0, 80);
  throw new GraphQLError(`${scalar}: ${shown} does not do; expected ${expected}`, {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
