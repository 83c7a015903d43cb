// npm run fuzz:xlsx, fuzz:csv [-- SEED [ROUNDS]]: a longer run; the seed is printed, to have it again.
import { fuzzSeparately } from './fuzz-separately.ts';

const ROUNDS = 20_000;
const [name = '', seedText = String(Date.now() % 2 ** 31), roundsText = String(ROUNDS)] =
  process.argv.slice(2);
const [seed, rounds] = [Number(seedText), Number(roundsText)];
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(rounds)) {
  throw new Error(`"${seedText}" and "${roundsText}" are to be whole numbers: the seed and the rounds`);
}
console.log(`fuzz:${name} with seed ${seed}, ${rounds} rounds`);
const { inputs, read, refused } = await fuzzSeparately(name, seed, rounds);
console.log(`${inputs} inputs: ${read} read, ${refused} refused, no mistake found`);
