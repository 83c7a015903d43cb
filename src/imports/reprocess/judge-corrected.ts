import type { Sql } from '../../database/sql.ts';
import { message } from '../../domain/message.ts';
import { parseDefinition } from '../../plantillas/definition.ts';
import type { CorrectResult } from '../../worker/rejected/correct-rows.ts';
import { EndAsFailed } from '../run/end-as-failed.ts';
import { lockKey } from '../run/import-key.ts';
import { insertAccounts, NO_ACCOUNT, refuseHeldAccounts } from '../run/register-accounts.ts';
import type { BroughtRows } from './bring-in.ts';
import { foreignRow, noRows, refusal } from './refuse-rows.ts';
import type { ReprocessWork } from './reprocess-work.ts';

type DoneCorrection = Extract<CorrectResult, { kind: 'done' }>;

/** The rows, if they may come in. Throws ValidationError that names what does not do. */
export function judgeCorrected(
  { number }: ReprocessWork,
  result: CorrectResult,
): DoneCorrection & BroughtRows {
  switch (result.kind) {
    case 'done': {
      const { rows = new Int32Array(0), lineas = [] } = result;
      if (rows.length === 0) throw noRows(number);
      return { ...result, rows, lineas };
    }
    case 'foreign':
      throw foreignRow(result, number);
    case 'failed': {
      const { code, message: text, hint } = result.failure;
      throw refusal(code, hint ? message(`${text.es}. ${hint.es}`, `${text.en}. ${hint.en}`) : text);
    }
    case 'canceled':
      throw new Error('The server is stopping: the corrected rows were not read to their end');
    default:
      return result satisfies never;
  }
}

/**
 * Registers the accounts that only corrected rows name, under the same rules as when a file is read: one account alone
 * where the plantilla says so, and none that another import holds unless the policy is ADD. Throws ValidationError.
 */
export async function registerCorrected(
  sql: Sql,
  work: ReprocessWork,
  { accounts }: DoneCorrection,
): Promise<void> {
  const registered = await sql.query<{ account: string }>(
    'SELECT account FROM import_accounts WHERE empresa_id = $1 AND import_id = $2',
    [work.empresaId, work.importId],
  );
  const own = new Set(registered.map(({ account }) => account));
  const added = accounts.filter((account) => !own.has(account));
  if (added.length === 0) return;
  refuseTwoAccounts(work, [...own, ...added]);
  await lockKey(sql, 'ACCOUNTS', work);
  if (work.duplicatePolicy !== 'ADD') await asRefusal(() => refuseHeldAccounts(sql, work, added));
  await insertAccounts(sql, work, added);
}

/** What ends an import as FAILED refuses corrected rows: the import stays as it is. */
export async function asRefusal(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof EndAsFailed)) throw error;
    throw refusal(error.failure.code, error.failure.message);
  }
}

function refuseTwoAccounts({ definition, number }: ReprocessWork, accounts: readonly string[]): void {
  const named = accounts.filter((account) => account !== NO_ACCOUNT);
  if (named.length < 2 || !parseDefinition(definition).singleAccount) return;
  const names = named.map((account) => `"${account.slice(0, 40)}"`).join(', ');
  throw refusal(
    'TWO_ACCOUNTS',
    message(
      `Con estas filas la importación ${number} tendría más de una cuenta (${names}) y la plantilla admite una sola; corrija la cuenta, o quite esas filas`,
      `With these rows import ${number} would hold more than one account (${names}), and the plantilla allows a single one; correct the account, or remove those rows`,
    ),
  );
}
