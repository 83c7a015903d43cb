import type { ReadResult, ReadTask } from './messages.ts';
import { previewFile } from './preview-file.ts';
import { readBillingFile } from './read-file.ts';
import { type CorrectResult, correctRows } from './rejected/correct-rows.ts';
import type { CorrectTask, SelectResult, SelectTask } from './rejected/messages.ts';
import { selectRows } from './rejected/select-rows.ts';

/** The entry of a reader thread: Piscina calls it with one task after the other. */
export default function read(task: ReadTask): ReadResult {
  try {
    return readBillingFile(task);
  } finally {
    task.port.close();
  }
}

/** The entry of a thread that looks at the heads of files: see preview-pool.ts. */
export const preview = previewFile;

/** Takes rejected rows out of a file: see rejected/rows-pool.ts. */
export function select(task: SelectTask): SelectResult {
  try {
    return selectRows(task);
  } finally {
    task.port.close();
  }
}

/** Reads the corrected ones. */
export function correct(task: CorrectTask): CorrectResult {
  try {
    return correctRows(task);
  } finally {
    task.port.close();
  }
}
