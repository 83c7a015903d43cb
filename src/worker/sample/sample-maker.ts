import { Worker } from 'node:worker_threads';
import { CapacityError } from '../../domain/errors.ts';
import type { Language } from '../../domain/message.ts';
import { message } from '../../domain/message.ts';
import type { Periodo } from '../../domain/periodo.ts';
import { turns } from '../../domain/turns.ts';
import { threadUrl } from '../thread-url.ts';

/** What the thread is told. */
export interface SampleTask {
  /** As JSON; parseDefinition takes it. */
  readonly definition: unknown;
  readonly periodo: Periodo;
  /** Of the notes at the headers. */
  readonly language: Language;
}

/** Makes workbooks, one after the other, each in a thread of its own that ends with it. Disposing it ends them. */
export interface SampleMaker extends AsyncDisposable {
  /**
   * Rejects on a bug, where it takes too long, where too many wait, once the signal is aborted or the maker disposed
   * of.
   */
  make(task: SampleTask, signal: AbortSignal): Promise<Uint8Array>;
}

/** What writes a workbook takes a moment to load and some memory: one is enough. */
const MAX_WAITING = 20;
const MAX_MS = 20_000;
const MAX_HEAP_MIB = 256;
const RETRY_SECONDS = 5;

export function sampleMaker(): SampleMaker {
  const inTurn = turns(1, MAX_WAITING);
  const closing = new AbortController();
  const running = new Set<Promise<Uint8Array>>();
  const threads = new Set<Promise<unknown>>();
  return {
    async make(task, asked) {
      const signal = AbortSignal.any([closing.signal, asked]);
      const inTime = () => AbortSignal.any([signal, AbortSignal.timeout(MAX_MS)]);
      const made = inTurn(() => runThread(task, inTime(), threads), { signal, refused: tooMany });
      running.add(made);
      return made.finally(() => running.delete(made));
    },
    async [Symbol.asyncDispose]() {
      closing.abort(new Error('The maker of samples was closed'));
      await Promise.allSettled([...running, ...threads]);
    },
  };
}

function runThread(
  workerData: SampleTask,
  signal: AbortSignal,
  threads: Set<Promise<unknown>>,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(threadUrl(import.meta.url, 'write-sample'), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB },
    });
    const ended = new Promise<void>((end) => worker.once('exit', () => end()));
    threads.add(ended);
    void ended.then(() => threads.delete(ended));
    const stop = () => {
      reject(signal.reason);
      void worker.terminate();
    };
    signal.addEventListener('abort', stop, { once: true });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      signal.removeEventListener('abort', stop);
      reject(new Error('The thread that writes a sample has ended without one'));
    });
    if (signal.aborted) stop();
  });
}

function tooMany(): CapacityError {
  return new CapacityError(
    message(
      `Hay más de ${MAX_WAITING} archivos de muestra en espera; vuelva a intentarlo en ${RETRY_SECONDS} segundos`,
      `More than ${MAX_WAITING} sample files are waiting; try again in ${RETRY_SECONDS} seconds`,
    ),
    RETRY_SECONDS,
  );
}
