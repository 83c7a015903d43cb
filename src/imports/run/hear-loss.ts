import { loggable } from '../loggable.ts';
import type { ImportParts } from '../parts.ts';
import { AttemptLostError, type Claim, claimValues, stillClaimed } from './claim.ts';

/** Aborts with AttemptLostError as soon as this process hears that the attempt is over. */
export interface Loss extends Disposable {
  readonly signal: AbortSignal;
  /** For whoever has found it out. */
  lost(): void;
}

/** Listens from this call on. Where another process's message is lost, the next sign of life finds it out. */
export function hearLoss({ database, changes, log }: ImportParts, claim: Claim): Loss {
  const controller = new AbortController();
  const lost = () => controller.abort(new AttemptLostError(claim));
  const look = async (): Promise<void> => {
    try {
      const { rows } = await database.pool.query(
        `SELECT 1 FROM imports i WHERE ${stillClaimed('i')}`,
        claimValues(claim),
      );
      if (rows.length === 0) lost();
    } catch (error) {
      log.warn({ err: loggable(error), importId: claim.importId }, 'Whether an attempt is over is not known');
    }
  };
  const unlisten = changes.listen(claim.empresaId, ({ importId, kind }) => {
    if (importId === claim.importId && kind === 'LOGGED') void look();
  });
  return { signal: controller.signal, lost, [Symbol.dispose]: unlisten };
}
