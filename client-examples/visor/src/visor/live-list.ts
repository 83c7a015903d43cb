import type { Comparison } from '../../../client/list-order.ts';
import type { ListEntry } from './list-entry.ts';

/** The rows that were loaded, from the front and in the list's order. */
export interface LiveList {
  readonly entries: readonly ListEntry[];
  /** The cursor of the next page; undefined where all is loaded. */
  readonly next: string | undefined;
}

export interface Page {
  readonly entries: readonly ListEntry[];
  readonly next: string | undefined;
}

/** A page behind what is there. A row that has moved into what is there since then stays once. */
export function withPage(list: LiveList, page: Page): LiveList {
  const known = new Set(list.entries.map(({ id }) => id));
  return {
    entries: [...list.entries, ...page.entries.filter(({ id }) => !known.has(id))],
    next: page.next,
  };
}

/** The list after a change; the same object where nothing of it moves. */
export function withChange(list: LiveList, order: Comparison, entry: ListEntry, matches: boolean): LiveList {
  const at = list.entries.findIndex(({ id }) => id === entry.id);
  const known = list.entries[at];
  if (!matches) return known ? { ...list, entries: list.entries.toSpliced(at, 1) } : list;
  if (known && order(known, entry) === 0) return list;
  const others = known ? list.entries.toSpliced(at, 1) : list.entries;
  const place = placeOf(others, order, entry);
  // Behind the last one that was loaded it belongs to a page that is still to come.
  if (place === others.length && list.next !== undefined) return known ? { ...list, entries: others } : list;
  return { ...list, entries: others.toSpliced(place, 0, entry) };
}

/** Where in the sorted rows it belongs. */
function placeOf(entries: readonly ListEntry[], order: Comparison, entry: ListEntry): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = entries[middle];
    if (at && order(at, entry) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
