import type { Language } from './language.ts';
import { progressLine } from './progress-line.ts';
import type { WatchedImport } from './watch-progress.ts';

/** The part of a terminal that the display needs: process.stdout has it. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressDisplay extends Disposable {
  show(now: WatchedImport): void;
}

/**
 * A bar that moves in place on a terminal; elsewhere a line for each change of phase and every ten percent.
 */
export function progressDisplay(output: Output, language: Language): ProgressDisplay {
  return output.isTTY ? movingBar(output, language) : lines(output, language);
}

function movingBar(output: Output, language: Language): ProgressDisplay {
  let drawn = false;
  return {
    show(now) {
      output.write(`\r${progressLine(now, language, (output.columns ?? 80) - 1)}\x1b[K`);
      drawn = true;
    },
    [Symbol.dispose]() {
      if (drawn) output.write('\n');
    },
  };
}

const STEP_PERCENT = 10;

function lines(output: Output, language: Language): ProgressDisplay {
  let phase: string | undefined;
  let step = 0;
  return {
    show(now) {
      const reached = Math.floor((now.progress.percent ?? 0) / STEP_PERCENT);
      if (now.phase === phase && reached <= step) return;
      phase = now.phase;
      step = Math.max(step, reached);
      output.write(`${progressLine(now, language)}\n`);
    },
    [Symbol.dispose]() {},
  };
}
