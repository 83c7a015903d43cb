import type { Estado } from '../domain/codes.ts';
import { isSettled } from '../domain/import-state.ts';
import { requirePermission, type Session } from '../domain/session.ts';
import type { ImportChange } from './import-change.ts';
import { importNotFound, isImportId } from './import-now.ts';
import type { ImportParts } from './parts.ts';
import { ChangeMailbox } from './watch/change-mailbox.ts';
import { loggedChange, unloggedChange } from './watch/changes-of.ts';
import { isReplayable, readEvents } from './watch/event-log.ts';
import type { Batch, LiveSource, News, WatchSource } from './watch/watch.ts';
import { checkInterval } from './watch/watch-interval.ts';
import { Watched } from './watch/watched.ts';

export interface WatchImportInput {
  readonly importId: number;
  /** The last sequence that the subscriber has seen. */
  readonly after?: bigint | null | undefined;
  readonly intervalMs: number;
}

type WatchParts = Pick<ImportParts, 'database' | 'changes'>;

/**
 * One import, live; listening begins when the Watched is joined or iterated, and what was logged between this call and
 * then is read from the log. Without `after`, or where what came after it is no longer known, a SNAPSHOT first; else
 * every logged change above it, in order, then one PROGRESS if its counters have moved. Then every logged change, none
 * dropped, and PROGRESS with the latest counters at most every intervalMs. Ends once the import is settled. However slow
 * the reader, nothing piles up. Throws NotFoundError.
 */
export async function watchImport(
  parts: WatchParts,
  session: Session,
  input: WatchImportInput,
): Promise<Watched<ImportChange>> {
  requirePermission(session, 'READ');
  checkInterval(input.intervalMs);
  if (!isImportId(input.importId)) throw importNotFound();
  const watch = { parts, empresaId: session.empresaId, ...input };
  const now = await readProgress(watch);
  if (!now) throw importNotFound();
  const after = input.after ?? undefined;
  const replays = after !== undefined && (await isReplayable(parts.database, session.empresaId, after));
  const source = sourceOf(watch);
  if (replays) return new Watched(source, { first: [], sequence: after, givesStates: true });
  const first = [unloggedChange('SNAPSHOT', now.sequence, input.importId, performance.now())];
  return new Watched(source, { first, sequence: now.sequence, givesStates: false });
}

interface Watch {
  readonly parts: WatchParts;
  readonly empresaId: number;
  readonly importId: number;
  readonly intervalMs: number;
}

interface Progress {
  readonly estado: Estado;
  readonly sequence: bigint;
  /** It runs, and something of its file has been read. */
  readonly hasMoved: boolean;
}

function sourceOf(watch: Watch): WatchSource<ImportChange> {
  return {
    intervalMs: watch.intervalMs,
    open: () => openLive(watch),
    logged: (above) => readLogged(watch, above),
    running: async () => ((await readProgress(watch))?.hasMoved ? [watch.importId] : []),
    states: async (about, sequence) =>
      about.map((importId) => unloggedChange('PROGRESS', sequence, importId, performance.now())),
  };
}

function openLive(watch: Watch): LiveSource<ImportChange> {
  const mailbox = new ChangeMailbox(watch.parts.changes, watch.empresaId, watch.importId);
  return {
    position: async () => {
      const now = await readProgress(watch);
      return { sequence: now?.sequence ?? 0n, isOver: !now || isSettled(now) };
    },
    news: (after) => live(watch, mailbox, after),
    close: () => mailbox.close(),
  };
}

async function* live(
  watch: Watch,
  mailbox: ChangeMailbox,
  after: bigint,
): AsyncGenerator<News<ImportChange>, void, void> {
  let last = after;
  let progressNotBefore = 0;
  for (;;) {
    const news = await mailbox.next(progressNotBefore);
    if (news === 'ENDED') return;
    if (news === 'PROGRESS') {
      mailbox.takeProgressed();
      const now = performance.now();
      progressNotBefore = now + watch.intervalMs;
      yield unloggedChange('PROGRESS', last, watch.importId, now);
      continue;
    }
    const before = last;
    last = yield* allLogged(watch, last);
    if (last === before) continue;
    const now = await readProgress(watch);
    if (!now || (isSettled(now) && now.sequence <= last)) return;
  }
}

/** Every event above the sequence; returns the last one's. */
async function* allLogged(watch: Watch, above: bigint): AsyncGenerator<News<ImportChange>, bigint, void> {
  let last = above;
  for (;;) {
    const { news, isLast } = await readLogged(watch, last);
    for (const each of news) {
      last = each.logged ?? last;
      yield each;
    }
    if (isLast) return last;
  }
}

async function readLogged(
  { parts, empresaId, importId }: Watch,
  above: bigint,
): Promise<Batch<ImportChange>> {
  const noticedAt = performance.now();
  const { events, isLast } = await readEvents(parts.database, empresaId, above, importId);
  return { news: events.map((event) => loggedChange(event, true, noticedAt)), isLast };
}

async function readProgress({ parts, empresaId, importId }: Watch): Promise<Progress | undefined> {
  const { rows } = await parts.database.pool.query<Progress>(
    `SELECT estado, sequence, estado = 'EN_PROCESO' AND (rows_read > 0 OR bytes_read > 0) AS "hasMoved"
     FROM imports WHERE empresa_id = $1 AND id = $2`,
    [empresaId, importId],
  );
  return rows[0];
}
