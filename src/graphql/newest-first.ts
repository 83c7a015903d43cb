import { forwardPage, type Page, type PageArguments } from './page.ts';

/** Above every id: what a position counts down from. Eighteen digits, as many as a cursor holds. */
const TOP = 10n ** 18n - 1n;

/**
 * One of the lists that begin with the newest row, by ids that rise: `next` loads up to `limit` rows below the id,
 * newest first.
 */
export function newestFirst<T extends { readonly id: bigint | number }>(
  args: PageArguments,
  list: { next(below: bigint, limit: number): Promise<T[]>; total(): Promise<number> },
): Promise<Page<T>> {
  return forwardPage(args, {
    next: (above, limit) => list.next(TOP - above, limit),
    position: ({ id }) => TOP - BigInt(id),
    total: list.total,
  });
}
