import type { MovedImport } from '../database/move-import.ts';
import type { Sql } from '../database/sql.ts';
import { requirePermission, type Session } from '../domain/session.ts';
import { lockImport, readImport } from './import-now.ts';
import type { ImportParts } from './parts.ts';
import { publishMoved } from './publish-moved.ts';
import { endCanceling } from './run/end-canceling.ts';
import { startCanceling } from './run/start-canceling.ts';
import { transitionRefused } from './transition-refused.ts';

/**
 * EN_PROCESO → CANCELING → FINALIZADO/CANCELED, whatever it is doing; resolves when no row of it is left. Of a
 * cancellation and the commit of the charges exactly one wins. Canceling one that is CANCELING or CANCELED changes
 * nothing. Throws TransitionError before it runs and once it has ended otherwise.
 */
export async function cancelImport(
  parts: ImportParts,
  session: Session,
  importId: number,
): Promise<{ importId: number }> {
  requirePermission(session, 'CANCEL');
  const { createdById } = await readImport(parts, session, importId);
  requirePermission(session, 'CANCEL', createdById);
  const canceling = await parts.database.transaction((sql) => markCanceling(sql, session, importId));
  if (!canceling) return { importId };
  publishMoved(parts, canceling);
  await endCanceling(parts, { empresaId: session.empresaId, importId });
  return { importId };
}

async function markCanceling(
  sql: Sql,
  { empresaId, usuarioId }: Session,
  importId: number,
): Promise<MovedImport | undefined> {
  const now = await lockImport(sql, empresaId, importId);
  if (now.phase === 'CANCELING' || now.outcome === 'CANCELED') return undefined;
  if (now.estado !== 'EN_PROCESO') throw transitionRefused('CANCEL', now);
  return startCanceling(sql, empresaId, now, { actorId: usuarioId });
}
