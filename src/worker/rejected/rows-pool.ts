import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { failureOf, ImportFailedError } from '../../domain/errors.ts';
import { limitExceeded } from '../../formats/limit-exceeded.ts';
import { MessageDelivery } from '../message-delivery.ts';
import { CONTROL, CONTROL_SLOTS, NO_COUNTERS, type ReadTask, type ThreadMessage } from '../messages.ts';
import { threadUrl } from '../pool.ts';
import { watchForStall } from '../stall-watch.ts';
import { Turns } from '../turns.ts';
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
  const piscina = new Piscina({
    filename: threadUrl().href,
    minThreads: 0,
    maxThreads: THREADS,
    idleTimeout: IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB, maxYoungGenerationSizeMb: YOUNG_MIB },
  });
  piscina.on('error', () => {});
  const turns = new Turns(THREADS);
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();

  async function run<Message extends object, Result>(
    name: 'select' | 'correct',
    task: Pick<ReadTask, 'limits'>,
    { onMessage, signal }: RowsRunOptions<Message>,
  ): Promise<Result | { readonly kind: 'canceled' }> {
    const stop = AbortSignal.any([closing.signal, signal]);
    if (!(await turns.take(stop))) return { kind: 'canceled' };
    const result = runInThread<Message, Result>(piscina, name, task, onMessage, stop).finally(() =>
      turns.giveBack(),
    );
    running.add(result);
    return result.finally(() => running.delete(result));
  }

  return {
    select: (task, options) => run<SelectMessage, SelectResult>('select', task, options),
    correct: (task, options) =>
      run<ThreadMessage, CorrectResult>('correct', task, options).catch((error: unknown) => {
        if (!(error instanceof ImportFailedError)) throw error;
        return { kind: 'failed', failure: failureOf(error), counters: NO_COUNTERS, issueCounts: undefined };
      }),
    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.allSettled(running);
      await piscina.destroy();
    },
  };
}

async function runInThread<Message extends object, Result>(
  piscina: Piscina,
  name: string,
  task: Pick<ReadTask, 'limits'>,
  onMessage: RowsRunOptions<Message>['onMessage'],
  stop: AbortSignal,
): Promise<Result | { readonly kind: 'canceled' }> {
  const control = new SharedArrayBuffer(CONTROL_SLOTS * Int32Array.BYTES_PER_ELEMENT);
  const slots = new Int32Array(control);
  const { port1, port2 } = new MessageChannel();
  const cancel = (): void => {
    Atomics.store(slots, CONTROL.CANCEL, 1);
    Atomics.notify(slots, CONTROL.ACKNOWLEDGED);
  };
  const delivery = new MessageDelivery<Message>({ port: port1, slots, onMessage, onFailure: cancel });
  const stalled = new AbortController();
  const seconds = task.limits.stalledSeconds;
  using _watch = watchForStall({ slots, seconds, onStall: () => stalled.abort() });
  stop.addEventListener('abort', cancel, { once: true });
  if (stop.aborted) cancel();
  try {
    const whole: object & Pick<ReadTask, 'control' | 'port'> = { ...task, control, port: port2 };
    const result: Result = await piscina.run(whole, {
      name,
      transferList: [port2],
      signal: stalled.signal,
    });
    await delivery.finish();
    return stop.aborted ? { kind: 'canceled' } : result;
  } catch (error) {
    if (stalled.signal.aborted) throw limitExceeded(task.limits, 'stalledSeconds');
    throw error;
  } finally {
    stop.removeEventListener('abort', cancel);
    await delivery.stop();
  }
}
