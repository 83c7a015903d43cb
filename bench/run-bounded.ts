import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Bounds {
  readonly seconds: number;
  /** Of resident memory; looked at several times a second where the system tells (Linux). */
  readonly bytes: number;
}

export type Bounded<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly reason: string };

const LOOK_MS = 200;
const MAX_REASON_CHARS = 90;

/**
 * Runs a script in a process of its own that prints one line of JSON, or {"error": …}. Never rejects for what the process
 * does: one that hangs, grows or dies is a result.
 */
export function runBounded<T>(script: string, args: readonly string[], bounds: Bounds): Promise<Bounded<T>> {
  const heap = `--max-old-space-size=${Math.floor(bounds.bytes / 2 ** 20)}`;
  const child = spawn(process.execPath, [heap, ...process.execArgv, script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let killedFor: string | undefined;
  const kill = (reason: string) => {
    killedFor ??= reason;
    child.kill('SIGKILL');
  };
  const deadline = setTimeout(() => kill(`not done within ${bounds.seconds} s`), bounds.seconds * 1_000);
  const look = setInterval(() => {
    if (residentBytes(child.pid) > bounds.bytes) kill(`takes more than ${bounds.bytes / 2 ** 30} GiB`);
  }, LOOK_MS);
  let printed = '';
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(deadline);
      clearInterval(look);
      const value: (T & { error?: undefined }) | { error: string } | undefined =
        printed.trim() === '' ? undefined : JSON.parse(printed.trim().split('\n').at(-1) ?? '');
      if (killedFor === undefined && value !== undefined && value.error === undefined)
        return resolve({ kind: 'done', value });
      const reason = killedFor ?? value?.error ?? reasonOf(said) ?? `ended with ${code ?? signal}`;
      return resolve({ kind: 'failed', reason: oneLine(reason) });
    });
  });
}

function reasonOf(said: string): string | undefined {
  if (said.includes('heap out of memory')) return 'heap out of memory';
  return said.split('\n').find((line) => /error/i.test(line));
}

function oneLine(text: string): string {
  const [line = ''] = text.trim().split('\n');
  return line.length > MAX_REASON_CHARS ? `${line.slice(0, MAX_REASON_CHARS)}…` : line;
}

function residentBytes(pid: number | undefined): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024;
  } catch {
    return 0;
  }
}
