import type { Logger } from 'pino';
import type { Database } from '../database/open-database.ts';
import type { ReadLimits } from '../domain/row.ts';
import type { InTurn } from '../domain/turns.ts';
import type { Changes } from '../events/changes.ts';
import type { WakeQueue } from '../events/wake-queue.ts';
import type { FileStore } from '../storage/file-store.ts';
import type { ReaderPool } from '../worker/pool.ts';
import type { PreviewPool } from '../worker/preview-pool.ts';
import type { RowsPool } from '../worker/rejected/rows-pool.ts';

export interface ImportSettings {
  readonly maxUploadBytes: number;
  readonly readLimits: ReadLimits;
  /** processName(): the next process on this machine sees whether it still runs what it has claimed. */
  readonly node: string;
  /** How long an import waits for its confirmation. */
  readonly confirmTimeoutSeconds: number;
  /** Imports running at the same time. Each needs two of the database's connections. */
  readonly workers: number;
  /** Imports of one empresa running at the same time, on all servers together; left out: as many as there are workers. */
  readonly workersPerEmpresa?: number | undefined;
  /** How long the charges, issues and file of an import are kept after it has ended; left out: for ever. */
  readonly retentionMonths?: number | undefined;
  /** How long its file alone is kept; left out: as long as its rows. */
  readonly sourceRetentionDays?: number | undefined;
}

/** What the verbs of an import work with. */
export interface ImportParts {
  readonly database: Database;
  readonly store: FileStore;
  readonly changes: Changes;
  readonly queue: WakeQueue;
  readonly readerPool: ReaderPool;
  readonly previewPool: PreviewPool;
  readonly rowsPool: RowsPool;
  /** correctionTurns() */
  readonly corrections: InTurn;
  readonly log: Logger;
  readonly settings: ImportSettings;
}
