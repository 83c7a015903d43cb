import type { BenchFile } from '../files/variants.ts';

export interface ReadResult {
  readonly rows: number;
  /** What was found, to be compared with the other readers. */
  readonly note: string;
}
export type Read = () => Promise<ReadResult>;

/** Loads its modules, which is not measured, and returns the reading, which is. Throws where it cannot read such a file. */
export type Reader = (file: BenchFile) => Promise<Read>;

export interface Times {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** What reading in a process of its own took. */
export interface Measured extends ReadResult {
  readonly first: Times;
  readonly warm: Times;
  /** Before the first reading, with the modules loaded. */
  readonly startRss: number;
  readonly peakRss: number;
}
