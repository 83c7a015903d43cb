import { type CopyInto, copyInto } from '../../database/copy-into.ts';
import type { MovedImport } from '../../database/move-import.ts';
import type { Sql } from '../../database/sql.ts';
import { CHARGE_COPY_COLUMNS } from '../../domain/copy-columns.ts';
import type { ImportParts } from '../parts.ts';
import { publishMoved } from '../publish-moved.ts';
import type { Attempt } from './attempt.ts';
import { checkFirst, validate } from './check-file.ts';
import type { Claim } from './claim.ts';
import { EndAsFailed } from './end-as-failed.ts';
import { failImport } from './fail-import.ts';
import { finishStored, startStoring } from './finish-import.ts';
import { hearLoss } from './hear-loss.ts';
import { RowHashes, readHeldRows } from './held-rows.ts';
import { lockKey } from './import-key.ts';
import { readWork } from './import-work.ts';
import { type DoneReading, judgeReading } from './judge-reading.ts';
import { writeProgress } from './progress-writer.ts';
import { ReaderBrokenError, readBillingFile } from './read-billing-file.ts';
import { NO_ACCOUNT, refuseStoredAccounts, registerAccounts } from './register-accounts.ts';
import type { RunTiming } from './run-timing.ts';
import { shutOutEarlier } from './shut-out-earlier.ts';
import { storeUncharged } from './store-uncharged.ts';

/**
 * One attempt at an import, from its file's first byte to FINALIZADO: all of its charges are stored and seen at once, or
 * none is. One that is to be confirmed gets as far as AWAITING_CONFIRMATION. Ends the import itself where the file or a
 * rule refuses it; rejects where the attempt did not get that far, with AttemptLostError, the signal's reason, or what
 * is to be tried again. The signal stops it at once.
 */
export async function runAttempt(
  parts: ImportParts,
  claim: Claim,
  timing: RunTiming,
  stopped: AbortSignal,
): Promise<void> {
  using loss = hearLoss(parts, claim);
  const work = await readWork(parts.database, claim);
  const signal = AbortSignal.any([stopped, loss.signal]);
  await using progress = writeProgress(parts, work, timing, loss.lost);
  try {
    for (const moved of await run({ parts, work, progress, signal })) publishMoved(parts, moved);
  } catch (error) {
    loss.signal.throwIfAborted(); // whatever came of it
    if (!(error instanceof EndAsFailed)) throw error;
    await progress.flush();
    await failImport(parts, work, error.failure, { reading: error.reading });
  }
}

/** Every import that it moved, in the order of their sequences. */
async function run(attempt: Attempt): Promise<MovedImport[]> {
  if (attempt.work.validateOnly) return [await validate(attempt)];
  return attempt.work.awaitsConfirmation ? [await checkFirst(attempt)] : store(attempt);
}

/** The transaction is open from before the first row to the commit; whatever is thrown rolls it back. */
async function store(attempt: Attempt): Promise<MovedImport[]> {
  return attempt.parts.database.transaction(async (sql) => {
    await shutOutEarlier(sql, attempt.work, attempt.signal);
    // What an earlier reading registered, another may have stored since, with a policy that does not ask.
    if (attempt.work.duplicatePolicy === 'REJECT') await refuseStoredAccounts(sql, attempt.work);
    const held = await readHeld(attempt, sql);
    const hashes = new RowHashes();
    const done = await copyCharges(attempt, sql, held?.hashes, hashes);
    await hashes.store(sql, attempt.work.empresaId, attempt.work.importId);
    await storeUncharged(sql, attempt.work, done.unchargedLineas);
    return finishStored(sql, attempt.work, done, held, attempt.signal);
  });
}

async function copyCharges(
  { parts, work, progress, signal }: Attempt,
  sql: Sql,
  held: Uint8Array | undefined,
  hashes: RowHashes,
): Promise<DoneReading> {
  const copy = copyInto(sql.client, 'charges', CHARGE_COPY_COLUMNS);
  try {
    const result = await readBillingFile(parts, work, {
      progress,
      signal,
      held,
      sink: { charges: (bytes) => copy.write(bytes), hashes: (bytes) => hashes.add(bytes) },
    });
    const done = judgeReading(work, result);
    if (done.accounts.length === 0) await registerAccounts(parts, work, [NO_ACCOUNT]);
    await progress.flush();
    await startStoring(parts, work, done);
    await expectRows(copy, done);
    return done;
  } catch (error) {
    copy.abort(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

/** The sum of the charges equals the totals only if every one of them is there. */
async function expectRows(copy: CopyInto, { totals }: DoneReading): Promise<void> {
  const rows = await copy.end();
  if (rows === totals.charges) return;
  throw new ReaderBrokenError(new Error(`The thread counted ${totals.charges} charges, ${rows} arrived`));
}

/** One that reads again holds the key to the end, so that it need not read a third time. */
async function readHeld({ work, signal }: Attempt, sql: Sql) {
  if (work.duplicatePolicy !== 'ADD') return undefined;
  if (work.attempt > 1) await lockKey(sql, 'ROWS', work, signal);
  return readHeldRows(sql, work);
}
