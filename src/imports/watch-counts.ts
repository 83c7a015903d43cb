import { isDeepStrictEqual } from 'node:util';
import { requirePermission, type Session } from '../domain/session.ts';
import { countImports, type ImportCounts } from './count-imports.ts';
import type { ImportFilter } from './import-filter.ts';
import type { ImportParts } from './parts.ts';
import { ChangeMailbox } from './watch/change-mailbox.ts';
import type { LiveSource, News, WatchSource } from './watch/watch.ts';
import { checkInterval } from './watch/watch-interval.ts';
import { Watched } from './watch/watched.ts';

export interface WatchCountsInput {
  readonly filter?: ImportFilter | null | undefined;
  readonly intervalMs: number;
}

interface Watch extends WatchCountsInput {
  readonly parts: Pick<ImportParts, 'database' | 'changes'>;
  readonly session: Session;
}

/** There is one state only, of all imports together. */
const ALL = 0;

/**
 * The counts at once, then whenever they differ: counted again after a logged change, at most every intervalMs. Ends only
 * when the subscriber ends it.
 */
export function watchCounts(
  parts: Pick<ImportParts, 'database' | 'changes'>,
  session: Session,
  { filter, intervalMs }: WatchCountsInput,
): Watched<ImportCounts> {
  requirePermission(session, 'READ');
  checkInterval(intervalMs);
  const watch = { parts, session, filter, intervalMs };
  return new Watched(sourceOf(watch), { first: [], sequence: 0n, givesStates: true });
}

function sourceOf(watch: Watch): WatchSource<ImportCounts> {
  return {
    intervalMs: watch.intervalMs,
    open: () => openLive(watch),
    logged: async () => ({ news: [], isLast: true }),
    running: async () => [ALL],
    states: async () => [await count(watch, performance.now())],
    isSame: isDeepStrictEqual,
  };
}

function openLive(watch: Watch): LiveSource<ImportCounts> {
  const mailbox = new ChangeMailbox(watch.parts.changes, watch.session.empresaId);
  return {
    position: async () => ({ sequence: 0n, isOver: false }),
    news: () => live(watch, mailbox),
    close: () => mailbox.close(),
  };
}

async function* live(watch: Watch, mailbox: ChangeMailbox): AsyncGenerator<News<ImportCounts>, void, void> {
  let notBefore = performance.now() + watch.intervalMs;
  for (;;) {
    if ((await mailbox.next(Number.POSITIVE_INFINITY)) === 'ENDED') return;
    await mailbox.pauseUntil(notBefore);
    mailbox.takeLogged();
    const now = performance.now();
    notBefore = now + watch.intervalMs;
    yield await count(watch, now);
  }
}

async function count({ parts, session, filter }: Watch, noticedAt: number): Promise<News<ImportCounts>> {
  const value = await countImports(parts, session, filter);
  return { value, logged: undefined, about: ALL, key: JSON.stringify(value), noticedAt };
}
