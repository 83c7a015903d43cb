import { loggable } from './loggable.ts';
import type { ImportParts } from './parts.ts';
import { startPurging } from './retention/start-purging.ts';
import type { Claim } from './run/claim.ts';
import { claimNext, queueDue } from './run/claim-next.ts';
import { endDeadLeases } from './run/resume-import.ts';
import { runImport } from './run/run-import.ts';
import { RUN_TIMING, type RunTiming } from './run/run-timing.ts';
import { startTidying } from './start-tidying.ts';
import { startSweep } from './sweep.ts';

/**
 * Runs imports, settings.workers at a time. Disposing it claims nothing more and lets go of what runs, within moments:
 * those imports stay EN_PROCESO, and another process is woken to take them up.
 */
export type Runner = AsyncDisposable;

/** Resolves once what this node left behind is being taken up again, and the queue is listened to. */
export async function startRunner(parts: ImportParts, timing: RunTiming = RUN_TIMING): Promise<Runner> {
  await endDeadLeases(parts);
  const stop = new AbortController();
  const slots = createSlots(parts, timing, stop.signal);
  const wake = singleFlight(() => slots.fill());
  slots.onFree(() => void wakeUp());
  const wakeUp = () =>
    wake().catch((error: unknown) => {
      if (!stop.signal.aborted) parts.log.error({ err: loggable(error) }, 'Imports could not be claimed');
    });
  await wakeUp();
  parts.queue.onWake(async () => {
    stop.signal.throwIfAborted(); // so that it comes again, to another process
    await wake();
  });
  const poll = setInterval(() => void wakeUp(), timing.pollMs);
  const tidying = startTidying(parts, timing.pollMs);
  const sweep = startSweep(parts);
  const purging = startPurging(parts);
  return {
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('The runner was stopped'));
      clearInterval(poll);
      await parts.queue.stopDelivering();
      await Promise.all([sweep, purging, tidying].map((each) => each[Symbol.asyncDispose]()));
      await wakeUp();
      await slots.emptied();
    },
  };
}

interface Slots {
  /** Claims until no slot or no import is left. */
  fill(): Promise<void>;
  onFree(listener: () => void): void;
  emptied(): Promise<void>;
}

function createSlots(parts: ImportParts, timing: RunTiming, signal: AbortSignal): Slots {
  const running = new Map<number, Promise<void>>();
  let free: () => void = () => {};
  const run = (claim: Claim): void => {
    const done = runImport(parts, claim, timing, signal).finally(() => {
      running.delete(claim.importId);
      free();
    });
    running.set(claim.importId, done);
  };
  return {
    async fill() {
      if (signal.aborted) return;
      await queueDue(parts);
      while (!signal.aborted && running.size < parts.settings.workers) {
        const claim = await claimNext(parts, timing, new Set(running.keys()));
        if (!claim) return;
        run(claim);
      }
    },
    onFree(listener) {
      free = listener;
    },
    async emptied() {
      await Promise.all(running.values());
    },
  };
}

/** Calls work once more after the running call, however often it was asked for meanwhile. */
function singleFlight(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again: Promise<void> | undefined;
  const start = (): Promise<void> => {
    running = work().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (!running) return start();
    again ??= running
      .catch(() => {})
      .then(() => {
        again = undefined;
        return start();
      });
    return again;
  };
}
