/** What a subscription's answer says of an import. */
export interface LiveChange {
  readonly sequence: string;
  readonly kind: string;
  readonly import?: { readonly id?: string } | null;
}

/** Hands answers on in bundles, in their order, so that many imports that move at once cost one drawing. */
export interface LiveQueue {
  /** Of several PROGRESS of one import that wait for the same bundle only the last is handed on. */
  add(subscription: string, change: LiveChange | undefined, deliver: () => void): void;
  holdWhile<T>(reading: Promise<T>): Promise<T>;
}

/** Often enough to look live, seldom enough to leave the page idle between two bundles. */
const BUNDLE_MS = 150;

export function liveQueue(bundleMs: number = BUNDLE_MS): LiveQueue {
  const waiting = new Map<string | symbol, () => void>();
  let holds = 0;
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled || holds > 0 || waiting.size === 0) return;
    isScheduled = true;
    setTimeout(deliver, bundleMs);
  }

  function deliver(): void {
    isScheduled = false;
    if (holds > 0) return;
    const bundle = [...waiting.values()];
    waiting.clear();
    for (const each of bundle) each();
  }

  return {
    add(subscription, change, each) {
      const key = keyOf(subscription, change);
      // Last in the line again: a change that was logged meanwhile must not come after a PROGRESS that is newer.
      waiting.delete(key);
      waiting.set(key, each);
      schedule();
    },
    async holdWhile(reading) {
      holds += 1;
      try {
        return await reading;
      } finally {
        holds -= 1;
        schedule();
      }
    },
  };
}

function keyOf(subscription: string, change: LiveChange | undefined): string | symbol {
  const id = change?.kind === 'PROGRESS' ? change.import?.id : undefined;
  return id === undefined ? Symbol() : `${subscription} ${id}`;
}
