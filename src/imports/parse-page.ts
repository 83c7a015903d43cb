import { RequestError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';

/** The arguments of a connection. */
export interface Page {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

export interface ParsedPage {
  readonly limit: number;
  /** The last rows, rather than the first. */
  readonly backwards: boolean;
  readonly after: string | undefined;
  readonly before: string | undefined;
}

const DEFAULT_ROWS = 50;
const MAX_ROWS = 200;

/** Throws BAD_USER_INPUT for more than 200 rows, fewer than none, and first together with last. */
export function parsePage({ first, after, last, before }: Page): ParsedPage {
  if (isGiven(first) && isGiven(last)) {
    throw badPage(
      'last',
      `first (${first}) y last (${last}) no van juntos; deje uno de los dos`,
      `first (${first}) and last (${last}) do not go together; leave one of them out`,
    );
  }
  const argument = isGiven(last) ? 'last' : 'first';
  const limit = last ?? first ?? DEFAULT_ROWS;
  if (!Number.isSafeInteger(limit) || limit < 0 || limit > MAX_ROWS) {
    throw badPage(
      argument,
      `${argument}: ${limit} no está entre 0 y ${MAX_ROWS}; pida menos filas y siga con el cursor`,
      `${argument}: ${limit} is not between 0 and ${MAX_ROWS}; ask for fewer rows and go on with the cursor`,
    );
  }
  return { limit, backwards: isGiven(last), after: after ?? undefined, before: before ?? undefined };
}

function isGiven(value: number | null | undefined): value is number {
  return value !== null && value !== undefined;
}

function badPage(argument: string, es: string, en: string): RequestError {
  return new RequestError('BAD_USER_INPUT', message(es, en), [argument]);
}
