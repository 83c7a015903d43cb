import { runMutations } from './mutate-definitions.ts';

/**
 * npm run fuzz:plantilla [-- SEED [RUNS]]: built-in definitions to which something happened, each refused with its mistakes
 * or used to its end. The first that breaks anything is printed, and the exit code is 1.
 */
const [seed = String(Date.now() % 1_000_000), runs = '20000'] = process.argv.slice(2);
const started = performance.now();
const { refused, worked } = runMutations({ seed: Number(seed), runs: Number(runs) });
const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write(`seed ${seed}: ${refused} refused, ${worked} worked, nothing broke, ${seconds} s\n`);
