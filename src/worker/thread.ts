import type { ReadResult, ReadTask } from './messages.ts';
import { previewFile } from './preview-file.ts';
import { readBillingFile } from './read-file.ts';

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
