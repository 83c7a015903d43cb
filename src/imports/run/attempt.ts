import type { ImportParts } from '../parts.ts';
import type { ImportWork } from './import-work.ts';
import type { ProgressWriter } from './progress-writer.ts';

/** One attempt at an import, and what it works with. The signal stops it at once. */
export interface Attempt {
  readonly parts: ImportParts;
  readonly work: ImportWork;
  readonly progress: ProgressWriter;
  readonly signal: AbortSignal;
}
