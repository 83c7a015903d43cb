import { CONTROL } from './messages.ts';

const MAX_TICK_MS = 1_000;
/** Looks per limit: one that is not much longer than a look would be overrun by it. */
const TICKS = 8;
/** A thread that was told to stop hears of it within milliseconds, unless it is stuck. */
const CANCEL_SECONDS = 5;

export interface StallWatchOptions {
  /** The task's control: see CONTROL. */
  readonly slots: Int32Array;
  /** ReadLimits.stalledSeconds. */
  readonly seconds: number;
  /** Called once. */
  readonly onStall: () => void;
}

/**
 * Looks from outside at a thread that may be stuck in a loop: it has stalled once CPU for `seconds` has gone by without a
 * sign of progress, or for CANCEL_SECONDS after it was told to stop. What is counted is the CPU of the process, at most
 * as much as the clock has run: a machine that sleeps or a process that does not get the CPU is not held against a thread.
 */
export function watchForStall({ slots, seconds, onStall }: StallWatchOptions): Disposable {
  let progress = Atomics.load(slots, CONTROL.PROGRESS);
  let cpu = cpuMs();
  let clock = performance.now();
  let spentMs = 0;
  const look = (): void => {
    const [progressNow, cpuNow, clockNow] = [
      Atomics.load(slots, CONTROL.PROGRESS),
      cpuMs(),
      performance.now(),
    ];
    const spent = Math.min(cpuNow - cpu, clockNow - clock);
    const stuck = progressNow === progress && progressNow !== 0;
    spentMs = stuck ? spentMs + spent : 0;
    [progress, cpu, clock] = [progressNow, cpuNow, clockNow];
    const canceled = Atomics.load(slots, CONTROL.CANCEL) !== 0;
    if (spentMs < 1_000 * (canceled ? Math.min(CANCEL_SECONDS, seconds) : seconds)) return;
    clearInterval(timer);
    onStall();
  };
  const timer = setInterval(look, Math.min(MAX_TICK_MS, (1_000 * seconds) / TICKS));
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
