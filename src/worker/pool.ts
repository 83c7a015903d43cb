import type { Piscina } from 'piscina';
import { failureOf } from '../domain/errors.ts';
import { limitExceeded } from '../formats/limit-exceeded.ts';
import type { OnMessage } from './message-delivery.ts';
import { NO_COUNTERS, type ReadResult, type ReadTask, type ThreadMessage } from './messages.ts';
import { runInThread } from './run-in-thread.ts';
import { Threads } from './threads.ts';

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
  readonly onMessage: OnMessage<ThreadMessage>;
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

const IDLE_MS = 60_000;
/** The heap of a thread stays below 100 MB. */
const MAX_HEAP_MIB = 1_024;
/** What dies young is little: more would be memory that nothing but a later collection gives back. */
const MAX_YOUNG_MIB = 6;

export function createReaderPool({ threads, signal: poolSignal, thread }: ReaderPoolOptions): ReaderPool {
  const pool = new Threads({
    threads,
    idleMs: IDLE_MS,
    maxHeapMib: MAX_HEAP_MIB,
    maxYoungMib: MAX_YOUNG_MIB,
    thread,
  });
  return {
    async run(task, { onMessage, signal }) {
      if (pool.closed) throw new Error('The reader pool is closed');
      const signals = [signal, poolSignal].filter((each) => each !== undefined);
      const result = await pool.run(signals, (piscina, stop) => read(piscina, task, onMessage, stop));
      return result ?? { kind: 'canceled' };
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}

async function read(
  piscina: Piscina,
  task: Omit<ReadTask, 'port' | 'control'>,
  onMessage: RunOptions['onMessage'],
  stop: AbortSignal,
): Promise<ReadResult> {
  let counters = NO_COUNTERS;
  const end = await runInThread<ThreadMessage, ReadResult>(piscina, {
    task,
    stop,
    onMessage: (message, giveBack) => {
      if ('counters' in message) counters = message.counters;
      return onMessage(message, giveBack);
    },
  });
  if (end.kind === 'canceled') return end;
  if (end.kind === 'ended') return end.result;
  const failure = failureOf(limitExceeded(task.limits, 'stalledSeconds'));
  return { kind: 'failed', failure, counters, issueCounts: undefined };
}
