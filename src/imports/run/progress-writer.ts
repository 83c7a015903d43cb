import type { Counters } from '../../worker/messages.ts';
import { loggable } from '../loggable.ts';
import type { ImportParts } from '../parts.ts';
import { claimValues, stillClaimed } from './claim.ts';
import type { ImportWork } from './import-work.ts';
import type { RunTiming } from './run-timing.ts';

/** Writes how far an attempt is, on the import's row, and shows that its worker lives. */
export interface ProgressWriter extends AsyncDisposable {
  /** The latest counters. Written soon, and not each time. */
  offer(counters: Counters): void;
  /** Resolves once the latest counters are written. */
  flush(): Promise<void>;
}

/** Before the commit, whatever was read. */
const MAX_PERCENT = 99;

type WriterParts = Pick<ImportParts, 'database' | 'changes' | 'log'>;

/**
 * onLost is called once when the attempt is no longer this one: the row is then left alone. A database that does not
 * answer is no loss: the next sign of life is tried, and the lease decides.
 */
export function writeProgress(
  parts: WriterParts,
  work: ImportWork,
  timing: RunTiming,
  onLost: () => void,
): ProgressWriter {
  let latest: Counters | undefined;
  let isNew = false;
  let lastWrite = Number.NEGATIVE_INFINITY;
  let writing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const write = async (): Promise<void> => {
    isNew = false;
    lastWrite = performance.now();
    try {
      const written = await updateRow(parts, work, timing, latest);
      if (!written) onLost();
      else if (written.moved) publish(parts, work, written.sequence);
    } catch (error) {
      parts.log.warn(
        { err: loggable(error), importId: work.importId },
        'A sign of life could not be written',
      );
    }
  };
  const start = (): Promise<void> => {
    writing = write().finally(() => {
      writing = undefined;
      if (isNew) schedule();
    });
    return writing;
  };
  const schedule = (): void => {
    timer ??= setTimeout(
      () => {
        timer = undefined;
        if (!writing) void start();
      },
      Math.max(0, lastWrite + timing.progressMs - performance.now()),
    );
  };
  const heartbeat = setInterval(() => {
    if (!writing && performance.now() - lastWrite >= timing.heartbeatMs / 2) void start();
  }, timing.heartbeatMs / 2);
  const settle = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    await writing;
    clearTimeout(timer);
    timer = undefined;
  };
  return {
    offer(counters) {
      latest = counters;
      isNew = true;
      if (!writing) schedule();
    },
    async flush() {
      await settle();
      if (isNew) await start();
    },
    async [Symbol.asyncDispose]() {
      clearInterval(heartbeat);
      isNew = false;
      await settle();
    },
  };
}

/**
 * All counters, or none of them: while RESUMING those of the attempt before stay, together, until the new ones have
 * passed every one of them. Undefined: the attempt is lost.
 */
async function updateRow(
  { database }: WriterParts,
  work: ImportWork,
  { leaseSeconds }: RunTiming,
  counters: Counters | undefined,
): Promise<{ moved: boolean; sequence: bigint } | undefined> {
  const { rowsAccepted, rowsRejected, rowsSkipped, bytesRead } = counters ?? NOTHING_READ;
  // A message may leave the thread in the middle of a row, which is then read but not yet any of these.
  const rowsRead = rowsAccepted + rowsRejected + rowsSkipped;
  const { rows } = await database.pool.query<{ moved: boolean; sequence: bigint }>(
    `UPDATE imports i SET heartbeat_at = now(), lease_ends_at = now() + make_interval(secs => $4),
       rows_read = CASE WHEN p.passed THEN $5 ELSE i.rows_read END,
       rows_accepted = CASE WHEN p.passed THEN $6 ELSE i.rows_accepted END,
       rows_rejected = CASE WHEN p.passed THEN $7 ELSE i.rows_rejected END,
       rows_skipped = CASE WHEN p.passed THEN $8 ELSE i.rows_skipped END,
       bytes_read = CASE WHEN p.passed THEN $9 ELSE i.bytes_read END,
       percent = CASE WHEN p.passed THEN greatest(i.percent, $10) ELSE i.percent END
     FROM (SELECT id, ($5::int > rows_read OR ($5 = rows_read AND $9::bigint > bytes_read))
             AND $6::int >= rows_accepted AND $8::int >= rows_skipped AND $9 >= bytes_read AS passed
           FROM imports WHERE empresa_id = $1 AND id = $2 FOR NO KEY UPDATE) p
     WHERE i.id = p.id AND ${stillClaimed('i')}
     RETURNING p.passed AS moved, i.sequence`,
    [
      ...claimValues(work),
      leaseSeconds,
      rowsRead,
      rowsAccepted,
      rowsRejected,
      rowsSkipped,
      bytesRead,
      percentOf(bytesRead, work.fileBytes),
    ],
  );
  return rows[0];
}

const NOTHING_READ: Counters = {
  rowsRead: 0,
  rowsAccepted: 0,
  rowsRejected: 0,
  rowsSkipped: 0,
  bytesRead: 0,
};

function percentOf(bytesRead: number, fileBytes: number): number {
  if (fileBytes === 0) return 0;
  return Math.min(MAX_PERCENT, Math.round((bytesRead / fileBytes) * 10_000) / 100);
}

function publish({ changes }: WriterParts, { empresaId, importId }: ImportWork, sequence: bigint): void {
  changes.publish({ empresaId, importId, kind: 'PROGRESS', sequence });
}
