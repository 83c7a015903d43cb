import type { EstadoFilter } from '../domain/codes.ts';
import { requirePermission, type Session } from '../domain/session.ts';
import type { ImportChange } from './import-change.ts';
import { type ImportFilter, whereImports } from './import-filter.ts';
import { listImports } from './list-imports.ts';
import type { ImportParts } from './parts.ts';
import { ChangeMailbox } from './watch/change-mailbox.ts';
import { loggedChange, unloggedChange } from './watch/changes-of.ts';
import { isReplayable, lastSequence, readEvents } from './watch/event-log.ts';
import type { Batch, Beginning, LiveSource, News, WatchSource } from './watch/watch.ts';
import { checkInterval } from './watch/watch-interval.ts';
import { Watched } from './watch/watched.ts';

export interface WatchImportsInput {
  readonly estado?: EstadoFilter | null | undefined;
  readonly filter?: ImportFilter | null | undefined;
  /** Rows of the snapshot. */
  readonly first: number;
  /** The last sequence that the subscriber has seen. */
  readonly after?: bigint | null | undefined;
  readonly intervalMs: number;
}

type WatchParts = Pick<ImportParts, 'database' | 'changes'>;

/**
 * The viewer, live; it ends only when the subscriber ends it. Listening begins when the Watched is joined or iterated,
 * and what was logged between this call and then is read from the log. Without `after`, or where what came after it is no
 * longer known: a SNAPSHOT for each of the first rows in the list's order, one SNAPSHOT_END, whose sequence all of them
 * contain, then live. Else every logged change above it, one PROGRESS for each running import, then live. Live: every logged change of the empresa, also outside the page, none dropped; PROGRESS of the imports that
 * match, at most one each per intervalMs. However slow the reader, nothing piles up.
 */
export async function watchImports(
  parts: WatchParts,
  session: Session,
  input: WatchImportsInput,
): Promise<Watched<ImportChange>> {
  requirePermission(session, 'READ');
  checkInterval(input.intervalMs);
  const { estado, filter, intervalMs } = input;
  const source = sourceOf({ parts, empresaId: session.empresaId, estado, filter, intervalMs });
  const after = input.after ?? undefined;
  const replays = after !== undefined && (await isReplayable(parts.database, session.empresaId, after));
  if (replays) return new Watched(source, { first: [], sequence: after, givesStates: true });
  return new Watched(source, await readSnapshot(parts, session, input));
}

async function readSnapshot(
  parts: WatchParts,
  session: Session,
  { estado, filter, first }: WatchImportsInput,
): Promise<Beginning<ImportChange>> {
  const sequence = await lastSequence(parts.database, session.empresaId); // before the rows: they hold at least that
  const { edges } = await listImports(parts, session, { estado, filter, page: { first } });
  const now = performance.now();
  const rows = edges.map(({ importId }) => unloggedChange('SNAPSHOT', sequence, importId, now));
  const end = unloggedChange('SNAPSHOT_END', sequence, null, now);
  return { first: [...rows, end], sequence, givesStates: false };
}

interface Watch extends Pick<WatchImportsInput, 'estado' | 'filter' | 'intervalMs'> {
  readonly parts: WatchParts;
  readonly empresaId: number;
}

function sourceOf(watch: Watch): WatchSource<ImportChange> {
  return {
    intervalMs: watch.intervalMs,
    open: () => openLive(watch),
    logged: (above) => readLogged(watch, above),
    running: () => runningImports(watch),
    states: (about, sequence) => progressOf(watch, about, sequence, performance.now()),
  };
}

function openLive(watch: Watch): LiveSource<ImportChange> {
  const mailbox = new ChangeMailbox(watch.parts.changes, watch.empresaId);
  return {
    position: async () => ({
      sequence: await lastSequence(watch.parts.database, watch.empresaId),
      isOver: false,
    }),
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
    if (news === 'LOGGED') {
      last = yield* allLogged(watch, last);
      continue;
    }
    const now = performance.now();
    progressNotBefore = now + watch.intervalMs;
    yield* await progressOf(watch, mailbox.takeProgressed(), last, now);
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

async function readLogged(watch: Watch, above: bigint): Promise<Batch<ImportChange>> {
  const noticedAt = performance.now();
  const { events, isLast } = await readEvents(watch.parts.database, watch.empresaId, above);
  const shown = await matching(
    watch,
    events.map(({ importId }) => importId),
  );
  return { news: events.map((event) => loggedChange(event, shown.has(event.importId), noticedAt)), isLast };
}

async function progressOf(
  watch: Watch,
  importIds: readonly number[],
  sequence: bigint,
  noticedAt: number,
): Promise<News<ImportChange>[]> {
  const shown = await matching(watch, importIds);
  return [...shown].map((importId) => unloggedChange('PROGRESS', sequence, importId, noticedAt));
}

/** Those of the imports that the viewer shows, as they are now. */
async function matching(
  { parts, empresaId, estado, filter }: Watch,
  importIds: readonly number[],
): Promise<ReadonlySet<number>> {
  if (importIds.length === 0) return new Set();
  const where = whereImports({ empresaId, estado, filter });
  const { rows } = await parts.database.pool.query<{ id: number }>(
    `SELECT i.id FROM imports i WHERE ${where.sql} AND i.id = ANY($${where.values.length + 1}::int[])`,
    [...where.values, importIds],
  );
  return new Set(rows.map(({ id }) => id));
}

async function runningImports({ parts, empresaId }: Watch): Promise<number[]> {
  const { rows } = await parts.database.pool.query<{ id: number }>(
    `SELECT id FROM imports WHERE empresa_id = $1 AND estado = 'EN_PROCESO' AND (rows_read > 0 OR bytes_read > 0)
     ORDER BY started_at, id`,
    [empresaId],
  );
  return rows.map(({ id }) => id);
}
