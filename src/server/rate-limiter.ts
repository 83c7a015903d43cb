import { createHash } from 'node:crypto';
import type { RateLimits } from '../domain/rate-limits.ts';

export interface RateLimiter {
  /** Takes one operation from both, or from none of them: then after how many seconds there is one again. */
  take(by: { readonly address: string; readonly token: string | undefined }): number | undefined;
}

interface Bucket {
  left: number;
  at: number;
}

interface Buckets {
  readonly perMinute: number;
  readonly known: Map<string, Bucket>;
}

const MINUTE_MS = 60_000;
/** Of each kind; then those that have not asked for the longest time are forgotten. */
const MAX_BUCKETS = 50_000;
const FORGOTTEN_AT_ONCE = 5_000;

/** Token buckets in the memory of this process: a minute's worth at once, and then as many as flow in. */
export function rateLimiter(
  { perSession, perAddress }: RateLimits,
  now = () => performance.now(),
): RateLimiter {
  const sessions: Buckets = { perMinute: perSession, known: new Map() };
  const addresses: Buckets = { perMinute: perAddress, known: new Map() };
  return {
    take({ address, token }) {
      const time = now();
      const wanted = [
        ...(perAddress > 0 ? [filled(addresses, address, time)] : []),
        ...(perSession > 0 && token !== undefined ? [filled(sessions, keyOf(token), time)] : []),
      ];
      const waits = wanted.map(({ bucket, perMinute }) => secondsUntilOne(bucket, perMinute));
      const longest = Math.max(0, ...waits);
      if (longest > 0) return longest;
      for (const { bucket } of wanted) bucket.left -= 1;
      return undefined;
    },
  };
}

/** A token is not kept, not even in memory. */
function keyOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}

/** The known ones stand in the order in which they asked last. */
function filled(
  { perMinute, known }: Buckets,
  key: string,
  time: number,
): { bucket: Bucket; perMinute: number } {
  const before = known.get(key);
  known.delete(key);
  if (!before) forgetOldest(known);
  const left = before ? before.left + ((time - before.at) * perMinute) / MINUTE_MS : perMinute;
  const bucket = { left: Math.min(perMinute, left), at: time };
  known.set(key, bucket);
  return { bucket, perMinute };
}

/** Many at once and seldom: a map that loses its first entry again and again gets slow. */
function forgetOldest(known: Map<string, Bucket>): void {
  if (known.size < MAX_BUCKETS) return;
  let forgotten = 0;
  for (const key of known.keys()) {
    known.delete(key);
    forgotten += 1;
    if (forgotten === FORGOTTEN_AT_ONCE) return;
  }
}

function secondsUntilOne({ left }: Bucket, perMinute: number): number {
  return left >= 1 ? 0 : Math.max(1, Math.ceil(((1 - left) * 60) / perMinute));
}
