import type { Import } from '../database/generated/client.ts';
import type { ImportAction } from '../domain/codes.ts';
import { actionsFor, isRetriable } from '../domain/import-state.ts';
import { hasRejectedRows } from '../imports/rejected/rejected-import.ts';
import { retriedOrHeld } from '../imports/retry/retried-or-held.ts';
import type { ApiContext } from './context.ts';
import { fileKept } from './file-kept.ts';

/** What this session may do with an import now. */
export async function actionsOf(context: ApiContext, row: Import): Promise<ImportAction[]> {
  const hasRejected = await hasRejectedRows((fileKey) => fileKept(context, fileKey), row);
  const canReadAgain = isRetriable(row) && (await mayBeReadAgain(context, row));
  return actionsFor({ ...row, hasRejected, canReadAgain }, row.createdById, await context.session());
}

async function mayBeReadAgain(context: ApiContext, row: Import): Promise<boolean> {
  const { parts, batches } = context;
  if (row.fileKey === null || !(await fileKept(context, row.fileKey))) return false;
  const isTaken = await batches.load('retriedOrHeld', row, async (rows) => {
    const ids = rows.map(({ id }) => id);
    const taken = await retriedOrHeld(parts.database, ids);
    return ids.map((id) => taken.has(id));
  });
  return !isTaken;
}
