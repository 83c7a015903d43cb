/** How the runner keeps time. Tests use shorter times; nothing else does. */
export interface RunTiming {
  /** How long a worker may be silent before another takes its import: with pollMs, less than 15 s. */
  readonly leaseSeconds: number;
  /** A sign of life at least this often, also where a file takes long to yield its first row. */
  readonly heartbeatMs: number;
  /** Counters are written at most this often. */
  readonly progressMs: number;
  /** The safety net under the queue's wakes: a lost one, an ended lease, a date that came. */
  readonly pollMs: number;
  /** Before an attempt after a failed one, times the number of failures. */
  readonly backoffMs: number;
}

export const RUN_TIMING: RunTiming = {
  leaseSeconds: 10,
  heartbeatMs: 2_000,
  progressMs: 200,
  pollMs: 2_000,
  backoffMs: 1_000,
};

/** An import that was lost with its worker three times is not tried again. */
export const MAX_LOSSES = 3;
