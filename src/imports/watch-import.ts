import type { Estado } from '../domain/codes.ts';
import { isSettled } from '../domain/import-state.ts';
import { requirePermission, type Session } from '../domain/session.ts';
import type { ImportChange } from './import-change.ts';
import { importNotFound, isImportId } from './import-now.ts';
import type { ImportParts } from './parts.ts';
import { ChangeMailbox } from './watch/change-mailbox.ts';
import { endable } from './watch/endable.ts';
import { isReplayable, readEvents } from './watch/event-log.ts';
import { checkInterval } from './watch/watch-interval.ts';

export interface WatchImportInput {
  readonly importId: number;
  /** The last sequence that the subscriber has seen. */
  readonly after?: bigint | null | undefined;
  readonly intervalMs: number;
}

type WatchParts = Pick<ImportParts, 'database' | 'changes'>;

/**
 * One import, live, from this call on (not from the first next()). Without `after`, or where what came after it is no
 * longer known, a SNAPSHOT first; else every logged change above it, in order, then one PROGRESS if its counters have
 * moved. Then every logged change, none dropped, and PROGRESS with the latest counters at most every intervalMs. Ends
 * once the import is settled. However slow the reader, nothing piles up. Throws NotFoundError.
 */
export async function watchImport(
  parts: WatchParts,
  session: Session,
  input: WatchImportInput,
): Promise<AsyncIterableIterator<ImportChange>> {
  requirePermission(session, 'READ');
  checkInterval(input.intervalMs);
  if (!isImportId(input.importId)) throw importNotFound();
  const mailbox = new ChangeMailbox(parts.changes, session.empresaId, input.importId);
  try {
    const now = await readProgress(parts, session.empresaId, input.importId);
    if (!now) throw importNotFound();
    const after = input.after ?? undefined;
    const replays = after !== undefined && (await isReplayable(parts.database, session.empresaId, after));
    const watch = { parts, empresaId: session.empresaId, mailbox, ...input };
    const changes = replays ? replayThenLive(watch, after) : snapshotThenLive(watch, now);
    return endable(changes, () => mailbox.close());
  } catch (error) {
    mailbox.close();
    throw error;
  }
}

interface Watch extends Omit<WatchImportInput, 'after'> {
  readonly parts: WatchParts;
  readonly empresaId: number;
  readonly mailbox: ChangeMailbox;
}

interface Progress {
  readonly estado: Estado;
  readonly sequence: bigint;
  /** It runs, and something of its file has been read. */
  readonly hasMoved: boolean;
}

async function* snapshotThenLive(watch: Watch, now: Progress): AsyncGenerator<ImportChange, void, void> {
  using _ = watch.mailbox;
  yield unlogged(watch, 'SNAPSHOT', now.sequence);
  if (!isSettled(now)) yield* live(watch, now.sequence);
}

async function* replayThenLive(watch: Watch, after: bigint): AsyncGenerator<ImportChange, void, void> {
  using _ = watch.mailbox;
  let last = after;
  for (;;) {
    last = yield* logged(watch, last);
    const now = await readProgress(watch.parts, watch.empresaId, watch.importId);
    if (!now) return;
    if (now.sequence > last) continue;
    if (isSettled(now)) return;
    if (now.hasMoved) yield unlogged(watch, 'PROGRESS', last);
    return yield* live(watch, last);
  }
}

async function* live(watch: Watch, from: bigint): AsyncGenerator<ImportChange, void, void> {
  let last = from;
  let progressNotBefore = 0;
  for (;;) {
    const news = await watch.mailbox.next(progressNotBefore);
    if (news === 'ENDED') return;
    if (news === 'PROGRESS') {
      watch.mailbox.takeProgressed();
      progressNotBefore = performance.now() + watch.intervalMs;
      yield unlogged(watch, 'PROGRESS', last);
      continue;
    }
    const before = last;
    last = yield* logged(watch, last);
    if (last === before) continue;
    const now = await readProgress(watch.parts, watch.empresaId, watch.importId);
    if (!now || (isSettled(now) && now.sequence <= last)) return;
  }
}

/** Every event above the sequence; returns the last one's. */
async function* logged(watch: Watch, above: bigint): AsyncGenerator<ImportChange, bigint, void> {
  let last = above;
  for (;;) {
    const { events, isLast } = await readEvents(watch.parts.database, watch.empresaId, last, watch.importId);
    for (const { sequence, kind, at, actorId, importId } of events) {
      last = sequence;
      yield { sequence, kind, at, actorId, importId, matches: true };
    }
    if (isLast) return last;
  }
}

function unlogged({ importId }: Watch, kind: 'SNAPSHOT' | 'PROGRESS', sequence: bigint): ImportChange {
  return { sequence, kind, at: new Date(), actorId: null, importId, matches: true };
}

async function readProgress(
  { database }: WatchParts,
  empresaId: number,
  importId: number,
): Promise<Progress | undefined> {
  const { rows } = await database.pool.query<Progress>(
    `SELECT estado, sequence, estado = 'EN_PROCESO' AND (rows_read > 0 OR bytes_read > 0) AS "hasMoved"
     FROM imports WHERE empresa_id = $1 AND id = $2`,
    [empresaId, importId],
  );
  return rows[0];
}
