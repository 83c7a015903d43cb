import { setTimeout as sleep } from 'node:timers/promises';
import { AttemptLostError, type Claim } from './claim.ts';
import { failImport, internalFailure, tooManyAttempts } from './fail-import.ts';
import { HeldRowsChangedError } from './finish-import.ts';
import { loggable } from './loggable.ts';
import type { ImportParts } from './parts.ts';
import { publishMoved } from './publish-moved.ts';
import { ReaderBrokenError } from './read-billing-file.ts';
import { resumeImport } from './resume-import.ts';
import { runAttempt } from './run-attempt.ts';
import { MAX_ATTEMPTS, type RunTiming } from './run-timing.ts';

/**
 * Runs a claimed import to its end, with a new attempt after one that broke off, three in all. Never rejects. Lets go
 * where the signal says so, where another has taken the import, or where the database does not answer: the row stays
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
  if (signal.aborted || error instanceof AttemptLostError) {
    log.info('An import was let go');
    return undefined;
  }
  if (error instanceof HeldRowsChangedError)
    log.info('Other rows were stored meanwhile; the file is read again');
  else log.error({ err: loggable(error), cause: causeOf(error) }, 'An attempt at an import broke off');
  try {
    if (attempt >= MAX_ATTEMPTS) return await giveUp(parts, claim, error);
    if (!(error instanceof HeldRowsChangedError))
      await sleep(timing.backoffMs * attempt, undefined, { signal });
    // A connection that broke at the commit may have committed: no attempt is taken up then, the import has ended.
    return (await resumeImport(parts, timing, claim)) ?? (await announce(parts, claim));
  } catch (next) {
    if (!signal.aborted) log.error({ err: loggable(next) }, 'An import was let go until its lease ends');
    return undefined;
  }
}

function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? loggable(error.cause) : undefined;
}

async function giveUp(parts: ImportParts, claim: Claim, error: unknown): Promise<undefined> {
  await failImport(parts, claim, isBug(error) ? internalFailure() : tooManyAttempts(MAX_ATTEMPTS));
  return announce(parts, claim);
}

/** The reader's fault, or data that the tables refuse: it would happen each time. Else it was the surroundings' fault. */
function isBug(error: unknown): boolean {
  if (error instanceof ReaderBrokenError) return true;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(22|23|42)[0-9A-Z]{3}$/.test(code);
}

/** What ended without this process seeing it end is told now. */
async function announce(parts: ImportParts, { empresaId, importId }: Claim): Promise<undefined> {
  const { rows } = await parts.database.pool.query<{ sequence: bigint }>(
    'SELECT sequence FROM imports WHERE empresa_id = $1 AND id = $2',
    [empresaId, importId],
  );
  if (rows[0]) publishMoved(parts, { empresaId, importId, sequence: rows[0].sequence });
  return undefined;
}
