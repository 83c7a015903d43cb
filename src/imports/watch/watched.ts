import { Fanout } from './fanout.ts';
import { Pulled } from './pulled.ts';
import type { Beginning, WatchSource } from './watch.ts';

/** What one subscriber, who may watch it, is to be told: alone, or together with others who watch the same. */
export class Watched<T> implements AsyncIterable<T> {
  readonly source: WatchSource<T>;
  readonly beginning: Beginning<T>;

  constructor(source: WatchSource<T>, beginning: Beginning<T>) {
    this.source = source;
    this.beginning = beginning;
  }

  /** Alone; listens from this call on. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    const fanout = new Fanout<T, T>(
      this.source,
      async (value) => value,
      () => {},
    );
    const pulled = new Pulled<T>((value) => value);
    const member = fanout.join(this.beginning, pulled);
    return pulled.onLeave(() => member.leave());
  }
}
