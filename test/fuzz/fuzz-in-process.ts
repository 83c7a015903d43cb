// Runs one fuzz; says now and then which input it is at, and at its end, as JSON, how all fared.
import { writeSync } from 'node:fs';
import { fuzzCsv } from './fuzz-csv.ts';
import { runFuzz } from './fuzz-round.ts';
import { fuzzXlsx } from './fuzz-xlsx.ts';

const INPUTS_PER_WORD = 100;
const [name, seed, rounds] = process.argv.slice(2);
const fuzz = [fuzzXlsx, fuzzCsv].find((each) => each.name === name);
if (fuzz === undefined) throw new Error(`There is no fuzz "${name}": xlsx or csv`);
let inputs = 0;
const report = await runFuzz(fuzz, Number(seed), Number(rounds), (input) => {
  if (inputs++ % INPUTS_PER_WORD === 0)
    say(`about input ${inputs}: ${input.slice(0, 200).replaceAll('\n', ' ')}`);
});
say(JSON.stringify(report));

function say(line: string): void {
  writeSync(1, `${line}\n`);
}
