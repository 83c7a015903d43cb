import type { MovedImport } from '../../database/move-import.ts';
import type { Attempt } from './attempt.ts';
import { awaitConfirmation } from './await-confirmation.ts';
import { finish } from './finish-import.ts';
import { readHeldRows } from './held-rows.ts';
import { type DoneReading, judgeReading } from './judge-reading.ts';
import { readBillingFile } from './read-billing-file.ts';
import { NO_ACCOUNT, registerAccounts } from './register-accounts.ts';

/** validateOnly: reads, checks and counts. Stores the issues, and nothing that another import would find. */
export async function validate(attempt: Attempt): Promise<MovedImport> {
  const done = await check(attempt, undefined);
  return attempt.parts.database.transaction((sql) => finish(sql, attempt.work, done));
}

/**
 * requireConfirmation, the first pass: the same, as it would be stored now. The accounts are taken: nobody else stores
 * them while a person decides.
 */
export async function checkFirst(attempt: Attempt): Promise<MovedImport> {
  const { parts, work, progress } = attempt;
  const adds = work.duplicatePolicy === 'ADD';
  const held = adds ? await parts.database.transaction((sql) => readHeldRows(sql, work)) : undefined;
  const done = await check(attempt, held?.hashes);
  if (done.accounts.length === 0) await registerAccounts(parts, work, [NO_ACCOUNT]);
  await progress.flush();
  return awaitConfirmation(parts, work, done);
}

async function check(
  { parts, work, progress, signal }: Attempt,
  held: Uint8Array | undefined,
): Promise<DoneReading> {
  const result = await readBillingFile(parts, work, { progress, signal, held, sink: undefined });
  return judgeReading(work, result);
}
