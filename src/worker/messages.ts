import type { MessagePort } from 'node:worker_threads';
import type { RowIssueCode } from '../domain/codes.ts';
import type { Failure } from '../domain/errors.ts';
import type { Periodo } from '../domain/periodo.ts';
import type { ReadLimits } from '../domain/row.ts';

/** The formats that the thread can read. */
export const READABLE_FORMATS = ['XLSX', 'XLSM', 'XLS', 'CSV', 'HTML'] as const;
export type ReadableFormat = (typeof READABLE_FORMATS)[number];

/** One file to read, check and encode: plain data, cloned into the thread. */
export interface ReadTask {
  /** A local file. */
  readonly path: string;
  readonly format: ReadableFormat;
  /** The plantilla's definition as JSON; it is compiled in the thread. */
  readonly definition: unknown;
  /** The code of the tipo de archivo. */
  readonly tipoArchivo: string;
  readonly periodo: Periodo;
  /** As the user has it: it may tell the account and the month. */
  readonly fileName?: string | undefined;
  /** The sheet that the user named; undefined: the one whose header matches. */
  readonly sheet: string | undefined;
  readonly empresaId: number;
  readonly importId: number;
  readonly attempt: number;
  /** False for a check without storing: everything is read and counted, no charges and no row hashes are posted. */
  readonly store: boolean;
  /** duplicatePolicy ADD: the hashes (ROW_HASH_BYTES each, in any order) of all rows that are already held. */
  readonly held: Uint8Array | undefined;
  readonly limits: ReadLimits;
  /** Int32Array of CONTROL_SLOTS: the reader's only way to hear while its loop runs. */
  readonly control: SharedArrayBuffer;
  readonly port: MessagePort;
}

export const CONTROL = {
  /** Batches that the main thread has finished with; the thread waits on it (Atomics.wait). */
  ACKNOWLEDGED: 0,
  /** 1: stop as soon as you see it, throw nothing, answer { kind: 'canceled' }. */
  CANCEL: 1,
  /** 0 until the thread has begun; then changes whenever it gets on, or waits for the main thread: see watchForStall. */
  PROGRESS: 2,
} as const;
export const CONTROL_SLOTS = 3;

/** Batches on their way at the same time: enough to keep both sides busy, 1 MiB of memory at the most. */
export const MAX_UNACKNOWLEDGED = 4;
/** Size of a batch: a transferred buffer of this size costs the main thread next to nothing. */
export const BATCH_BYTES = 256 * 1024;
/** A 128-bit hash of a row's canonical cells. Identical rows have equal hashes: what counts is how many there are. */
export const ROW_HASH_BYTES = 16;

/** What has been read so far. Every number only rises. */
export interface Counters {
  readonly rowsRead: number;
  readonly rowsAccepted: number;
  readonly rowsRejected: number;
  readonly rowsSkipped: number;
  readonly bytesRead: number;
}

export const NO_COUNTERS: Counters = {
  rowsRead: 0,
  rowsAccepted: 0,
  rowsRejected: 0,
  rowsSkipped: 0,
  bytesRead: 0,
};

/** Posted on the task's port. Messages with `bytes` transfer their buffer and are acknowledged one by one, in order. */
export type ThreadMessage =
  | {
      readonly kind: 'header';
      readonly sheet: string | null;
      readonly sheets: readonly string[];
      readonly headerRow: number;
    }
  /** Whole lines of COPY text for the columns CHARGE_COPY_COLUMNS. */
  | { readonly kind: 'charges'; readonly bytes: Uint8Array; readonly counters: Counters }
  /** Whole lines of COPY text for the columns ISSUE_COPY_COLUMNS. */
  | { readonly kind: 'issues'; readonly bytes: Uint8Array; readonly counters: Counters }
  /** Hashes of accepted rows, ROW_HASH_BYTES each. */
  | { readonly kind: 'hashes'; readonly bytes: Uint8Array; readonly counters: Counters }
  /** Accounts seen for the first time, in accepted rows. */
  | { readonly kind: 'accounts'; readonly accounts: readonly string[] }
  /** At most every PROGRESS_MS. */
  | { readonly kind: 'progress'; readonly counters: Counters };

export const PROGRESS_MS = 100;

/** Amounts as exact decimals in plain notation ("1386790.03"), at least two decimals. */
export interface ReadTotals {
  readonly lineas: number;
  readonly charges: number;
  readonly net: string;
  readonly tax: string;
  readonly total: string;
  /** Null where the definition does not say where it stands, or the file does not show it. */
  readonly declaredTotal: string | null;
}

/** How a task ended. The promise of a task rejects only on a bug, a lost thread or an aborted pool. */
export type ReadResult =
  | {
      readonly kind: 'done';
      readonly counters: Counters;
      readonly totals: ReadTotals;
      readonly issueCounts: Readonly<Partial<Record<RowIssueCode, number>>>;
      readonly accounts: readonly string[];
      /** Distinct numbers of accepted rows that gave no charge; other rows may charge them. */
      readonly unchargedLineas: readonly string[];
    }
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      readonly counters: Counters;
      /** Undefined where the thread was ended before it could say: what it had handed over is what there is. */
      readonly issueCounts: Readonly<Partial<Record<RowIssueCode, number>>> | undefined;
    }
  | { readonly kind: 'canceled' };
