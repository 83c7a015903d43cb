/**
 * Loaded into the server with `--import=…/loop-delay.mjs?to=FILE`: on SIGUSR2 writes into FILE how late the main thread's
 * timers came since the last time, as JSON in milliseconds. The other threads load it too, and do nothing.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const RESOLUTION_MS = 5;

if (isMainThread) {
  const path = new URL(import.meta.url).searchParams.get('to') ?? '';
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  process.on('SIGUSR2', () => {
    // What is recorded is the time between two ticks, of which the timer's own is not a delay.
    const late = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
    const { mean, max } = histogram;
    const said = { mean: late(mean), p99: late(histogram.percentile(99)), max: late(max) };
    histogram.reset();
    writeFileSync(`${path}.partial`, JSON.stringify(said));
    renameSync(`${path}.partial`, path);
  });
}
