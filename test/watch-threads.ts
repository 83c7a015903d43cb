import type { Worker } from 'node:worker_threads';

export interface WatchedThreads extends Disposable {
  /** How many have begun. */
  readonly begun: number;
  /** How many of them have not ended. */
  readonly running: number;
}

/** The threads that this process begins from now on. */
export function watchThreads(): WatchedThreads {
  let begun = 0;
  const running = new Set<Worker>();
  const add = (worker: Worker) => {
    begun += 1;
    running.add(worker);
    worker.once('exit', () => running.delete(worker));
  };
  process.on('worker', add);
  return {
    get begun() {
      return begun;
    },
    get running() {
      return running.size;
    },
    [Symbol.dispose]: () => void process.off('worker', add),
  };
}
