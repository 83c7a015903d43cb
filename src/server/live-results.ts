import type { ExecutionResult } from 'graphql';
import type { Sink } from '../imports/watch/member.ts';
import { Pulled } from '../imports/watch/pulled.ts';

type Result = ExecutionResult | { readonly errors: readonly unknown[] };

/** An answer as all who get it see it. */
export interface SharedResult {
  readonly result: ExecutionResult;
  /** Its JSON, made once. */
  readonly json: Buffer;
}

/** Where answers go as JSON that nobody asks for one by one. */
export type JsonSink = Pick<Sink<Buffer>, 'isFree' | 'whenFree' | 'give'>;

/**
 * The answers of one subscriber on their way out: asked for one by one, or, once sendTo was called, given as JSON to
 * whatever takes them; then only the end, and what is told with it, is left to be asked for. An error of the source comes
 * as a last result instead of a broken stream. end() finishes it from outside, with a last result where one is given.
 */
export class LiveResults implements AsyncIterableIterator<ExecutionResult>, Sink<SharedResult> {
  readonly #pulled: Pulled<SharedResult, ExecutionResult> = new Pulled(({ result }) => result);
  readonly #show: (result: Result) => ExecutionResult;
  readonly #closed: () => void;
  #leave: () => void = () => {};
  #out: JsonSink | undefined;
  #wake: (() => void) | undefined;
  #isOver = false;

  constructor(show: (result: Result) => ExecutionResult, closed: () => void) {
    this.#show = show;
    this.#closed = closed;
  }

  /** What it calls when its reader wants no more. */
  onLeave(leave: () => void): void {
    this.#leave = leave;
    if (this.#isOver) leave();
  }

  sendTo(out: JsonSink): void {
    this.#out = out;
    this.#wake?.();
  }

  isFree(): boolean {
    return this.#out ? this.#out.isFree() : this.#pulled.isFree();
  }

  whenFree(wake: () => void): void {
    this.#wake = wake;
    (this.#out ?? this.#pulled).whenFree(wake);
  }

  give(shared: SharedResult): void {
    if (this.#out) this.#out.give(shared.json);
    else this.#pulled.give(shared);
  }

  over(error?: unknown): void {
    this.#end(error === undefined ? undefined : { errors: [error] });
  }

  end(last?: Result): void {
    if (this.#isOver) return;
    this.#end(last);
    this.#leave();
  }

  next(): Promise<IteratorResult<ExecutionResult>> {
    return this.#pulled.next();
  }

  async return(): Promise<IteratorResult<ExecutionResult>> {
    this.end();
    return this.#pulled.return();
  }

  async throw(error: unknown): Promise<IteratorResult<ExecutionResult>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #end(last: Result | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (last) this.#pulled.giveResult(this.#show(last));
    this.#pulled.over();
    this.#closed();
  }
}
