import { type MovedImport, moveImport } from '../../database/move-import.ts';
import type { Sql } from '../../database/sql.ts';
import { CHARGE_COPY_COLUMNS, ISSUE_COPY_COLUMNS } from '../../domain/copy-columns.ts';
import type { Session } from '../../domain/session.ts';
import type { Counters, ReadTotals } from '../../worker/messages.ts';
import { hasIssues } from '../run/judge-reading.ts';
import { storeUncharged } from '../run/store-uncharged.ts';
import { notNow } from './refuse-rows.ts';
import type { ReprocessWork } from './reprocess-work.ts';
import type { StagedRows } from './staged-rows.ts';

export interface BroughtRows {
  readonly counters: Counters;
  readonly totals: ReadTotals;
  readonly rows: Int32Array;
  readonly lineas: readonly string[];
  readonly unchargedLineas: readonly string[];
}

/**
 * Makes the staged rows the import's: charges and hashes behind its own, sums and counters with theirs, the issues of
 * rows that came in resolved, those of rows that are still rejected replaced by what is wrong with them now. Throws
 * TransitionError where the import is no longer as it was when the reading began.
 */
export async function bringIn(
  sql: Sql,
  session: Session,
  work: ReprocessWork,
  staged: StagedRows,
  brought: BroughtRows,
): Promise<MovedImport> {
  const { rejected } = await staged.settle(brought.rows);
  const sums = await addedSums(sql, work, brought);
  await appendCharges(sql, work);
  await storeUncharged(sql, work, brought.unchargedLineas);
  await replaceIssues(sql, session, work);
  await staged.hashes.store(sql, work.empresaId, work.importId, await nextChunk(sql, work));
  const issueCounts = await openIssueCounts(sql, work);
  const { rowsAccepted, rowsSkipped } = brought.counters;
  const moved = await moveImport(sql, {
    empresaId: work.empresaId,
    importId: work.importId,
    expect: { version: work.version },
    steps: [{ kind: 'REPROCESSED', to: { estado: 'FINALIZADO', phase: 'DONE' } }],
    outcome: hasIssues(issueCounts) ? 'SUCCEEDED_WITH_ISSUES' : 'SUCCEEDED',
    set: { ...sums, issue_counts: issueCounts },
    actorId: session.usuarioId,
    note: `${rowsAccepted + rowsSkipped}/${rowsAccepted + rowsSkipped + rejected}`,
  });
  if (!moved) throw notNow('CHANGED', { ...work, id: work.importId });
  return moved;
}

/** A line counts once, also where an accepted row of before has named it already, with a charge or without. */
async function addedSums(sql: Sql, work: ReprocessWork, { counters, totals, lineas }: BroughtRows) {
  const { rowsAccepted, rowsSkipped } = counters;
  const [sums] = await sql.query<object>(
    `SELECT rows_accepted + $3::int AS rows_accepted, rows_skipped + $4::int AS rows_skipped,
       rows_rejected - $3::int - $4::int AS rows_rejected, charge_count + $5::int AS charge_count,
       net + $6::numeric AS net, tax + $7::numeric AS tax, total + $8::numeric AS total,
       lineas + (SELECT count(*)::int FROM unnest($9::text[]) AS l (number)
         WHERE NOT EXISTS (SELECT 1 FROM charges c
             WHERE c.empresa_id = $1 AND c.import_id = $2 AND c.linea_number = l.number)
           AND NOT EXISTS (SELECT 1 FROM import_uncharged_lineas u
             WHERE u.empresa_id = $1 AND u.import_id = $2 AND u.number = l.number)) AS lineas
     FROM imports WHERE empresa_id = $1 AND id = $2`,
    [
      work.empresaId,
      work.importId,
      rowsAccepted,
      rowsSkipped,
      totals.charges,
      totals.net,
      totals.tax,
      totals.total,
      lineas,
    ],
  );
  return sums ?? {};
}

async function appendCharges(sql: Sql, { empresaId, importId }: ReprocessWork): Promise<void> {
  const columns = listOf(CHARGE_COPY_COLUMNS);
  await sql.query(
    `INSERT INTO charges (${columns})
     SELECT ${columns.replace('"n"', 'n + last.last_n')} FROM corrected_charges,
       (SELECT coalesce(max(c.n), 0) FROM charges c WHERE c.empresa_id = $1 AND c.import_id = $2) AS last (last_n)`,
    [empresaId, importId],
  );
}

async function replaceIssues(sql: Sql, session: Session, work: ReprocessWork): Promise<void> {
  const { empresaId, importId, attempt } = work;
  const own = 'i.empresa_id = $1 AND i.import_id = $2 AND i.attempt = $3 AND i.resolved_at IS NULL';
  await sql.query(
    `DELETE FROM row_issues i USING corrected_rows r WHERE ${own} AND i.row = r.row AND r.rejected`,
    [empresaId, importId, attempt],
  );
  await sql.query(
    `UPDATE row_issues i SET resolved_at = clock_timestamp(), resolved_by_id = $4
     FROM corrected_rows r WHERE ${own} AND i.row = r.row AND NOT r.rejected`,
    [empresaId, importId, attempt, session.usuarioId],
  );
  const columns = listOf(ISSUE_COPY_COLUMNS);
  // Row 0 stands for the header, of which the first reading has said what there is to say.
  await sql.query(
    `INSERT INTO row_issues (${columns})
     SELECT ${columns.replace('"n"', 'n + last.last_n')} FROM corrected_issues,
       (SELECT coalesce(max(i.n), 0) FROM row_issues i
        WHERE i.empresa_id = $1 AND i.import_id = $2 AND i.attempt = $3) AS last (last_n)
     WHERE "row" > 0`,
    [empresaId, importId, attempt],
  );
}

async function nextChunk(sql: Sql, { empresaId, importId }: ReprocessWork): Promise<number> {
  const [row] = await sql.query<{ next: number }>(
    'SELECT coalesce(max(chunk) + 1, 0) AS next FROM import_row_hashes WHERE empresa_id = $1 AND import_id = $2',
    [empresaId, importId],
  );
  return row?.next ?? 0;
}

async function openIssueCounts(sql: Sql, work: ReprocessWork): Promise<Record<string, number>> {
  const rows = await sql.query<{ code: string; count: number }>(
    `SELECT code, count(*)::int AS count FROM row_issues
     WHERE empresa_id = $1 AND import_id = $2 AND attempt = $3 AND resolved_at IS NULL GROUP BY code`,
    [work.empresaId, work.importId, work.attempt],
  );
  return Object.fromEntries(rows.map(({ code, count }) => [code, count]));
}

function listOf(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ');
}
