import { RequestError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import { type Page as PageArguments, parsePage } from '../imports/parse-page.ts';
import { MAX_INT } from './global-id.ts';

export type { PageArguments };

/** A part of a list in its order. */
export interface Page<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Counted only when somebody asks. */
  total(): Promise<number>;
}

/** One of the lists that only go forward: `next` loads up to `limit` rows above the cursor's number, in order. */
export async function forwardPage<T>(
  { first, after }: Pick<PageArguments, 'first' | 'after'>,
  list: {
    next(above: bigint, limit: number): Promise<T[]>;
    position(row: T): bigint | number;
    total(): Promise<number>;
  },
): Promise<Page<T>> {
  const { limit: size } = parsePage({ first });
  const above = after == null ? 0n : positionOf(after);
  const rows = size === 0 ? [] : await list.next(above, size + 1);
  return {
    edges: rows.slice(0, size).map((node) => ({ cursor: cursorOf(list.position(node)), node })),
    hasNextPage: rows.length > size,
    hasPreviousPage: after != null,
    total: list.total,
  };
}

/** A position for a column of 32 bits: beyond the greatest stands nothing. */
export function clampInt(position: bigint): number {
  return Number(position > MAX_INT ? MAX_INT : position);
}

const CURSOR = /^n:(\d{1,18})$/;

function cursorOf(position: bigint | number): string {
  return Buffer.from(`n:${position}`).toString('base64');
}

function positionOf(cursor: string): bigint {
  const match = CURSOR.exec(Buffer.from(cursor.slice(0, 100), 'base64').toString('latin1'));
  if (match?.[1] !== undefined) return BigInt(match[1]);
  throw new RequestError(
    'BAD_USER_INPUT',
    message(
      `after: "${cursor.slice(0, 40)}" no es un cursor de esta lista; use el endCursor de una página anterior`,
      `after: "${cursor.slice(0, 40)}" is not a cursor of this list; use the endCursor of an earlier page`,
    ),
    ['after'],
  );
}
