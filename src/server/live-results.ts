import type { ExecutionResult } from 'graphql';

type Result = ExecutionResult | { readonly errors: readonly unknown[] };

/**
 * The answers of a subscription on their way out: each result as `show` makes it, an error of the source as a last result
 * instead of a broken stream. end() finishes it from outside, with a last result where one is given; it is called at most
 * once with effect. What is left is ended with it: nobody listens any longer.
 */
export class LiveResults implements AsyncIterableIterator<ExecutionResult> {
  readonly #source: AsyncIterator<ExecutionResult>;
  readonly #show: (result: Result) => ExecutionResult;
  readonly #closed: () => void;
  #last: Result | undefined;
  #isOver = false;

  constructor(
    source: AsyncIterable<ExecutionResult>,
    show: (result: Result) => ExecutionResult,
    closed: () => void,
  ) {
    this.#source = source[Symbol.asyncIterator]();
    this.#show = show;
    this.#closed = closed;
  }

  async next(): Promise<IteratorResult<ExecutionResult>> {
    if (!this.#isOver) {
      try {
        const result = await this.#source.next();
        if (!result.done) return { done: false, value: this.#show(result.value) };
      } catch (error) {
        this.#last ??= { errors: [error] };
      }
      this.#over();
    }
    const last = this.#last;
    this.#last = undefined;
    return last ? { done: false, value: this.#show(last) } : { done: true, value: undefined };
  }

  /** Also while a next() is pending: the source lets go of it. */
  end(last?: Result): void {
    if (this.#isOver) return;
    this.#last ??= last;
    this.#source.return?.().catch(() => {});
  }

  async return(): Promise<IteratorResult<ExecutionResult>> {
    this.#last = undefined;
    this.#over();
    await this.#source.return?.();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<ExecutionResult>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#closed();
  }
}
