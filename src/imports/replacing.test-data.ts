import type { DuplicatePolicy } from '../domain/codes.ts';
import type { Session } from '../domain/session.ts';
import { type CsvRow, csvOf, importRow, schedule, settled, upload } from './imports.test-data.ts';
import type { ImportParts } from './parts.ts';
import { IMPORT_TABLES } from './remove-rows.ts';
import { claimNext } from './run/claim-next.ts';
import { runImport } from './run/run-import.ts';
import { QUICK } from './run/runner.test-data.ts';

const NEVER = new AbortController().signal;

let files = 0;
/** No two have the same bytes. */
export const fileOf = (rows: readonly CsvRow[]) =>
  Buffer.concat([csvOf(rows), Buffer.from('\r\n'.repeat(++files))]);

/** What tests of imports that take each other's place do with them. */
export function replacing(parts: () => ImportParts) {
  /** Scheduled, uploaded, and run to its end by the runner that is running. */
  async function importRows(
    session: Session,
    duplicatePolicy: DuplicatePolicy,
    rows: readonly CsvRow[],
    periodo?: string,
  ) {
    const id = await schedule(parts(), session, { duplicatePolicy, ...(periodo ? { periodo } : {}) });
    await upload(parts(), session, id, fileOf(rows));
    return settled(parts(), session, id);
  }

  async function queued(session: Session, duplicatePolicy: DuplicatePolicy, rows: readonly CsvRow[]) {
    const id = await schedule(parts(), session, { duplicatePolicy });
    await upload(parts(), session, id, fileOf(rows));
    return id;
  }

  async function claimed() {
    const claim = await claimNext(parts(), QUICK, new Set());
    if (!claim) throw new Error('There is nothing to claim');
    return claim;
  }

  async function runNext(): Promise<void> {
    await runImport(parts(), await claimed(), QUICK, NEVER);
  }

  async function reverts(importId: number) {
    return parts().database.prisma.importEvent.findMany({ where: { importId, kind: 'REVERTED' } });
  }

  /** How many rows of an import are left in any table. */
  async function rowsLeft(importId: number): Promise<number> {
    const counts = await Promise.all(
      IMPORT_TABLES.map((table) =>
        parts().database.pool.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM ${table} WHERE import_id = $1`,
          [importId],
        ),
      ),
    );
    return counts.reduce((sum, { rows }) => sum + (rows[0]?.n ?? 0), 0);
  }

  /** Resolves when the import is STORING: its last rows are on their way, and its commit is near. */
  function storing({ empresaId }: Session, importId: number): Promise<void> {
    return new Promise((resolve) => {
      const stop = parts().changes.listen(empresaId, async (change) => {
        if (change.importId !== importId || change.kind !== 'LOGGED') return;
        const { phase } = await importRow(parts(), importId);
        if (phase === 'READING') return;
        stop();
        resolve();
      });
    });
  }

  return { importRows, queued, claimed, runNext, reverts, rowsLeft, storing };
}
