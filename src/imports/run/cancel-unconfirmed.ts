import { lockImport } from '../import-now.ts';
import { loggable } from '../loggable.ts';
import type { ImportParts } from '../parts.ts';
import { publishMoved } from '../publish-moved.ts';
import { startCanceling } from './start-canceling.ts';

/**
 * AWAITING_CONFIRMATION → CANCELING for every import whose time to be confirmed is over, by the database's clock. Of
 * that and a confirmation at the last moment exactly one wins.
 */
export async function cancelUnconfirmed(parts: ImportParts): Promise<void> {
  const { rows } = await parts.database.pool.query<{ id: number; empresaId: number }>(
    `SELECT id, empresa_id AS "empresaId" FROM imports
     WHERE estado = 'EN_PROCESO' AND phase = 'AWAITING_CONFIRMATION' AND confirm_before <= now() ORDER BY id`,
  );
  for (const { id, empresaId } of rows) {
    try {
      await cancelOne(parts, empresaId, id);
    } catch (error) {
      const log = parts.log.child({ importId: id });
      log.warn(
        { err: loggable(error) },
        'What was not confirmed in time could not be canceled; that is tried again',
      );
    }
  }
}

async function cancelOne({ database, changes }: ImportParts, empresaId: number, id: number): Promise<void> {
  const moved = await database.transaction(async (sql) => {
    const now = await lockImport(sql, empresaId, id);
    if (now.phase !== 'AWAITING_CONFIRMATION') return undefined;
    return startCanceling(sql, empresaId, now, { actorId: null, note: 'CONFIRM_TIMEOUT' });
  });
  if (moved) publishMoved({ changes }, moved);
}
