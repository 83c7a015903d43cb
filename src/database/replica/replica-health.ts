import type { Logger } from 'pino';

/** Why nothing is read from the replica. */
export type Trouble = 'UNREACHABLE' | 'LAGGING' | 'NO_STANDBY' | 'OTHER_CLUSTER';

/** Whether a replica is well: told of its answers and failures; the log says it when that changes. */
export interface ReplicaHealth {
  isWell(): boolean;
  /** Whether it is worth a wait: not while it is behind. */
  isPatient(): boolean;
  /** It had what was asked for in time. */
  reached(): void;
  /** It had not. That is forgiven for a while. */
  missed(): void;
  fail(trouble: Trouble, code?: string): void;
  /** It had what was asked for in one of the looks that are taken while it is not well. */
  lookedWell(): void;
}

/** A replica that has been behind for so long lags. */
const LAGGING_MS = 2_000;
/** In a row: one that is well now and then would fill the log. */
const GOOD_LOOKS = 3;

const SAID: Readonly<Record<Trouble, string>> = {
  UNREACHABLE: 'The replica cannot be reached: everything is read from the primary until it can',
  LAGGING: 'The replica lags behind: everything is read from the primary until it has caught up',
  NO_STANDBY: 'The replica follows the primary no longer: everything is read from the primary until it does',
  OTHER_CLUSTER: 'At the address of the replica is another database: everything is read from the primary',
};

export function replicaHealth(log: Logger): ReplicaHealth {
  let trouble: Trouble | undefined;
  let goodLooks = 0;
  let missedSince: number | undefined;
  const fail = (next: Trouble, code?: string): void => {
    goodLooks = 0;
    missedSince = undefined;
    if (trouble === undefined) log.warn({ trouble: next, ...(code && { code }) }, SAID[next]);
    trouble = next;
  };
  return {
    isWell: () => trouble === undefined,
    isPatient: () => missedSince === undefined,
    fail,
    reached: () => {
      missedSince = undefined;
    },
    missed: () => {
      goodLooks = 0;
      missedSince ??= performance.now();
      if (performance.now() - missedSince >= LAGGING_MS) fail('LAGGING');
    },
    lookedWell: () => {
      if (++goodLooks < GOOD_LOOKS) return;
      trouble = undefined;
      missedSince = undefined;
      log.info('The replica is well again: what only reads is read from it');
    },
  };
}
