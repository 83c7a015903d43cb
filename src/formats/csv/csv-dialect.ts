/** What may stand between two fields. */
export const CSV_DELIMITERS = [';', '\t', '|', ','] as const;
export type CsvDelimiter = (typeof CSV_DELIMITERS)[number];

export interface CsvDialect {
  readonly delimiter: CsvDelimiter;
  /** Bytes of the line `sep=;` that Excel writes and reads in front of the data; 0: there is none. */
  readonly sepLineBytes: number;
}

const SAMPLE_RECORDS = 100;
const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Finds the delimiter in the first bytes of a text (UTF-8 or Windows-1252): the one that most records have equally often
 * outside of quotes. A `sep=` line decides for itself. `given` overrules both.
 */
export function detectDialect(head: Buffer, given: CsvDelimiter | undefined): CsvDialect {
  const [line = '', named] = /^sep=([;,\t|])\r?\n/i.exec(head.toString('latin1', 0, 16)) ?? [];
  const sepLineBytes = line.length;
  const data = head.subarray(sepLineBytes);
  return {
    delimiter: given ?? CSV_DELIMITERS.find((each) => each === named) ?? likeliest(data),
    sepLineBytes,
  };
}

function likeliest(data: Buffer): CsvDelimiter {
  const scores = CSV_DELIMITERS.map((delimiter) => ({ delimiter, ...score(data, delimiter) }));
  scores.sort((a, b) => b.share - a.share || b.perRecord - a.perRecord);
  const [best] = scores;
  return best === undefined || best.perRecord === 0 ? ',' : best.delimiter;
}

/**
 * How many delimiters most records have, and what share of the records they are, in steps of a tenth: a decimal comma in
 * every row of a `;` file comes near to its delimiter, but never above it in number.
 */
function score(data: Buffer, delimiter: CsvDelimiter): { share: number; perRecord: number } {
  const counts = countPerRecord(data, delimiter.charCodeAt(0));
  const frequency = new Map<number, number>();
  for (const count of counts) if (count > 0) frequency.set(count, (frequency.get(count) ?? 0) + 1);
  let perRecord = 0;
  let records = 0;
  for (const [count, times] of frequency) if (times > records) [perRecord, records] = [count, times];
  return { share: Math.round((10 * records) / Math.max(1, counts.length)), perRecord };
}

/** Delimiters outside of quotes in each whole record that is not empty; in the only one there is, where none is whole. */
function countPerRecord(data: Buffer, delimiter: number): number[] {
  const counts: number[] = [];
  let count = 0;
  let bytes = 0;
  let quoted = false;
  for (const byte of data) {
    if (byte === QUOTE) quoted = !quoted;
    else if (!quoted && (byte === LF || byte === CR)) {
      if (bytes > 0) counts.push(count);
      if (counts.length === SAMPLE_RECORDS) return counts;
      count = 0;
      bytes = 0;
      continue;
    } else if (!quoted && byte === delimiter) count++;
    bytes++;
  }
  return counts.length === 0 ? [count] : counts;
}
