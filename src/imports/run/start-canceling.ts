import { type MovedImport, moveImport } from '../../database/move-import.ts';
import type { Sql } from '../../database/sql.ts';
import type { ImportNow } from '../import-now.ts';

/**
 * EN_PROCESO → CANCELING, of an import that is locked: from the commit on its worker can write nothing, and its charges
 * cannot be committed any more.
 */
export async function startCanceling(
  sql: Sql,
  empresaId: number,
  { id, version }: ImportNow,
  by: { readonly actorId: number | null; readonly note?: string },
): Promise<MovedImport> {
  const moved = await moveImport(sql, {
    empresaId,
    importId: id,
    expect: { version },
    steps: [{ kind: 'CANCELING', to: { estado: 'EN_PROCESO', phase: 'CANCELING' } }],
    set: { confirm_before: null },
    ...by,
  });
  if (!moved) throw new Error(`Import ${id} changed although it was locked`);
  return moved;
}
