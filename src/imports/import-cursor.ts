import { RequestError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import type { Sorting, SortType } from './import-order.ts';

/** A key of the sorting as the database gives and takes it: numbers, and text for the rest. */
export type SortValue = number | string;

const MAX_CHARACTERS = 500;
const MAX_INT = 2 ** 31 - 1;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Opaque to clients; holds the sort values, so that a page goes on at its place even where the row has moved or gone. */
export function encodeCursor({ name }: Sorting, values: readonly SortValue[]): string {
  return Buffer.from(JSON.stringify([name, ...values])).toString('base64url');
}

/** Throws BAD_USER_INPUT for what is not a cursor of a list in this order. */
export function decodeCursor(
  sorting: Sorting,
  cursor: string,
  argument: 'after' | 'before',
): readonly SortValue[] {
  const [name, ...values] = parse(cursor);
  const fits =
    name === sorting.name &&
    values.length === sorting.keys.length &&
    sorting.keys.every(({ type }, i) => isOfType(values[i], type));
  if (!fits) throw badCursor(sorting, cursor, argument);
  return values as SortValue[];
}

function parse(cursor: string): unknown[] {
  if (cursor.length > MAX_CHARACTERS || !/^[\w-]+$/.test(cursor)) return [];
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

function isOfType(value: unknown, type: SortType): boolean {
  switch (type) {
    case 'int':
      return Number.isSafeInteger(value) && Math.abs(Number(value)) <= MAX_INT;
    case 'timestamptz':
      return typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value));
    case 'text':
      return typeof value === 'string' && !value.includes('\0');
    default:
      return type satisfies never;
  }
}

function badCursor({ name }: Sorting, cursor: string, argument: string): RequestError {
  const shown = cursor.slice(0, 40);
  return new RequestError(
    'BAD_USER_INPUT',
    message(
      `${argument}: "${shown}" no es un cursor de esta lista (orden ${name}); use el que vino en edges o pageInfo, con el mismo orden y estado`,
      `${argument}: "${shown}" is not a cursor of this list (order ${name}); use one from edges or pageInfo, with the same order and estado`,
    ),
    [argument],
  );
}
