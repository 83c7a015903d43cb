/** Operations a minute, a minute's worth of them at once; 0: as many as they like. */
export interface RateLimits {
  /** With one token. */
  readonly perSession: number;
  /** From one address, whoever it is that asks there. */
  readonly perAddress: number;
}

/** Far above what people and their screens do, and what a program does that waits for its answers. */
export const DEFAULT_RATE_LIMITS: RateLimits = { perSession: 6_000, perAddress: 30_000 };
