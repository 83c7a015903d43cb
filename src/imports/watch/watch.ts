/** One thing that subscribers are told. */
export interface News<T> {
  readonly value: T;
  /** Of a logged change, which nobody may miss. Undefined: a state, whose place later news about the same takes. */
  readonly logged: bigint | undefined;
  /** Whose state it is: the id of an import. */
  readonly about: number;
  /** The same for the same: whoever asks at the same time for what is to be sent then gets it made once. */
  readonly key: string;
  /** When it was noticed, by performance.now(). */
  readonly noticedAt: number;
}

export interface Batch<T> {
  readonly news: readonly News<T>[];
  /** There are no more for now. */
  readonly isLast: boolean;
}

/** What may be watched by several at once. Nothing in it belongs to one of them. */
export interface WatchSource<T> {
  /** States of the same come at most so often. */
  readonly intervalMs: number;
  /** Listens from this call on. */
  open(): LiveSource<T>;
  /** The next logged changes above a sequence, in order. */
  logged(above: bigint): Promise<Batch<T>>;
  /** Whose states a subscriber may not know that has read the log. */
  running(): Promise<readonly number[]>;
  /** As they are now, of those that are still shown; the sequence is that of the subscriber's last logged change. */
  states(about: readonly number[], sequence: bigint): Promise<readonly News<T>[]>;
  /** Where two states in a row may be the same, and then are to be told once. */
  isSame?(one: T, other: T): boolean;
}

export interface LiveSource<T> {
  /** The last logged change so far; isOver: there will be none any more. */
  position(): Promise<Position>;
  /** What comes after the position; ends when there will be no more, or once closed. */
  news(after: bigint): AsyncIterableIterator<News<T>>;
  close(): void;
}

export interface Position {
  readonly sequence: bigint;
  readonly isOver: boolean;
}

/** Where one subscriber begins. */
export interface Beginning<T> {
  /** To be given before anything else. */
  readonly first: readonly News<T>[];
  /** The last logged change that it has with that, or had before. */
  readonly sequence: bigint;
  /** Whether the running states are to be given once the log is read. */
  readonly givesStates: boolean;
}
