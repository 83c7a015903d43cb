import { type CopyInto, copyInto } from '../../database/copy-into.ts';
import type { MovedImport } from '../../database/move-import.ts';
import type { Sql } from '../../database/sql.ts';
import { CHARGE_COPY_COLUMNS } from '../../domain/copy-columns.ts';
import type { ImportParts } from '../parts.ts';
import { publishMoved } from '../publish-moved.ts';
import { AttemptLostError, type Claim } from './claim.ts';
import { EndAsFailed } from './end-as-failed.ts';
import { failImport } from './fail-import.ts';
import { finish, finishStored, startStoring } from './finish-import.ts';
import { RowHashes, readHeldRows } from './held-rows.ts';
import { lockKey } from './import-key.ts';
import { type ImportWork, readWork } from './import-work.ts';
import { type DoneReading, judgeReading } from './judge-reading.ts';
import { type ProgressWriter, writeProgress } from './progress-writer.ts';
import { ReaderBrokenError, readBillingFile } from './read-billing-file.ts';
import { NO_ACCOUNT, registerAccounts } from './register-accounts.ts';
import type { RunTiming } from './run-timing.ts';
import { shutOutEarlier } from './shut-out-earlier.ts';

interface Attempt {
  readonly parts: ImportParts;
  readonly work: ImportWork;
  readonly progress: ProgressWriter;
  readonly signal: AbortSignal;
}

/**
 * One attempt at an import, from its file's first byte to FINALIZADO: all of its charges are stored and seen at once, or
 * none is. Ends the import itself where the file or a rule refuses it; rejects where the attempt did not get that far,
 * with AttemptLostError, the signal's reason, or what is to be tried again. The signal stops it at once.
 */
export async function runAttempt(
  parts: ImportParts,
  claim: Claim,
  timing: RunTiming,
  stopped: AbortSignal,
): Promise<void> {
  const work = await readWork(parts.database, claim);
  const lost = new AbortController();
  const signal = AbortSignal.any([stopped, lost.signal]);
  await using progress = writeProgress(parts, work, timing, () => lost.abort(new AttemptLostError(work)));
  try {
    const attempt = { parts, work, progress, signal };
    publishMoved(parts, await (work.validateOnly ? validate(attempt) : store(attempt)));
  } catch (error) {
    if (!(error instanceof EndAsFailed)) throw error;
    await progress.flush();
    await failImport(parts, work, error.failure, { reading: error.reading });
  }
}

/** Reads, checks and counts. Stores the issues, and nothing that another import would find. */
async function validate(attempt: Attempt): Promise<MovedImport> {
  const { parts, work, progress, signal } = attempt;
  const result = await readBillingFile(parts, work, {
    progress,
    signal,
    held: undefined,
    charges: () => refuseToStore(),
    hashes: () => refuseToStore(),
  });
  const done = judgeReading(work, result);
  return parts.database.transaction((sql) => finish(sql, work, done));
}

function refuseToStore(): never {
  throw new ReaderBrokenError(
    new Error('The thread has something to store of an import that only validates'),
  );
}

/** The transaction is open from before the first row to the commit; whatever is thrown rolls it back. */
async function store(attempt: Attempt): Promise<MovedImport> {
  return attempt.parts.database.transaction(async (sql) => {
    await shutOutEarlier(sql, attempt.work, attempt.signal);
    const held = await readHeld(attempt, sql);
    const hashes = new RowHashes();
    const done = await copyCharges(attempt, sql, held?.hashes, hashes);
    await hashes.store(sql, attempt.work.empresaId, attempt.work.importId);
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
      charges: (bytes) => copy.write(bytes),
      hashes: (bytes) => hashes.add(bytes),
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
