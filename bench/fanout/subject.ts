import { readFileSync } from 'node:fs';
import { threadTimes } from '../import/thread-times.ts';

/** A server whose subscribers are measured, whoever wrote it. */
export interface Subject extends AsyncDisposable {
  readonly graphqlUrl: string;
  readonly token: string;
  readonly pid: number;
  /** Imports that run, as its clients name them. */
  readonly importIds: readonly string[];
  /** Every one of them has now read so many rows, and whoever watches is told. */
  publish(rowsRead: number): Promise<void>;
}

export function cpuSeconds({ pid }: Pick<Subject, 'pid'>): number {
  const { main, others } = threadTimes(pid);
  return main + others;
}

export function residentBytes({ pid }: Pick<Subject, 'pid'>): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024;
}
