import { MessageChannel } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { MessageDelivery, type OnMessage } from './message-delivery.ts';
import { CONTROL, CONTROL_SLOTS, type ReadTask } from './messages.ts';
import { watchForStall } from './stall-watch.ts';

export interface ThreadRun<Message> {
  /** What the thread's module is to do with it; left out: the module's default. */
  readonly name?: string;
  readonly task: Pick<ReadTask, 'limits'>;
  readonly onMessage: OnMessage<Message>;
  readonly stop: AbortSignal;
}

export type ThreadEnd<Result> =
  | { readonly kind: 'ended'; readonly result: Result }
  | { readonly kind: 'canceled' }
  /** The thread made no progress for limits.stalledSeconds, and was ended. */
  | { readonly kind: 'stalled' };

/** Runs a task that posts messages and hears of CANCEL. Resolves when every message has been handled. */
export async function runInThread<Message extends object, Result>(
  piscina: Piscina,
  { name, task, onMessage, stop }: ThreadRun<Message>,
): Promise<ThreadEnd<Result>> {
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
    const whole: Pick<ReadTask, 'limits' | 'control' | 'port'> = { ...task, control, port: port2 };
    // Aborting a task that runs makes piscina end its thread.
    const how = { transferList: [port2], signal: stalled.signal };
    const running: Promise<Result> = piscina.run(whole, name === undefined ? how : { ...how, name });
    const result = await running.catch((error: unknown) => {
      if (stalled.signal.aborted) return undefined;
      throw error;
    });
    await delivery.finish();
    if (stop.aborted) return { kind: 'canceled' };
    return result === undefined ? { kind: 'stalled' } : { kind: 'ended', result };
  } finally {
    stop.removeEventListener('abort', cancel);
    await delivery.stop();
  }
}
