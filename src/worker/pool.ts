import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { failureOf } from '../domain/errors.ts';
import { limitExceeded } from '../formats/limit-exceeded.ts';
import { MessageDelivery } from './message-delivery.ts';
import {
  CONTROL,
  CONTROL_SLOTS,
  NO_COUNTERS,
  type ReadResult,
  type ReadTask,
  type ThreadMessage,
} from './messages.ts';
import { watchForStall } from './stall-watch.ts';
import { Turns } from './turns.ts';

export interface ReaderPoolOptions {
  /** Files read at the same time. */
  readonly threads: number;
  /** Aborting cancels every run, as disposing does. */
  readonly signal?: AbortSignal;
  /** The module that the threads run; only tests have another. */
  readonly thread?: URL;
}

export interface RunOptions {
  /**
   * Called for one message after the other, in the order in which the thread posted them; a message with bytes counts as
   * acknowledged once the promise resolves. If it rejects, the thread stops and the run rejects with the same error.
   */
  readonly onMessage: (message: ThreadMessage) => Promise<void> | void;
  /** Aborting ends the run as { kind: 'canceled' }, while it waits for a thread as well as while it reads. */
  readonly signal?: AbortSignal;
}

export interface ReaderPool extends AsyncDisposable {
  /**
   * Reads one file in a thread, as soon as one is free. Resolves when every message has been handled. Rejects on a bug, a
   * lost thread or an onMessage that rejected: other runs go on, and the pool has a new thread. A thread that does not
   * get on is ended, and its run resolves as failed with LIMIT_EXCEEDED, or as canceled where it was to stop.
   */
  run(task: Omit<ReadTask, 'port' | 'control'>, options: RunOptions): Promise<ReadResult>;
}

/** An idle thread keeps its compiled code for a while, then gives its memory back. */
const IDLE_MS = 60_000;
/** The heap of a thread stays below 100 MB; bytes do not count here, they have limits of their own. */
const MAX_HEAP_MIB = 1_024;

export function createReaderPool(options: ReaderPoolOptions): ReaderPool {
  const piscina = new Piscina({
    filename: (options.thread ?? threadUrl()).href,
    minThreads: 0,
    maxThreads: options.threads,
    idleTimeout: IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB },
  });
  // A thread that dies between two tasks has nobody to tell; the next task gets a new one.
  piscina.on('error', () => {});
  const turns = new Turns(options.threads);
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();

  async function run(task: Parameters<ReaderPool['run']>[0], { onMessage, signal }: RunOptions) {
    const signals = [closing.signal, signal, options.signal].filter((each) => each !== undefined);
    const stop = AbortSignal.any(signals);
    if (!(await turns.take(stop))) return { kind: 'canceled' } as const;
    try {
      return await runInThread(piscina, task, onMessage, stop);
    } finally {
      turns.giveBack();
    }
  }

  return {
    async run(task, runOptions) {
      if (closing.signal.aborted) throw new Error('The reader pool is closed');
      const result = run(task, runOptions);
      running.add(result);
      try {
        return await result;
      } finally {
        running.delete(result);
      }
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.allSettled(running);
      await piscina.destroy();
    },
  };
}

async function runInThread(
  piscina: Piscina,
  task: Omit<ReadTask, 'port' | 'control'>,
  onMessage: RunOptions['onMessage'],
  stop: AbortSignal,
): Promise<ReadResult> {
  const control = new SharedArrayBuffer(CONTROL_SLOTS * Int32Array.BYTES_PER_ELEMENT);
  const slots = new Int32Array(control);
  const { port1, port2 } = new MessageChannel();
  const cancel = (): void => {
    Atomics.store(slots, CONTROL.CANCEL, 1);
    Atomics.notify(slots, CONTROL.ACKNOWLEDGED);
  };
  let counters = NO_COUNTERS;
  const delivery = new MessageDelivery({
    port: port1,
    slots,
    onMessage: (message) => {
      if ('counters' in message) counters = message.counters;
      return onMessage(message);
    },
    onFailure: cancel,
  });
  const stalled = new AbortController();
  using _watch = watchForStall({
    slots,
    seconds: task.limits.stalledSeconds,
    onStall: () => stalled.abort(),
  });
  stop.addEventListener('abort', cancel, { once: true });
  if (stop.aborted) cancel();
  try {
    const whole: ReadTask = { ...task, control, port: port2 };
    const result = await runUnlessStalled(piscina, whole, stalled.signal);
    await delivery.finish();
    if (stop.aborted) return { kind: 'canceled' };
    if (result !== undefined) return result;
    const failure = failureOf(limitExceeded(task.limits, 'stalledSeconds'));
    return { kind: 'failed', failure, counters, issueCounts: undefined };
  } finally {
    stop.removeEventListener('abort', cancel);
    await delivery.stop();
  }
}

/** Undefined: the thread has stalled and was ended, as piscina does with one whose task is aborted. */
async function runUnlessStalled(
  piscina: Piscina,
  task: ReadTask,
  stalled: AbortSignal,
): Promise<ReadResult | undefined> {
  try {
    return await piscina.run(task, { transferList: [task.port], signal: stalled });
  } catch (error) {
    if (stalled.aborted) return undefined;
    throw error;
  }
}

export function threadUrl(): URL {
  const file = import.meta.url.endsWith('.ts') ? './thread.dev.mjs' : './thread.js';
  return new URL(file, import.meta.url);
}
