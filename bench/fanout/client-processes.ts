import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Answer, Gaps, Opening, Order } from './orders.ts';

/** Subscribers in processes of their own, so that they cost the server nothing but what it sends them. */
export interface ClientProcesses extends Disposable {
  /** Divided among the processes; resolves once all are subscribed. */
  open(opening: Opening): Promise<void>;
  /** Resolves with when the last of them had it, on the clock of nowMs(). Call it before the event. */
  allHave(marker: number): Promise<number>;
  forgetGaps(): void;
  gaps(): Promise<readonly Gaps[]>;
  connected(): Promise<number>;
}

const SCRIPT = join(import.meta.dirname, 'clients.ts');
const MAX_WAIT_MS = 120_000;

export function clientProcesses(count: number): ClientProcesses {
  const children = Array.from({ length: count }, () => fork(SCRIPT));
  const tellAll = (order: Order) => {
    for (const child of children) child.send(order);
  };
  return {
    async open(opening) {
      const share = Math.floor(opening.connections / count);
      const opened = children.map((child, index) => {
        const connections = index === 0 ? opening.connections - share * (count - 1) : share;
        const done = answerOf(child, 'opened');
        child.send({ kind: 'open', opening: { ...opening, connections } } satisfies Order);
        return done;
      });
      await Promise.all(opened);
    },
    async allHave(marker) {
      const answers = children.map((child) => answerOf(child, 'all'));
      tellAll({ kind: 'await', marker });
      const times = await Promise.all(answers);
      return Math.max(...times.map(({ atMs }) => atMs));
    },
    forgetGaps: () => tellAll({ kind: 'forget gaps' }),
    async gaps() {
      const answers = children.map((child) => answerOf(child, 'gaps'));
      tellAll({ kind: 'tell gaps' });
      return (await Promise.all(answers)).map(({ gaps }) => gaps);
    },
    async connected() {
      const answers = children.map((child) => answerOf(child, 'connected'));
      tellAll({ kind: 'tell connected' });
      return (await Promise.all(answers)).reduce((sum, { count: own }) => sum + own, 0);
    },
    [Symbol.dispose]: () => {
      for (const child of children) if (child.connected) child.disconnect();
    },
  };
}

type AnswerOf<K extends Answer['kind']> = Extract<Answer, { readonly kind: K }>;

function answerOf<K extends Answer['kind']>(child: ChildProcess, kind: K): Promise<AnswerOf<K>> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => settle(() => reject(new Error(`No "${kind}" from the clients`))),
      MAX_WAIT_MS,
    );
    const ended = (code: unknown, signal: unknown) =>
      settle(() =>
        reject(new Error(`A process of clients has ended (${code ?? signal}) instead of saying "${kind}"`)),
      );
    const heard = (said: Answer) => {
      if (said.kind === kind) settle(() => resolve(said as AnswerOf<K>));
    };
    const settle = (done: () => void) => {
      clearTimeout(late);
      child.off('message', heard).off('exit', ended);
      done();
    };
    child.on('message', heard).once('exit', ended);
  });
}
