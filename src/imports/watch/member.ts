import type { Beginning, News, WatchSource } from './watch.ts';

/** Where a subscriber's news go. */
export interface Sink<P> {
  /** Whether something given now is taken at once, and nothing piles up. */
  isFree(): boolean;
  /** Calls it once, when that may be so again. */
  whenFree(wake: () => void): void;
  give(payload: P): void;
  /** There will be no more; with the error, where one is the reason. */
  over(error?: unknown): void;
}

/** What a subscriber needs of the others' and its fan-out. */
export interface Shared<T, P> {
  readonly source: WatchSource<T>;
  /** Resolves once the position is known. */
  readonly ready: Promise<void>;
  /** Up to which sequence logged changes were handed out. */
  readonly position: bigint;
  /** Everything was handed out, and there will be no more. */
  readonly isOver: boolean;
  /** While something is being made and handed out. */
  readonly handing: Promise<void> | undefined;
  loggedAbove(sequence: bigint): ReturnType<WatchSource<T>['logged']>;
  payloadOf(news: News<T>): Promise<P>;
  leave(member: Member<T, P>): void;
}

/**
 * One subscriber of a fan-out. As long as it takes what it is handed, that is all. One that is new, or does not take
 * everything, catches up by itself as fast as it can: logged changes one by one from the log, of the rest only what is
 * true then; it never holds up the others, and holds no more than what it has missed by name.
 */
export class Member<T, P> {
  readonly #shared: Shared<T, P>;
  readonly #sink: Sink<P>;
  #beginning: Beginning<T> | undefined;
  /** The last logged change that it was given. */
  #last: bigint;
  /** Up to here it needs nothing of the log. */
  #reached: bigint;
  #missed: Set<number> | undefined;
  #statesNotBefore = 0;
  #shown: T | undefined;
  #isLive = false;
  #isOver = false;
  #wake: (() => void) | undefined;
  #resume: (() => void) | undefined;

  constructor(shared: Shared<T, P>, beginning: Beginning<T>, sink: Sink<P>) {
    this.#shared = shared;
    this.#sink = sink;
    this.#beginning = beginning;
    this.#last = beginning.sequence;
    this.#reached = beginning.sequence;
  }

  begin(): void {
    void this.#catchUp();
  }

  /** What is handed to everybody. */
  offer(news: News<T>, payload: P): void {
    if (this.#isOver) return;
    if (!this.#isLive) {
      this.#miss(news);
      if (news.logged !== undefined) this.#resume?.();
      return;
    }
    if (news.logged === undefined ? this.#mayTakeState(news) : this.#sink.isFree()) {
      if (news.logged === undefined || news.logged > this.#last) this.#give(news, payload);
      return;
    }
    this.#miss(news);
    this.#isLive = false;
    void this.#catchUp();
  }

  /** Nobody hands out any more. */
  sourceOver(): void {
    if (this.#isLive) this.#finish();
    else this.#wakeUp();
  }

  fail(error: unknown): void {
    this.#finish(error);
  }

  /** It wants no more, and is told nothing more. */
  leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#missed = undefined;
    this.#shared.leave(this);
    this.#wakeUp();
  }

  #mayTakeState({ noticedAt }: News<T>): boolean {
    return noticedAt >= this.#statesNotBefore && this.#last <= this.#shared.position && this.#sink.isFree();
  }

  #miss({ logged, about }: News<T>): void {
    // The position tells of logged ones.
    if (logged !== undefined) return;
    this.#missState(about);
  }

  #give(news: News<T>, payload: P): void {
    if (news.logged !== undefined) {
      this.#last = news.logged;
      this.#reached = news.logged;
    } else if (this.#isAsShown(news.value)) return;
    this.#sink.give(payload);
  }

  #isAsShown(value: T): boolean {
    const { isSame } = this.#shared.source;
    if (!isSame) return false;
    const same = this.#shown !== undefined && isSame(this.#shown, value);
    this.#shown = value;
    return same;
  }

  async #catchUp(): Promise<void> {
    try {
      await this.#shared.ready;
      for (const news of this.#beginning?.first ?? []) if (!(await this.#giveOwn(news))) return;
      while (!this.#isOver && !(await this.#isUpToDate()));
    } catch (error) {
      this.#finish(error);
    }
  }

  /** Takes one step; true: from here on it takes what is handed out, or has ended. */
  async #isUpToDate(): Promise<boolean> {
    const shared = this.#shared;
    if (!(await this.#free())) return true;
    if (this.#reached < shared.position) {
      await this.#readLog();
      return false;
    }
    if (shared.isOver) {
      this.#finish();
      return true;
    }
    if (this.#beginning) {
      const { givesStates } = this.#beginning;
      this.#beginning = undefined;
      if (givesStates) for (const about of await shared.source.running()) this.#missState(about);
      return false;
    }
    if (this.#missed) {
      await this.#giveMissed(this.#missed);
      return false;
    }
    if (shared.handing) {
      await shared.handing;
      return false;
    }
    this.#isLive = true;
    return true;
  }

  async #readLog(): Promise<void> {
    const { position } = this.#shared;
    for (;;) {
      const { news, isLast } = await this.#shared.loggedAbove(this.#last);
      for (const each of news) if (!(await this.#giveOwn(each))) return;
      if (isLast) break;
    }
    if (this.#reached < position) this.#reached = position;
  }

  async #giveMissed(missed: ReadonlySet<number>): Promise<void> {
    const wait = this.#statesNotBefore - performance.now();
    if (wait > 0) return this.#pause(wait);
    this.#missed = undefined;
    const { source } = this.#shared;
    this.#statesNotBefore = performance.now() + source.intervalMs;
    for (const news of await source.states([...missed], this.#last)) if (!(await this.#giveOwn(news))) return;
  }

  #missState(about: number): void {
    this.#missed ??= new Set();
    this.#missed.add(about);
  }

  /** Made when it can be taken, and not before: it is about how things are. False: it has ended. */
  async #giveOwn(news: News<T>): Promise<boolean> {
    if (!(await this.#free())) return false;
    const payload = await this.#shared.payloadOf(news);
    if (this.#isOver) return false;
    this.#give(news, payload);
    return true;
  }

  /** False: it has ended. */
  async #free(): Promise<boolean> {
    while (!this.#isOver && !this.#sink.isFree()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        this.#sink.whenFree(resolve);
      });
    }
    this.#wake = undefined;
    return !this.#isOver;
  }

  async #pause(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#resume = resolve;
      // Timers may fire up to a millisecond early.
      timer = setTimeout(resolve, Math.ceil(ms));
    });
    clearTimeout(timer);
    this.#resume = undefined;
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#resume?.();
  }

  #finish(error?: unknown): void {
    if (this.#isOver) return;
    this.leave();
    this.#sink.over(error);
  }
}
