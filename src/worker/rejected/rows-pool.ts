import { failureOf, ImportFailedError } from '../../domain/errors.ts';
import { limitExceeded } from '../../formats/limit-exceeded.ts';
import { NO_COUNTERS, type ReadTask, type ThreadMessage } from '../messages.ts';
import { runInThread } from '../run-in-thread.ts';
import { Threads } from '../threads.ts';
import type { CorrectResult } from './correct-rows.ts';
import type { CorrectTask, SelectMessage, SelectResult, SelectTask } from './messages.ts';

export interface RowsRunOptions<Message> {
  /** One message after the other; if it rejects, the thread stops and the run rejects with the same error. */
  readonly onMessage: (message: Message) => Promise<void> | void;
  readonly signal: AbortSignal;
}

/** Reads files for people who wait for the answer: its threads are none of those that imports run in. */
export interface RowsPool extends AsyncDisposable {
  /** Rejects with ImportFailedError where the file cannot be read any more. */
  select(
    task: Omit<SelectTask, 'port' | 'control'>,
    options: RowsRunOptions<SelectMessage>,
  ): Promise<SelectResult>;
  correct(
    task: Omit<CorrectTask, 'port' | 'control'>,
    options: RowsRunOptions<ThreadMessage>,
  ): Promise<CorrectResult | { readonly kind: 'canceled' }>;
}

/** One for a download that a slow client holds up, one for everybody else. */
const THREADS = 2;
const IDLE_MS = 10_000;
const MAX_HEAP_MIB = 1_024;
/** What a batch leaves behind is soon collected instead of kept: less memory for a little time. */
const YOUNG_MIB = 8;

export function createRowsPool(): RowsPool {
  const pool = new Threads({
    threads: THREADS,
    idleMs: IDLE_MS,
    maxHeapMib: MAX_HEAP_MIB,
    maxYoungMib: YOUNG_MIB,
  });

  async function run<Message extends object, Result>(
    name: 'select' | 'correct',
    task: Pick<ReadTask, 'limits'>,
    { onMessage, signal }: RowsRunOptions<Message>,
  ): Promise<Result | { readonly kind: 'canceled' }> {
    const end = await pool.run([signal], (piscina, stop) =>
      runInThread<Message, Result>(piscina, { name, task, onMessage, stop }),
    );
    if (end?.kind === 'stalled') throw limitExceeded(task.limits, 'stalledSeconds');
    return end?.kind === 'ended' ? end.result : { kind: 'canceled' };
  }

  return {
    select: (task, options) => run<SelectMessage, SelectResult>('select', task, options),
    correct: (task, options) =>
      run<ThreadMessage, CorrectResult>('correct', task, options).catch((error: unknown) => {
        if (!(error instanceof ImportFailedError)) throw error;
        return { kind: 'failed', failure: failureOf(error), counters: NO_COUNTERS, issueCounts: undefined };
      }),
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}
