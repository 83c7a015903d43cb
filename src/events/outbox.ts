import type { Carrier } from './carrier.ts';
import { writeChange } from './change-text.ts';
import type { ImportChanged } from './changes.ts';

/** Changes on their way to the other processes. */
export interface Outbox {
  add(change: ImportChanged): void;
  /** Resolves once nothing is on its way any more, or after so long. */
  emptied(withinMs: number): Promise<void>;
}

/** More than waits while the other end answers; the oldest go, and the others find them in the database. */
const MAX_WAITING = 10_000;
const BATCH = 500;

/**
 * Sends in the order of the changes, one batch after the other. Of what waits meanwhile, PROGRESS of one import is kept
 * once. What cannot be sent is dropped and told to onLost: whoever listens elsewhere reads it from the database.
 */
export function createOutbox(
  sender: string,
  carrier: Pick<Carrier, 'send'>,
  onLost: (error: unknown) => void,
): Outbox {
  const waiting = new Map<string, string>();
  let sending: Promise<void> | undefined;
  const sendAll = async (): Promise<void> => {
    while (waiting.size > 0) {
      const batch = [...waiting].slice(0, BATCH);
      for (const [key] of batch) waiting.delete(key);
      await carrier.send(batch.map(([, text]) => text)).catch(onLost);
    }
    sending = undefined; // at once: what is added from here on is sent by the next call
  };
  return {
    add(change) {
      const text = writeChange(sender, change);
      const key = change.kind === 'PROGRESS' ? `${change.empresaId} ${change.importId}` : text;
      waiting.delete(key);
      waiting.set(key, text);
      if (waiting.size > MAX_WAITING) waiting.delete(waiting.keys().next().value ?? '');
      sending ??= Promise.resolve().then(sendAll);
    },
    async emptied(withinMs) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, withinMs);
      });
      await Promise.race([sending, late]);
      clearTimeout(timer);
    },
  };
}
