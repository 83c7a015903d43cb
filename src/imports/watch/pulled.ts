import type { Sink } from './member.ts';

/** A sink for one who asks for one thing after the other: free while it is being asked. */
export class Pulled<P, R = P> implements AsyncIterableIterator<R>, Sink<P> {
  readonly #shown: (payload: P) => R;
  #leave: () => void = () => {};
  #asked: ((result: IteratorResult<R>) => void) | undefined;
  #refused: ((error: unknown) => void) | undefined;
  #wake: (() => void) | undefined;
  #given: R[] = [];
  #isOver = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(shown: (payload: P) => R) {
    this.#shown = shown;
  }

  /** What it calls once when its reader wants no more. */
  onLeave(leave: () => void): this {
    this.#leave = leave;
    return this;
  }

  next(): Promise<IteratorResult<R>> {
    if (this.#given.length > 0) return Promise.resolve({ done: false, value: this.#given.shift() as R });
    if (this.#failure) {
      const { error } = this.#failure;
      this.#failure = undefined;
      return Promise.reject(error);
    }
    if (this.#isOver) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.#asked = resolve;
      this.#refused = reject;
      const wake = this.#wake;
      this.#wake = undefined;
      wake?.();
    });
  }

  isFree(): boolean {
    return this.#asked !== undefined;
  }

  whenFree(wake: () => void): void {
    this.#wake = wake;
  }

  give(payload: P): void {
    this.giveResult(this.#shown(payload));
  }

  giveResult(value: R): void {
    const asked = this.#asked;
    this.#asked = undefined;
    if (asked) asked({ done: false, value });
    else this.#given.push(value);
  }

  over(error?: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (error !== undefined && this.#refused && this.#asked) this.#refused(error);
    else if (error !== undefined) this.#failure = { error };
    else this.#asked?.({ done: true, value: undefined });
    this.#asked = undefined;
  }

  async return(): Promise<IteratorResult<R>> {
    this.#given = [];
    this.#failure = undefined;
    this.over();
    this.#leave();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<R>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
