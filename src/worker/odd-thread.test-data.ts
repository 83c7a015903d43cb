import { Canceled } from './canceled.ts';
import {
  CONTROL,
  CONTROL_SLOTS,
  NO_COUNTERS as NOTHING,
  type ReadResult,
  type ReadTask,
} from './messages.ts';
import { ThreadChannel } from './thread-channel.ts';

/** Does what the path of its task says. */
export default function odd(task: ReadTask): ReadResult {
  const channel = new ThreadChannel(task.port, task.control);
  switch (task.path) {
    case 'exit':
      return process.exit(3);
    case 'throw':
      throw new TypeError('a bug');
    case 'endless':
      return endless(channel);
    case 'stuck':
      return stuck(channel);
    case 'slow':
      return slow(channel);
    default:
      return many(channel, task.control, Number(task.path));
  }
}

/** Sends batches until it is canceled. */
function endless(channel: ThreadChannel): ReadResult {
  try {
    for (;;) channel.send('charges', new Uint8Array(1), NOTHING);
  } catch (error) {
    if (error instanceof Canceled) return { kind: 'canceled' };
    throw error;
  }
}

/** Says how far it is, then loops without end and hears nothing more. */
function stuck(channel: ThreadChannel): never {
  channel.post({ kind: 'progress', counters: { ...NOTHING, rowsRead: 7 } });
  for (;;);
}

/** Uses the CPU for three seconds and gets on a little all the while. */
function slow(channel: ThreadChannel): ReadResult {
  const end = performance.now() + 3_000;
  for (let next = 0; performance.now() < end; ) {
    if (performance.now() < next) continue;
    channel.getOn();
    next = performance.now() + 100;
  }
  return many(channel, new SharedArrayBuffer(4 * CONTROL_SLOTS), 0);
}

/** Sends that many batches, then progress; answers, as rowsRejected, how many were ever on their way at once. */
function many(channel: ThreadChannel, control: SharedArrayBuffer, batches: number): ReadResult {
  const slots = new Int32Array(control);
  let most = 0;
  for (let i = 0; i < batches; i++) {
    channel.send('charges', new Uint8Array(1), { ...NOTHING, rowsRead: i });
    most = Math.max(most, i + 1 - Atomics.load(slots, CONTROL.ACKNOWLEDGED));
  }
  for (let i = 0; i < 3; i++)
    channel.post({ kind: 'progress', counters: { ...NOTHING, rowsRead: batches + i } });
  const totals = { lineas: 0, charges: 0, net: '0.00', tax: '0.00', total: '0.00', declaredTotal: null };
  return {
    kind: 'done',
    counters: { ...NOTHING, rowsRejected: most },
    totals,
    issueCounts: {},
    accounts: [],
    unchargedLineas: [],
  };
}
