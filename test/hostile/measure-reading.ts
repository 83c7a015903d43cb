import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** What refusing a file may cost. */
export const MAX_CPU_MS = 1_000;
export const MAX_RSS_MIB = 64;

/** How a file fared, and what that cost: CPU of the whole process, and what its RSS rose by at its highest. */
export interface Measured {
  /** The code of the refusal, or READ. */
  readonly outcome: string;
  /** The refusal's sentence in English. */
  readonly said: string;
  readonly rows: number;
  readonly cpuMs: number;
  readonly rssMib: number;
}

/** read-in-process.ts, for Node: as it is, or compiled before. */
const PROGRAM = ['--import', 'tsx', `${import.meta.dirname}/read-in-process.ts`];

/** Reads the file as the server would, in a process of its own, so that no other file's memory hides what it takes. */
export async function measureReading(path: string, program: readonly string[] = PROGRAM): Promise<Measured> {
  const child = spawn(process.execPath, [...program, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = await text(child.stdout);
  return JSON.parse(said) as Measured;
}
