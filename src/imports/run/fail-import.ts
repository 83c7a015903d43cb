import { lockEmpresa } from '../../database/lock-empresa.ts';
import { moveImport } from '../../database/move-import.ts';
import type { Sql } from '../../database/sql.ts';
import type { RowIssueCode } from '../../domain/codes.ts';
import type { Failure } from '../../domain/errors.ts';
import { message } from '../../domain/message.ts';
import type { ReadTotals } from '../../worker/messages.ts';
import type { ImportParts } from '../parts.ts';
import { publishMoved } from '../publish-moved.ts';
import { removeRows } from '../remove-rows.ts';
import type { Claim } from './claim.ts';

/** What is known of the reading beside its failure. */
export interface FailedReading {
  /** Left out: counted in what was written. */
  readonly issueCounts?: Readonly<Partial<Record<RowIssueCode, number>>>;
  /** The last row was read. */
  readonly isComplete?: boolean;
  /** Of an import that only validates: what it would have stored. */
  readonly totals?: ReadTotals;
}

export interface FailOptions {
  readonly reading?: FailedReading;
  readonly isStill?: (sql: Sql, claim: Claim) => Promise<boolean>;
}

/**
 * EN_PROCESO → FINALIZADO/FAILED, with its issues, the counters and the percent it had, and no account registered.
 * Does nothing once the import has ended, is another's, or is not as `isStill` wants it.
 */
export async function failImport(
  parts: ImportParts,
  claim: Claim,
  failure: Failure,
  { reading = {}, isStill = async () => true }: FailOptions = {},
): Promise<void> {
  const { empresaId, importId, attempt } = claim;
  const failed = await parts.database.transaction(async (sql) => {
    await lockEmpresa(sql, empresaId);
    if (!(await isStill(sql, claim))) return undefined;
    const moved = await moveImport(sql, {
      empresaId,
      importId,
      expect: { attempt },
      steps: [{ kind: 'FINISHED', to: { estado: 'FINALIZADO', phase: 'DONE' } }],
      outcome: 'FAILED',
      set: await columnsOf(sql, claim, failure, reading),
      actorId: null,
      note: failure.code,
    });
    if (moved) await removeRows(sql, claim, 'import_accounts');
    return moved;
  });
  if (failed) publishMoved(parts, failed);
}

async function columnsOf(
  sql: Sql,
  claim: Claim,
  failure: Failure,
  { issueCounts, isComplete, totals }: FailedReading,
) {
  const [row] = await sql.query<{ clock: Date; rowsRead: number }>(
    `SELECT clock_timestamp() AS clock, rows_read AS "rowsRead" FROM imports WHERE empresa_id = $1 AND id = $2`,
    [claim.empresaId, claim.importId],
  );
  return {
    finished_at: row?.clock,
    failure,
    issue_counts: issueCounts ?? (await writtenIssues(sql, claim)),
    ...(isComplete ? { rows_total: row?.rowsRead } : {}),
    ...totalColumns(totals ?? NO_TOTALS),
  };
}

async function writtenIssues(
  sql: Sql,
  { empresaId, importId, attempt }: Claim,
): Promise<Record<string, number>> {
  const rows = await sql.query<{ code: string; n: number }>(
    `SELECT code, count(*)::int AS n FROM row_issues
     WHERE empresa_id = $1 AND import_id = $2 AND attempt = $3 GROUP BY code`,
    [empresaId, importId, attempt],
  );
  return Object.fromEntries(rows.map(({ code, n }) => [code, n]));
}

/** Of what ended without storing anything. */
export const NO_TOTALS: ReadTotals = {
  lineas: 0,
  charges: 0,
  net: '0',
  tax: '0',
  total: '0',
  declaredTotal: null,
};

/** The columns of an import that hold its totals. */
export function totalColumns({ lineas, charges, net, tax, total, declaredTotal }: ReadTotals) {
  return { lineas, charge_count: charges, net, tax, total, declared_total: declaredTotal };
}

export function internalFailure(): Failure {
  return {
    code: 'INTERNAL',
    message: message(
      'El servidor tropezó con un error propio al leer el archivo; no quedó ningún cargo guardado',
      'The server met an error of its own while reading the file; no charge was stored',
    ),
    hint: message(
      'Avise a quien administra el servidor y dígale el número de la importación: el registro dice más',
      'Tell whoever runs the server, with the number of the import: the log says more',
    ),
  };
}
