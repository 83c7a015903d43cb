import type { Sql } from '../../database/sql.ts';
import { lockImport } from '../import-now.ts';
import type { ImportParts } from '../parts.ts';
import { releaseFile } from '../release-file.ts';
import { mayChange, type OldImport } from './remove-in-steps.ts';

/** In SQL, an interval. */
export type Age = { readonly months: number } | { readonly days: number };

/**
 * Lets every import that ended so long ago go of its file, oldest first: the bytes are removed once no import names them
 * any more. What the file was called, how large it was and its sha256 stay in the record.
 */
export async function purgeFiles(
  parts: Pick<ImportParts, 'database' | 'store' | 'log'>,
  age: Age,
  signal: AbortSignal,
): Promise<void> {
  const busy: number[] = [];
  while (!signal.aborted) {
    const old = await oldest(parts, age, busy);
    if (!old) return;
    const key = await parts.database.transaction((sql) => letGo(sql, old));
    if (key) await releaseFile(parts, old.empresaId, key);
    else busy.push(old.id);
  }
}

async function oldest(
  { database }: Pick<ImportParts, 'database'>,
  age: Age,
  busy: readonly number[],
): Promise<OldImport | undefined> {
  const [unit, amount] = 'months' in age ? ['months', age.months] : ['days', age.days];
  const { rows } = await database.pool.query<OldImport>(
    `SELECT id, empresa_id AS "empresaId" FROM imports
     WHERE file_purged_at IS NULL AND finished_at <= now() - make_interval(${unit} => $1) AND file_key IS NOT NULL
       AND id <> ALL($2::int[]) ORDER BY finished_at LIMIT 1`,
    [amount, busy],
  );
  return rows[0];
}

/** The key that it named. Undefined: it names none any more, or rows are being brought into it. */
async function letGo(sql: Sql, old: OldImport): Promise<string | undefined> {
  if (!(await mayChange(sql, old))) return undefined;
  const { fileKey } = await lockImport(sql, old.empresaId, old.id);
  if (fileKey === null) return undefined;
  await sql.query(
    `UPDATE imports SET file_key = NULL, file_purged_at = clock_timestamp(), version = version + 1
     WHERE empresa_id = $1 AND id = $2`,
    [old.empresaId, old.id],
  );
  return fileKey;
}
