import { type InRounds, inRounds } from './in-rounds.ts';
import { Member, type Shared, type Sink } from './member.ts';
import { sliceOver } from './slices.ts';
import type { Batch, Beginning, LiveSource, News, WatchSource } from './watch.ts';

/** So many are handed something before the clock is looked at. */
const BETWEEN_LOOKS = 16;

/**
 * Hands the news of one source to all who watch the same: each is made into what is sent once, in the moment that it is
 * sent, and then only passed on. Listens from its creation until the last member has left, or there will be no more news;
 * `closed` is called then.
 */
export class Fanout<T, P> implements Shared<T, P> {
  readonly source: WatchSource<T>;
  readonly ready: Promise<void>;
  readonly #make: (value: T) => Promise<P>;
  readonly #closed: () => void;
  readonly #live: LiveSource<T>;
  readonly #members = new Set<Member<T, P>>();
  readonly #payloads: InRounds<P> = inRounds();
  readonly #batches: InRounds<Batch<T>> = inRounds();
  #position = -1n;
  #isOver = false;
  #isClosed = false;
  #handing: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(source: WatchSource<T>, make: (value: T) => Promise<P>, closed: () => void) {
    this.source = source;
    this.#make = make;
    this.#closed = closed;
    this.#live = source.open();
    let tellReady = () => {};
    this.ready = new Promise((resolve) => {
      tellReady = resolve;
    });
    void this.#run(tellReady);
  }

  get position(): bigint {
    return this.#position;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get handing(): Promise<void> | undefined {
    return this.#handing;
  }

  join(beginning: Beginning<T>, sink: Sink<P>): Member<T, P> {
    const member = new Member(this, beginning, sink);
    this.#members.add(member);
    member.begin();
    if (this.#failure) member.fail(this.#failure.error);
    return member;
  }

  loggedAbove(sequence: bigint): Promise<Batch<T>> {
    return this.#batches(String(sequence), () => this.source.logged(sequence));
  }

  payloadOf(news: News<T>): Promise<P> {
    return this.#payloads(news.key, () => this.#make(news.value));
  }

  leave(member: Member<T, P>): void {
    this.#members.delete(member);
    if (this.#members.size === 0) this.#close();
  }

  async #run(tellReady: () => void): Promise<void> {
    try {
      const { sequence, isOver } = await this.#live.position();
      this.#position = sequence;
      tellReady();
      if (!isOver) await this.#handOutAll(sequence);
      this.#isOver = true;
      this.#close();
      for (const member of [...this.#members]) member.sourceOver();
    } catch (error) {
      this.#failure = { error };
      this.#close();
      for (const member of [...this.#members]) member.fail(error);
      tellReady();
    }
  }

  async #handOutAll(position: bigint): Promise<void> {
    for await (const news of this.#live.news(position)) {
      this.#handing = this.#handOut(news);
      await this.#handing;
      this.#handing = undefined;
    }
  }

  async #handOut(news: News<T>): Promise<void> {
    const payload = await this.#make(news.value);
    if (news.logged !== undefined) this.#position = news.logged;
    let looks = 0;
    for (const member of this.#members) {
      const over = looks++ % BETWEEN_LOOKS === 0 ? sliceOver() : undefined;
      if (over) await over;
      member.offer(news, payload);
    }
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#live.close();
    this.#closed();
  }
}
