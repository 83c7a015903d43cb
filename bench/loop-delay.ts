import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/** How late the main thread's timers came, in milliseconds. */
export interface LoopDelay {
  readonly mean: number;
  readonly p99: number;
  readonly max: number;
}

const PRELOAD = join(import.meta.dirname, 'loop-delay.mjs');
const ASK_EVERY_MS = 10;

/** For a server that is started with `nodeOptions` as its NODE_OPTIONS and says its delays within the folder. */
export function loopDelayOf(folder: string) {
  const said = join(folder, 'loop-delay.json');
  return {
    nodeOptions: `--import=${pathToFileURL(PRELOAD)}?to=${encodeURIComponent(said)}`,
    /** Since the last time that it was asked. */
    async ask(pid: number): Promise<LoopDelay> {
      await rm(said, { force: true });
      process.kill(pid, 'SIGUSR2');
      for (;;) {
        const text = await readFile(said, 'utf8').catch(() => undefined);
        if (text !== undefined) return JSON.parse(text);
        await sleep(ASK_EVERY_MS);
      }
    },
  };
}
