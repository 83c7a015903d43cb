import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from '../../domain/code-of.ts';
import { loggable } from '../loggable.ts';
import type { ImportParts } from '../parts.ts';
import { publishMoved } from '../publish-moved.ts';
import { AttemptLostError, type Claim, claimValues, stillClaimed } from './claim.ts';
import { failImport, internalFailure } from './fail-import.ts';
import { HeldRowsChangedError } from './finish-import.ts';
import { ReaderBrokenError } from './read-billing-file.ts';
import { resumeImport } from './resume-import.ts';
import { runAttempt } from './run-attempt.ts';
import { MAX_LOSSES, type RunTiming } from './run-timing.ts';
import { tooManyAttempts } from './too-many-attempts.ts';

/**
 * Runs a claimed import to its end, with a new attempt after one that broke off, three such in all. Never rejects. Lets
 * go where the signal says so, where another has taken the import, or where the database does not answer: the row stays
 * EN_PROCESO then, and whoever finds its lease ended goes on with it.
 */
export async function runImport(
  parts: ImportParts,
  claim: Claim,
  timing: RunTiming,
  signal: AbortSignal,
): Promise<void> {
  let current: Claim | undefined = claim;
  while (current) {
    try {
      return await runAttempt(parts, current, timing, signal);
    } catch (error) {
      current = await afterFailure(parts, current, timing, signal, error);
    }
  }
}

/** The next attempt, if there is to be one. */
async function afterFailure(
  parts: ImportParts,
  claim: Claim,
  timing: RunTiming,
  signal: AbortSignal,
  error: unknown,
): Promise<Claim | undefined> {
  const { importId, attempt } = claim;
  const log = parts.log.child({ importId, attempt });
  if (error instanceof AttemptLostError)
    return void log.info('An import is run by another by now, or has ended');
  if (signal.aborted) return letGo(parts, claim);
  if (error instanceof HeldRowsChangedError) {
    log.info('Other rows were stored meanwhile; the file is read again');
    return nextAttempt(parts, claim, timing, signal);
  }
  log.error({ err: loggable(error), cause: causeOf(error) }, 'An attempt at an import broke off');
  return nextAttempt(parts, { ...claim, losses: claim.losses + 1 }, timing, signal, error);
}

/** claim.losses counts the attempt that is over, if it was lost. */
async function nextAttempt(
  parts: ImportParts,
  claim: Claim,
  timing: RunTiming,
  signal: AbortSignal,
  lostBy?: unknown,
): Promise<Claim | undefined> {
  try {
    if (claim.losses >= MAX_LOSSES) return await giveUp(parts, claim, lostBy);
    if (lostBy) await sleep(timing.backoffMs * claim.losses, undefined, { signal });
    // A connection that broke at the commit may have committed: no attempt is taken up then, the import has ended.
    return (await resumeImport(parts, timing, claim)) ?? (await announce(parts, claim));
  } catch (error) {
    if (signal.aborted) return letGo(parts, claim);
    const { importId, attempt } = claim;
    parts.log.error({ err: loggable(error), importId, attempt }, 'An import was let go until its lease ends');
    return undefined;
  }
}

/** Hands it over, and wakes another process to take it up: a server that stops is not to blame on the import. */
async function letGo(parts: ImportParts, claim: Claim): Promise<undefined> {
  const { importId, attempt, losses } = claim;
  const log = parts.log.child({ importId, attempt });
  try {
    await parts.database.transaction(async (sql) => {
      const released = await sql.query(
        `UPDATE imports i SET node = NULL, lease_ends_at = now(), losses = $4 WHERE ${stillClaimed('i')} RETURNING 1`,
        [...claimValues(claim), losses],
      );
      if (released.length > 0) await parts.queue.wake(sql, importId);
    });
    log.info('An import was let go');
  } catch (error) {
    log.warn({ err: loggable(error) }, 'An import was let go until its lease ends');
  }
  return undefined;
}

function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? loggable(error.cause) : undefined;
}

async function giveUp(parts: ImportParts, claim: Claim, error: unknown): Promise<undefined> {
  await failImport(parts, claim, isBug(error) ? internalFailure() : tooManyAttempts(MAX_LOSSES, error));
  return announce(parts, claim);
}

/** The reader's fault, or data that the tables refuse: it would happen each time. Else it was the surroundings' fault. */
function isBug(error: unknown): boolean {
  if (error instanceof ReaderBrokenError) return true;
  return /^(22|23|42)[0-9A-Z]{3}$/.test(codeOf(error) ?? '');
}

/** What ended without this process seeing it end is told now, and so is what it replaced. */
async function announce(parts: ImportParts, { empresaId, importId }: Claim): Promise<undefined> {
  const { rows } = await parts.database.pool.query<{ id: number; sequence: bigint }>(
    `SELECT id, sequence FROM imports WHERE empresa_id = $1 AND (id = $2 OR replaced_by_id = $2) ORDER BY sequence`,
    [empresaId, importId],
  );
  for (const { id, sequence } of rows) publishMoved(parts, { empresaId, importId: id, sequence });
  return undefined;
}
