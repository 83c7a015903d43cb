import { parseArgs } from 'node:util';
import type { DatabaseKind, Fault, Measures } from './fault.ts';
import { MissedError } from './lab/missed-error.ts';
import { NotRunError } from './lab/not-run-error.ts';
import { openLab } from './lab/open-lab.ts';
import { within } from './lab/until.ts';
import { FAULTS } from './programs/index.ts';

/** `npm run faults [-- name… | number…] [--database embedded|url|both] [--quick]`: see docs/operations.md. */

interface Result {
  readonly fault: Fault;
  readonly kind: DatabaseKind;
  readonly state: 'held' | 'MISSED' | 'not run';
  readonly seconds: number;
  readonly measures: Measures;
  readonly misses: readonly string[];
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { database: { type: 'string', default: 'both' }, quick: { type: 'boolean', default: false } },
});
/** The slowest takes a minute or two; one that hangs must not hold up the others. */
const FAULT_MS = 900_000;
const results: Result[] = [];
/** Ctrl-C ends what runs, with the servers and mounts that it has, and reports what was done. */
let isStopped = false;
const stopped = new Promise<never>((_resolve, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      isStopped = true;
      reject(new MissedError(`stopped by ${signal}`));
    });
});
stopped.catch(() => {}); // heard by what runs
for (const kind of kinds(values.database)) {
  for (const fault of chosen(positionals, values.quick)) {
    if (isStopped || (fault.only !== undefined && fault.only !== kind)) continue;
    console.log(`── ${fault.number} ${fault.name} on ${kind}: ${fault.title}`);
    const result = await inject(fault, kind, values.quick);
    results.push(result);
    console.log(lineOf(result));
  }
}
report(results);

async function inject(fault: Fault, kind: DatabaseKind, quick: boolean): Promise<Result> {
  const started = performance.now();
  const result = (state: Result['state'], measures: Measures, misses: readonly string[]): Result => {
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    return { fault, kind, state, seconds, measures, misses };
  };
  try {
    await using lab = await openLab(kind, { quick });
    const judged = async () => ({ measures: await fault.run(lab), misses: await lab.finish() });
    const { measures, misses } = await Promise.race([within('the fault', FAULT_MS, judged()), stopped]);
    return result(misses.length === 0 ? 'held' : 'MISSED', measures, misses);
  } catch (error) {
    if (error instanceof NotRunError) return result('not run', {}, [error.message]);
    const what =
      error instanceof MissedError ? error.message : String(error instanceof Error ? error.stack : error);
    return result('MISSED', {}, [what]);
  }
}

function kinds(database: string): DatabaseKind[] {
  if (database === 'both') return ['embedded', 'url'];
  if (database === 'embedded' || database === 'url') return [database];
  throw new Error(`--database ${database}: embedded, url or both`);
}

function chosen(names: readonly string[], quick: boolean): readonly Fault[] {
  const known = FAULTS.filter(({ quick: isQuick }) => isQuick || !quick);
  if (names.length === 0) return known;
  return names.flatMap((name) => {
    const found = FAULTS.filter((fault) => fault.name === name || String(fault.number) === name);
    if (found.length > 0) return found;
    throw new Error(
      `There is no fault ${name}: ${FAULTS.map((fault) => `${fault.number} ${fault.name}`).join(', ')}`,
    );
  });
}

function lineOf({ fault, kind, state, seconds, measures, misses }: Result): string {
  const measured = Object.entries(measures).map(([what, value]) => `${what} ${value}`);
  const head = `${String(fault.number).padStart(2)} ${fault.name.padEnd(20)} ${kind.padEnd(8)} ${state.padEnd(7)} ${`${seconds} s`.padStart(8)}`;
  return [`${head}  ${measured.join(' · ')}`, ...misses.slice(0, 20).map((miss) => `     ${miss}`)].join(
    '\n',
  );
}

/** The table, and the last line that .ci/run counts: what was not run is a failure there, too. */
function report(all: readonly Result[]): void {
  console.log(`\n${all.map(lineOf).join('\n')}\n`);
  const held = all.filter(({ state }) => state === 'held').length;
  const notRun = all.filter(({ state }) => state === 'not run').length;
  if (notRun > 0) console.log(`${notRun} not run`);
  console.log(`Tests  ${held} passed | ${all.length - held} failed`);
  if (held < all.length) process.exitCode = 1;
}
