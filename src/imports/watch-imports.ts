import type { EstadoFilter } from '../domain/codes.ts';
import { requirePermission, type Session } from '../domain/session.ts';
import type { ImportChange } from './import-change.ts';
import { type ImportFilter, whereImports } from './import-filter.ts';
import { type ImportPage, listImports } from './list-imports.ts';
import type { ImportParts } from './parts.ts';
import { ChangeMailbox } from './watch/change-mailbox.ts';
import { endable } from './watch/endable.ts';
import { isReplayable, lastSequence, readEvents } from './watch/event-log.ts';
import { checkInterval } from './watch/watch-interval.ts';

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
 * The viewer, live, from this call on; it ends only when the subscriber ends it. Without `after`, or where what came
 * after it is no longer known: a SNAPSHOT for each of the first rows in the list's order, one SNAPSHOT_END, whose
 * sequence all of them contain, then live. Else every logged change above it, one PROGRESS for each running import, then
 * live. Live: every logged change of the empresa, also outside the page, none dropped; PROGRESS of the imports that
 * match, at most one each per intervalMs. However slow the reader, nothing piles up.
 */
export async function watchImports(
  parts: WatchParts,
  session: Session,
  input: WatchImportsInput,
): Promise<AsyncIterableIterator<ImportChange>> {
  requirePermission(session, 'READ');
  checkInterval(input.intervalMs);
  const mailbox = new ChangeMailbox(parts.changes, session.empresaId);
  try {
    const watch = { ...input, parts, session, mailbox };
    const after = input.after ?? undefined;
    const replays = after !== undefined && (await isReplayable(parts.database, session.empresaId, after));
    const changes = replays
      ? replayThenLive(watch, after)
      : snapshotThenLive(watch, await readSnapshot(watch));
    return endable(changes, () => mailbox.close());
  } catch (error) {
    mailbox.close();
    throw error;
  }
}

interface Watch extends WatchImportsInput {
  readonly parts: WatchParts;
  readonly session: Session;
  readonly mailbox: ChangeMailbox;
}

interface Snapshot {
  readonly sequence: bigint;
  readonly page: ImportPage;
}

async function readSnapshot({ parts, session, estado, filter, first }: Watch): Promise<Snapshot> {
  const sequence = await lastSequence(parts.database, session.empresaId); // before the rows: they hold at least that
  return { sequence, page: await listImports(parts, session, { estado, filter, page: { first } }) };
}

async function* snapshotThenLive(
  watch: Watch,
  { sequence, page }: Snapshot,
): AsyncGenerator<ImportChange, void, void> {
  using _ = watch.mailbox;
  for (const { importId } of page.edges) yield unlogged('SNAPSHOT', sequence, importId);
  yield unlogged('SNAPSHOT_END', sequence, null);
  yield* live(watch, sequence);
}

async function* replayThenLive(watch: Watch, after: bigint): AsyncGenerator<ImportChange, void, void> {
  using _ = watch.mailbox;
  const last = yield* logged(watch, after);
  for (const importId of await matching(watch, await runningImports(watch))) {
    yield unlogged('PROGRESS', last, importId);
  }
  yield* live(watch, last);
}

async function* live(watch: Watch, from: bigint): AsyncGenerator<ImportChange, void, void> {
  let last = from;
  let progressNotBefore = 0;
  for (;;) {
    const news = await watch.mailbox.next(progressNotBefore);
    if (news === 'ENDED') return;
    if (news === 'LOGGED') {
      last = yield* logged(watch, last);
      continue;
    }
    progressNotBefore = performance.now() + watch.intervalMs;
    for (const importId of await matching(watch, watch.mailbox.takeProgressed())) {
      yield unlogged('PROGRESS', last, importId);
    }
  }
}

/** Every event above the sequence; returns the last one's. */
async function* logged(watch: Watch, above: bigint): AsyncGenerator<ImportChange, bigint, void> {
  let last = above;
  for (;;) {
    const { events, isLast } = await readEvents(watch.parts.database, watch.session.empresaId, last);
    const shown = await matching(
      watch,
      events.map(({ importId }) => importId),
    );
    for (const { sequence, kind, at, actorId, importId } of events) {
      last = sequence;
      yield { sequence, kind, at, actorId, importId, matches: shown.has(importId) };
    }
    if (isLast) return last;
  }
}

/** Those of the imports that the viewer shows, as they are now. */
async function matching(
  { parts, session, estado, filter }: Watch,
  importIds: readonly number[],
): Promise<ReadonlySet<number>> {
  if (importIds.length === 0) return new Set();
  const where = whereImports({ empresaId: session.empresaId, estado, filter });
  const { rows } = await parts.database.pool.query<{ id: number }>(
    `SELECT i.id FROM imports i WHERE ${where.sql} AND i.id = ANY($${where.values.length + 1}::int[])`,
    [...where.values, importIds],
  );
  return new Set(rows.map(({ id }) => id));
}

async function runningImports({ parts, session }: Watch): Promise<number[]> {
  const { rows } = await parts.database.pool.query<{ id: number }>(
    `SELECT id FROM imports WHERE empresa_id = $1 AND estado = 'EN_PROCESO' AND (rows_read > 0 OR bytes_read > 0)
     ORDER BY started_at, id`,
    [session.empresaId],
  );
  return rows.map(({ id }) => id);
}

function unlogged(
  kind: 'SNAPSHOT' | 'SNAPSHOT_END' | 'PROGRESS',
  sequence: bigint,
  importId: number | null,
): ImportChange {
  return { sequence, kind, at: new Date(), actorId: null, importId, matches: true };
}
