import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { FuzzReport } from './fuzz-round.ts';

/** An input takes milliseconds: after this long without a word the process hangs in one. */
const MAX_SILENCE_MS = 60_000;
const MAX_HEAP_MIB = 512;

/** Runs a fuzz in a process of its own, which can be ended when it hangs. Rejects with the seed and the input. */
export async function fuzzSeparately(name: string, seed: number, rounds: number): Promise<FuzzReport> {
  const script = `${import.meta.dirname}/fuzz-in-process.ts`;
  const args = [
    '--import',
    'tsx',
    `--max-old-space-size=${MAX_HEAP_MIB}`,
    script,
    name,
    `${seed}`,
    `${rounds}`,
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let last = '';
  const hang = setTimeout(() => child.kill('SIGKILL'), MAX_SILENCE_MS);
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      hang.refresh();
      last = line;
    }
  } finally {
    clearTimeout(hang);
  }
  if (last.startsWith('{')) return JSON.parse(last) as FuzzReport;
  throw new Error(`fuzz:${name} with seed ${seed} hangs, or died, after: ${last}`);
}
