import { isDeepStrictEqual } from 'node:util';
import { requirePermission, type Session } from '../domain/session.ts';
import { countImports, type ImportCounts } from './count-imports.ts';
import type { ImportFilter } from './import-filter.ts';
import type { ImportParts } from './parts.ts';
import { ChangeMailbox } from './watch/change-mailbox.ts';
import { endable } from './watch/endable.ts';
import { checkInterval } from './watch/watch-interval.ts';

export interface WatchCountsInput {
  readonly filter?: ImportFilter | null | undefined;
  readonly intervalMs: number;
}

type WatchParts = Pick<ImportParts, 'database' | 'changes'>;

/**
 * The counts at once, then whenever they differ: counted again after a logged change, at most every intervalMs. Listens
 * from this call on; ends only when the subscriber ends it.
 */
export function watchCounts(
  parts: WatchParts,
  session: Session,
  input: WatchCountsInput,
): AsyncIterableIterator<ImportCounts> {
  requirePermission(session, 'READ');
  checkInterval(input.intervalMs);
  const mailbox = new ChangeMailbox(parts.changes, session.empresaId);
  return endable(countsOf(parts, session, input, mailbox), () => mailbox.close());
}

async function* countsOf(
  parts: WatchParts,
  session: Session,
  { filter, intervalMs }: WatchCountsInput,
  mailbox: ChangeMailbox,
): AsyncGenerator<ImportCounts, void, void> {
  using _ = mailbox;
  let shown: ImportCounts | undefined;
  for (;;) {
    mailbox.takeLogged();
    const notBefore = performance.now() + intervalMs;
    const counts = await countImports(parts, session, filter);
    if (!isDeepStrictEqual(counts, shown)) yield counts;
    shown = counts;
    if ((await mailbox.next(Number.POSITIVE_INFINITY)) === 'ENDED') return;
    await mailbox.pauseUntil(notBefore);
  }
}
