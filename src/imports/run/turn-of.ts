import { lockEmpresa } from '../../database/lock-empresa.ts';
import type { Sql } from '../../database/sql.ts';
import type { ImportParts } from '../parts.ts';

/** How many of an empresa's imports a worker has, on any server: a condition about imports, for SQL. */
export function runningOf(empresaId: string): string {
  return `(SELECT count(*)::int FROM imports r WHERE r.empresa_id = ${empresaId} AND r.estado = 'EN_PROCESO'
    AND r.phase IN ('READING', 'STORING', 'RESUMING') AND r.attempt_started_at IS NOT NULL)`;
}

/** The most that may run of one empresa, as a number for SQL; no limit is more than there can be. */
export function limitOf({ settings }: Pick<ImportParts, 'settings'>): number {
  return settings.workersPerEmpresa ?? 1_000_000;
}

/**
 * Makes the claim where the empresa may run one more, which then was its turn and holds it back behind all others that
 * wait; a claim that gets nothing is no turn. The empresa is locked from here on, so that two servers cannot both take
 * the last place.
 */
export async function takeTurn<T>(
  parts: Pick<ImportParts, 'settings'>,
  sql: Sql,
  empresaId: number,
  claim: () => Promise<T | undefined>,
): Promise<T | undefined> {
  await lockEmpresa(sql, empresaId);
  const [row] = await sql.query<{ running: number }>(`SELECT ${runningOf('$1::int')} AS running`, [
    empresaId,
  ]);
  if ((row?.running ?? 0) >= limitOf(parts)) return undefined;
  const claimed = await claim();
  if (claimed === undefined) return undefined;
  await sql.query('UPDATE empresas SET last_turn_at = clock_timestamp() WHERE id = $1', [empresaId]);
  return claimed;
}
