import { Piscina } from 'piscina';
import { type InTurn, turns } from '../domain/turns.ts';
import { threadUrl } from './thread-url.ts';

export interface ThreadsOptions {
  readonly threads: number;
  /** An idle thread keeps its compiled code for so long, then gives its memory back. */
  readonly idleMs: number;
  /** Bytes do not count here, they have limits of their own. */
  readonly maxHeapMib: number;
  readonly maxYoungMib?: number;
  /** The module that the threads run; only tests have another. */
  readonly thread?: URL | undefined;
}

/** Threads that start when there is work, one piece of work for each at a time; the others wait for their turn. */
export class Threads implements AsyncDisposable {
  readonly #piscina: Piscina;
  readonly #turn: InTurn;
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  constructor({ threads, idleMs, maxHeapMib, maxYoungMib, thread }: ThreadsOptions) {
    this.#piscina = new Piscina({
      filename: (thread ?? threadUrl(import.meta.url, 'thread')).href,
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: idleMs,
      resourceLimits: {
        maxOldGenerationSizeMb: maxHeapMib,
        ...(maxYoungMib === undefined ? {} : { maxYoungGenerationSizeMb: maxYoungMib }),
      },
    });
    // A thread that dies between two tasks has nobody to tell; the next task gets a new one.
    this.#piscina.on('error', () => {});
    this.#turn = turns(threads, Infinity);
  }

  get closed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** How much work runs or waits. */
  get size(): number {
    return this.#running.size;
  }

  /**
   * Work gets a signal that ends it when any of `signals` does, or the threads are disposed of. Undefined: it ended
   * before its turn.
   */
  async run<Result>(
    signals: readonly AbortSignal[],
    work: (piscina: Piscina, stop: AbortSignal) => Promise<Result>,
  ): Promise<Result | undefined> {
    const result = this.#inTurn(AbortSignal.any([this.#closing.signal, ...signals]), work);
    this.#running.add(result);
    try {
      return await result;
    } finally {
      this.#running.delete(result);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#running);
    await this.#piscina.destroy();
  }

  async #inTurn<Result>(
    stop: AbortSignal,
    work: (piscina: Piscina, stop: AbortSignal) => Promise<Result>,
  ): Promise<Result | undefined> {
    let begun = false;
    const begin = () => {
      begun = true;
      return work(this.#piscina, stop);
    };
    try {
      return await this.#turn(begin, { signal: stop });
    } catch (error) {
      if (begun) throw error;
      return undefined;
    }
  }
}
