import { ImportFailedError } from '../../src/domain/errors.ts';

/** What a fuzz run of one kind does with each of its inputs. */
export interface Fuzz {
  readonly name: 'xlsx' | 'csv';
  inputs(seed: number, rounds: number): Iterable<FuzzInput>;
}

export interface FuzzInput {
  /** Words that tell which one it is. */
  readonly name: string;
  /** Throws where the input shows a mistake of ours. */
  readonly attempt: () => Outcome;
}
export type Outcome = 'read' | 'refused';

/** The input took longer than any of its size may. */
const MAX_CPU_MS = 2_000;
/** What a run may add to the memory of its process: every input is some kilobytes. */
const MAX_GROWTH_BYTES = 512 * 2 ** 20;

const INPUTS_PER_TURN = 10;

export interface FuzzReport {
  readonly inputs: number;
  readonly read: number;
  readonly refused: number;
}

/** Rejects with seed and input at the first mistake. `onInput` is told of each input before it is tried. */
export async function runFuzz(
  fuzz: Fuzz,
  seed: number,
  rounds: number,
  onInput: (input: string) => void,
): Promise<FuzzReport> {
  const report = { inputs: 0, read: 0, refused: 0 };
  const rss = process.memoryUsage.rss();
  for (const { name, attempt } of fuzz.inputs(seed, rounds)) {
    onInput(name);
    const before = process.cpuUsage();
    try {
      report[attempt()]++;
    } catch (error) {
      throw new Error(`fuzz:${fuzz.name} with seed ${seed} found a mistake in: ${name}`, { cause: error });
    }
    const { user, system } = process.cpuUsage(before);
    if (user + system > 1_000 * MAX_CPU_MS) throw new Error(`Took ${(user + system) / 1_000} ms: ${name}`);
    if (process.memoryUsage.rss() - rss > MAX_GROWTH_BYTES) throw new Error(`Memory grew too much: ${name}`);
    // Between two files a thread is idle: closed streams are let go of then.
    if (++report.inputs % INPUTS_PER_TURN === 0) await new Promise(setImmediate);
  }
  return report;
}

/** What is read, or undefined where it is refused as files are; whatever else is thrown is a mistake. */
export function unlessRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ImportFailedError) return undefined;
    throw error;
  }
}
