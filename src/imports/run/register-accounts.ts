import type { Sql } from '../../database/sql.ts';
import { message } from '../../domain/message.ts';
import type { ImportParts } from '../parts.ts';
import { removeRows } from '../remove-rows.ts';
import { hasStored, runsOrHasStored } from '../stored-imports.ts';
import { AttemptLostError, claimValues, stillClaimed } from './claim.ts';
import { EndAsFailed } from './end-as-failed.ts';
import { type ImportKey, keyValues, lockKey, sameKey } from './import-key.ts';
import type { ImportWork } from './import-work.ts';

/** What stands for the one account of a file that names none. */
export const NO_ACCOUNT = '';

/** The import whose accounts are compared. */
type Registering = ImportKey & { readonly importId: number };

interface Holder {
  readonly id: number;
  readonly number: number;
  readonly estado: string;
  readonly account: string;
}

export interface StoredHolder extends Holder {
  readonly version: number;
}

/**
 * Tells the other imports of the same key that this one reads the accounts. With REJECT the first to register an account
 * keeps it: throws EndAsFailed DUPLICATE_PERIODO where another import runs with it or has stored it, AttemptLostError. An
 * import that only validates neither registers nor is refused: it stores nothing twice.
 */
export async function registerAccounts(
  { database }: Pick<ImportParts, 'database'>,
  work: ImportWork,
  accounts: readonly string[],
): Promise<void> {
  if (work.validateOnly || accounts.length === 0) return;
  const holder = await database.transaction(async (sql) => {
    await lockKey(sql, 'ACCOUNTS', work);
    await holdClaim(sql, work);
    const found = work.duplicatePolicy === 'REJECT' ? await findHolder(sql, work, accounts) : undefined;
    if (found) await removeRows(sql, work, 'import_accounts');
    else await insertAccounts(sql, work, accounts);
    return found;
  });
  if (holder) throw duplicatePeriodo(work, holder);
}

/** None arrives after a cancellation has removed them. */
async function holdClaim(sql: Sql, work: ImportWork): Promise<void> {
  const [held] = await sql.query(
    `SELECT 1 FROM imports i WHERE ${stillClaimed('i')} FOR SHARE`,
    claimValues(work),
  );
  if (!held) throw new AttemptLostError(work);
}

/**
 * The same question in the finishing transaction, once no other import of the empresa can end before this one: another
 * may have read the account with a policy that does not ask, and have stored it first.
 */
export async function refuseStoredAccounts(sql: Sql, work: Registering): Promise<void> {
  const [holder] = await storedHolders(sql, work);
  if (holder) throw duplicatePeriodo(work, holder);
}

/** The other imports that have stored any account that this one has registered, each once, in the order of their ids. */
export async function storedHolders(sql: Sql, work: Registering): Promise<StoredHolder[]> {
  return sql.query<StoredHolder>(
    `SELECT DISTINCT ON (o.id) o.id, o.number, o.estado, o.version, a.account FROM import_accounts own
     JOIN import_accounts a ON ${sameKey('a')} AND a.account = own.account AND a.import_id <> own.import_id
     JOIN imports o ON o.id = a.import_id AND ${hasStored('o')}
     WHERE ${sameKey('own')} AND own.import_id = $6 ORDER BY o.id, a.account`,
    [...keyValues(work), work.importId],
  );
}

/** Throws EndAsFailed DUPLICATE_PERIODO where another import runs with one of the accounts or has stored it. */
export async function refuseHeldAccounts(
  sql: Sql,
  work: Registering,
  accounts: readonly string[],
): Promise<void> {
  const holder = await findHolder(sql, work, accounts);
  if (holder) throw duplicatePeriodo(work, holder);
}

/** Those that it registered before, in this attempt or an earlier one, are its own already. */
async function findHolder(
  sql: Sql,
  work: Registering,
  accounts: readonly string[],
): Promise<Holder | undefined> {
  const [holder] = await sql.query<Holder>(
    `SELECT o.id, o.number, o.estado, a.account FROM import_accounts a
     JOIN imports o ON o.id = a.import_id AND ${runsOrHasStored('o')}
     WHERE ${sameKey('a')} AND a.account = ANY($7::text[]) AND a.import_id <> $6
       AND NOT EXISTS (SELECT 1 FROM import_accounts own
         WHERE ${sameKey('own')} AND own.account = a.account AND own.import_id = $6)
     ORDER BY o.id LIMIT 1`,
    [...keyValues(work), work.importId, accounts],
  );
  return holder;
}

export async function insertAccounts(
  sql: Sql,
  work: Registering,
  accounts: readonly string[],
): Promise<void> {
  await sql.query(
    `INSERT INTO import_accounts (empresa_id, operador_id, plantilla_code, tipo_archivo_code, periodo, import_id, account)
     SELECT $1, $2, $3, $4, $5, $6, unnest($7::text[]) ON CONFLICT DO NOTHING`,
    [...keyValues(work), work.importId, accounts],
  );
}

function duplicatePeriodo(work: Registering, { id, number, estado, account }: Holder): EndAsFailed {
  const { tipoArchivoCode, periodo } = work;
  const [cuenta, ofAccount] =
    account === NO_ACCOUNT ? ['', ''] : [` de la cuenta ${account}`, ` of account ${account}`];
  return new EndAsFailed({
    code: 'DUPLICATE_PERIODO',
    message: message(
      `"${tipoArchivoCode}"${cuenta} en ${periodo} ya está en la importación ${number} (${estado}); no se guardó nada`,
      `"${tipoArchivoCode}"${ofAccount} in ${periodo} is in import ${number} already (${estado}); nothing was stored`,
    ),
    hint: message(
      'Si el archivo trae filas nuevas, programe otra importación con duplicatePolicy ADD; si es una versión corregida, con REPLACE',
      'If the file brings new rows, schedule another import with duplicatePolicy ADD; if it is a corrected version, with REPLACE',
    ),
    existingImportId: id,
  });
}
