import { CapacityError, FileError, ImportadorError, ImportFailedError } from '../domain/errors.ts';
import type { Message } from '../domain/message.ts';

export interface DownloadProblem {
  readonly status: number;
  readonly code: string;
  readonly text: Message;
  readonly retryAfterSeconds?: number;
}

/** How an error that is meant for people is told to who follows a link. Undefined: it is a bug. */
export function downloadProblem(error: unknown): DownloadProblem | undefined {
  if (error instanceof CapacityError) {
    return { status: 503, code: error.code, text: error.text, retryAfterSeconds: error.retryAfterSeconds };
  }
  if (isGone(error)) return { status: 410, code: 'GONE', text: error.text };
  // The file cannot be read any more: broken since, or beyond a limit that was lowered.
  return error instanceof ImportadorError ? { status: 422, code: error.code, text: error.text } : undefined;
}

function isGone(error: unknown): error is ImportadorError {
  return (
    (error instanceof FileError && error.code === 'FILE_PURGED') ||
    (error instanceof ImportFailedError && error.code === 'FILE_LOST')
  );
}
