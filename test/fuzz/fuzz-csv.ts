import { isDeepStrictEqual } from 'node:util';
import { ImportFailedError } from '../../src/domain/errors.ts';
import { DEFAULT_READ_LIMITS } from '../../src/domain/row.ts';
import type { CsvDelimiter } from '../../src/formats/csv/csv-dialect.ts';
import { openCsv } from '../../src/formats/csv/open-csv.ts';
import { rowsOf, type ShownRow } from '../../src/formats/rows-of.test-data.ts';
import { TemporaryFolder } from '../../src/formats/temporary-file.test-data.ts';
import type { Fuzz } from './fuzz-round.ts';
import { Random } from './random.ts';
import { referenceCsv } from './reference-csv.ts';

const TEXTS: readonly string[] = [
  'Línea;Concepto;Importe\r\n5512345678;"Renta ""plus""; IVA";1.234,56\r\n\r\n5512345679;"dos\r\nlíneas";-0,50\r\n',
  'a,b,c\n1,"x"y,3\n,,\n"",\u00a0, \n5" disk,"",z',
  'uno\tdos\r"tres\rcuatro"\t5\r',
];
const DELIMITERS: readonly CsvDelimiter[] = [';', ',', '\t'];
const ODD_PIECES = [
  '"',
  '""',
  '\r',
  '\n',
  '\r\n',
  ';',
  ',',
  '\t',
  ' ',
  '\u00a0',
  'ñ',
  '€',
  '\u0000',
  'x',
  '\ufeff',
] as const;

/** Whatever a text has become, it reads as the plain reference reads it, or is refused where that refuses it. */
export const fuzzCsv: Fuzz = {
  name: 'csv',
  *inputs(seed, rounds) {
    using folder = new TemporaryFolder();
    const random = new Random(seed);
    const compare = (bytes: Buffer, delimiter: CsvDelimiter) => {
      const found = unlessLimited(() => read(folder, bytes, delimiter));
      if (found === 'limited') return 'refused';
      const expected = referenceCsv(bytes, delimiter);
      if (!isDeepStrictEqual(found, expected)) {
        throw new Error(`Read ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
      }
      return found === undefined ? 'refused' : 'read';
    };
    for (const [i, text] of TEXTS.entries()) {
      const whole = Buffer.from(text);
      const delimiter = DELIMITERS[i] ?? ',';
      for (let at = 0; at <= whole.length; at++) {
        yield { name: `text ${i} cut at ${at}`, attempt: () => compare(whole.subarray(0, at), delimiter) };
        const byte = random.below(256);
        yield {
          name: `text ${i} with byte ${at} made ${byte}`,
          attempt: () => {
            const spoiled = Buffer.from(whole);
            if (at < spoiled.length) spoiled[at] = byte;
            return compare(spoiled, delimiter);
          },
        };
      }
      for (let round = 0; round < rounds; round++) {
        const changed = Buffer.from(mutatedText(text, random));
        yield {
          name: `text ${i} changed in round ${round}: ${JSON.stringify(changed.toString())}`,
          attempt: () => compare(changed, delimiter),
        };
        // Long enough for records to lie across the reader's windows.
        if (random.oneIn(300)) {
          const long = Buffer.from(changed.toString().repeat(Math.ceil(300_000 / (changed.length + 1))));
          yield {
            name: `text ${i} of round ${round}, many times over`,
            attempt: () => compare(long, delimiter),
          };
        }
      }
    }
  },
};

/** The reference knows no limits: a record that goes on for a whole file has too many columns. */
function unlessLimited<T>(attempt: () => T): T | 'limited' | undefined {
  try {
    return attempt();
  } catch (error) {
    if (!(error instanceof ImportFailedError)) throw error;
    return error.code === 'LIMIT_EXCEEDED' ? 'limited' : undefined;
  }
}

function read(folder: TemporaryFolder, bytes: Buffer, delimiter: CsvDelimiter): ShownRow[] {
  using file = openCsv(folder.rewrite('fuzzed.csv', bytes), DEFAULT_READ_LIMITS, { delimiter });
  return rowsOf(file);
}

function mutatedText(text: string, random: Random): string {
  const letters = [...text];
  for (let left = 1 + random.below(6); left > 0; left--) {
    const at = random.below(letters.length);
    if (random.oneIn(3)) letters.splice(at, 1 + random.below(4));
    else letters.splice(at, random.below(2), random.pick(ODD_PIECES));
  }
  return letters.join('');
}
