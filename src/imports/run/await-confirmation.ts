import { databaseClock } from '../../database/database-clock.ts';
import { type MovedImport, moveImport } from '../../database/move-import.ts';
import type { ImportParts } from '../parts.ts';
import { AttemptLostError } from './claim.ts';
import { countColumns } from './finish-import.ts';
import type { ImportWork } from './import-work.ts';
import type { DoneReading } from './judge-reading.ts';

/**
 * EN_PROCESO/AWAITING_CONFIRMATION, with everything that was counted. It holds no worker and no lease, so that nothing
 * but confirmImport, cancelImport and the deadline ends it, whatever restarts meanwhile. Throws AttemptLostError.
 */
export async function awaitConfirmation(
  { database, settings }: ImportParts,
  work: ImportWork,
  done: DoneReading,
): Promise<MovedImport> {
  return database.transaction(async (sql) => {
    const clock = await databaseClock(sql);
    const moved = await moveImport(sql, {
      empresaId: work.empresaId,
      importId: work.importId,
      expect: { attempt: work.attempt },
      steps: [
        { kind: 'AWAITING_CONFIRMATION', to: { estado: 'EN_PROCESO', phase: 'AWAITING_CONFIRMATION' } },
      ],
      set: {
        ...countColumns(work, done),
        confirm_before: new Date(clock.getTime() + settings.confirmTimeoutSeconds * 1_000),
        node: null,
        lease_ends_at: null,
      },
      actorId: null,
    });
    if (!moved) throw new AttemptLostError(work);
    return moved;
  });
}
