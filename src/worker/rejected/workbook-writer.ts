import { Worker } from 'node:worker_threads';
import { threadUrl } from '../thread-url.ts';
import type { NotedRows, WriterMessage, WriterRequest, WriterTask } from './workbook-messages.ts';

/** A workbook that is written in a thread of its own while it is sent; the thread ends with it. */
export interface WorkbookWriter extends AsyncDisposable {
  /** Resolves once the rows are written; waits for whoever takes the chunks. Takes the bytes away. */
  write(rows: NotedRows): Promise<void>;
  /** No more rows. */
  end(): void;
  /** The workbook, to be read once. */
  chunks(): AsyncGenerator<Uint8Array, void, void>;
}

const MAX_HEAP_MIB = 512;
/** What a batch leaves behind is soon collected instead of kept: less memory for a little time. */
const YOUNG_MIB = 8;

export function openWorkbookWriter(task: WriterTask): WorkbookWriter {
  const worker = new Worker(threadUrl(import.meta.url, 'write-workbook'), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB, maxYoungGenerationSizeMb: YOUNG_MIB },
  });
  const chunks: Uint8Array[] = [];
  let isWhole = false;
  let failure: Error | undefined;
  let wakeReader = (): void => {};
  let settle: { resolve(): void; reject(error: Error): void } | undefined;
  const ask = (request: WriterRequest, transfer: ArrayBuffer[] = []) => worker.postMessage(request, transfer);
  const fail = (error: Error): void => {
    failure ??= error;
    settle?.reject(failure);
    wakeReader();
  };
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('The thread that writes a workbook has ended')));
  worker.on('message', (message: WriterMessage) => {
    switch (message.kind) {
      case 'taken':
        return settle?.resolve();
      case 'bytes':
        chunks.push(message.bytes);
        return wakeReader();
      case 'end':
        isWhole = true;
        return wakeReader();
      default:
        return message satisfies never;
    }
  });
  return {
    write: (rows) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        settle = { resolve, reject };
        ask(rows, [rows.bytes.buffer as ArrayBuffer]);
      }),
    end: () => ask({ kind: 'end' }),
    async *chunks() {
      for (;;) {
        const chunk = chunks.shift();
        if (chunk) {
          yield chunk;
          ask({ kind: 'more' });
        } else if (isWhole) return;
        else if (failure) throw failure;
        else
          await new Promise<void>((resolve) => {
            wakeReader = resolve;
          });
      }
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}
