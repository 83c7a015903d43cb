import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { RequestError } from '../../domain/errors.ts';
import { message as inBoth } from '../../domain/message.ts';
import { threadUrl } from '../../worker/thread-url.ts';
import type { Page } from '../read-pages.ts';
import type { WritingMessage, WritingRequest, WritingTask } from './messages.ts';

const MAX_HEAP_MIB = 128;
/** What a page leaves behind is soon collected instead of kept: less memory for a little time. */
const YOUNG_MIB = 2;

/**
 * A file that a thread of its own makes of the pages, one page at a time. The thread ends with the file, when it is left
 * early, and when the signal is aborted; then it throws.
 */
export async function* writeInThread(
  pages: AsyncIterable<Page>,
  task: WritingTask,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const worker = new Worker(threadUrl(import.meta.url, 'write-rows'), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB, maxYoungGenerationSizeMb: YOUNG_MIB },
  });
  try {
    const failed = new AbortController();
    worker.on('error', (error) => failed.abort(error));
    worker.on('exit', () => failed.abort(new Error('The thread that writes an export has ended')));
    // Throws where the signal is aborted already.
    const messages = on(worker, 'message', { signal: AbortSignal.any([signal, failed.signal]) });
    const ask = (request: WritingRequest) => worker.postMessage(request);
    const until = async function* (kind: 'taken' | 'end'): AsyncGenerator<Uint8Array, void, void> {
      for (;;) {
        const next = await messages.next();
        if (next.done) throw new Error('The thread that writes an export says nothing more');
        const [message] = next.value as [WritingMessage];
        if (message.kind === 'unfit') throw unfit(task.format);
        if (message.kind === kind) return;
        if (message.kind !== 'bytes') continue;
        yield message.bytes;
        ask({ kind: 'more' });
      }
    };
    for await (const { content } of pages) {
      ask({ kind: 'rows', content });
      yield* until('taken');
    }
    ask({ kind: 'end' });
    yield* until('end');
  } finally {
    await worker.terminate();
  }
}

function unfit(format: string): RequestError {
  return new RequestError(
    'BAD_USER_INPUT',
    inBoth(
      `Una cifra tiene más dígitos que los 20 enteros y 18 decimales que caben en ${format}; pida CSV o NDJSON`,
      `An amount has more digits than the 20 before the point and 18 behind it that ${format} holds; ask for CSV or NDJSON`,
    ),
  );
}
