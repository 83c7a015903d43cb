import type { ImportChange } from '../import-change.ts';
import type { LoggedEvent } from './event-log.ts';
import type { News } from './watch.ts';

export function loggedChange(event: LoggedEvent, matches: boolean, noticedAt: number): News<ImportChange> {
  const { sequence, kind, at, actorId, importId } = event;
  return {
    value: { sequence, kind, at, actorId, importId, matches },
    logged: sequence,
    about: importId,
    key: `${sequence} ${matches}`,
    noticedAt,
  };
}

/** What is in no log. */
export function unloggedChange(
  kind: 'SNAPSHOT' | 'SNAPSHOT_END' | 'PROGRESS',
  sequence: bigint,
  importId: number | null,
  noticedAt: number,
): News<ImportChange> {
  return {
    value: { sequence, kind, at: new Date(), actorId: null, importId, matches: true },
    logged: undefined,
    about: importId ?? 0,
    key: `${kind} ${sequence} ${importId}`,
    noticedAt,
  };
}
