import type { Changes } from '../../events/changes.ts';

/** More imports than can run at the same time; of still more the oldest news goes. */
const MAX_PROGRESSED = 1_000;

export type News = 'LOGGED' | 'PROGRESS' | 'ENDED';

/**
 * What happened since its owner last looked, conflated to flags: it takes the same little memory whether it is looked
 * into every millisecond or never. It listens from its creation until it is closed, and has one reader.
 */
export class ChangeMailbox implements Disposable {
  #logged = false;
  #ended = false;
  readonly #progressed = new Set<number>();
  readonly #unlisten: () => void;
  #wake: () => void = () => {};

  /** importId left out: every import of the empresa. */
  constructor(changes: Changes, empresaId: number, importId?: number) {
    this.#unlisten = changes.listen(empresaId, (change) => {
      if (importId !== undefined && change.importId !== importId) return;
      if (change.kind === 'LOGGED') this.#logged = true;
      else this.#addProgress(change.importId);
      this.#wake();
    });
  }

  /**
   * Resolves with LOGGED as soon as something was logged (and forgets it: read what it was), with PROGRESS if counters
   * moved, but not before performance.now() is progressNotBefore (Infinity: never), and with ENDED once closed.
   */
  async next(progressNotBefore: number): Promise<News> {
    for (;;) {
      if (this.#ended) return 'ENDED';
      if (this.takeLogged()) return 'LOGGED';
      const hasProgress = this.#progressed.size > 0;
      const wait = progressNotBefore - performance.now();
      if (hasProgress && wait <= 0) return 'PROGRESS';
      await this.#woken(hasProgress && Number.isFinite(wait) ? wait : undefined);
    }
  }

  takeLogged(): boolean {
    const logged = this.#logged;
    this.#logged = false;
    return logged;
  }

  /** The imports whose counters moved since the last call. */
  takeProgressed(): number[] {
    const ids = [...this.#progressed];
    this.#progressed.clear();
    return ids;
  }

  /** Waits, but no longer than until it is closed. */
  async pauseUntil(time: number): Promise<void> {
    for (let wait = time - performance.now(); wait > 0 && !this.#ended; wait = time - performance.now()) {
      await this.#woken(wait);
    }
  }

  /** Stops listening; whoever waits hears ENDED. */
  close(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#unlisten();
    this.#progressed.clear();
    this.#wake();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #addProgress(importId: number): void {
    this.#progressed.add(importId);
    if (this.#progressed.size <= MAX_PROGRESSED) return;
    for (const oldest of this.#progressed) {
      this.#progressed.delete(oldest);
      return;
    }
  }

  async #woken(timeoutMs: number | undefined): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      // Timers may fire up to a millisecond early.
      if (timeoutMs !== undefined) timer = setTimeout(resolve, Math.ceil(timeoutMs));
    });
    clearTimeout(timer);
    this.#wake = () => {};
  }
}
