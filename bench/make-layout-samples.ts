import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { amountAndMinutesPairs } from './layout-samples/amount-and-minutes-pairs.ts';
import { adjustments } from './layout-samples/bill-adjustments.ts';
import { billCalls } from './layout-samples/bill-calls.ts';
import { lines } from './layout-samples/bill-lines.ts';
import { services } from './layout-samples/bill-services.ts';
import { calls } from './layout-samples/calls.ts';
import { chargesAndDiscounts, companionCalls, inventory, summary } from './layout-samples/companions.ts';
import { corporateSheet } from './layout-samples/corporate-sheet.ts';
import { footersNewer, footersOlder } from './layout-samples/footers.ts';
import { includedAndUsed } from './layout-samples/included-and-used.ts';
import { longExtract } from './layout-samples/long-extract.ts';
import { numberOnFirstRow } from './layout-samples/number-on-first-row.ts';
import type { Sample } from './layout-samples/sample.ts';
import { valueAndTaxPairs } from './layout-samples/value-and-tax-pairs.ts';
import { writeCsv, writeXlsx } from './layout-samples/write-sample.ts';

/**
 * Writes the samples of test/fixtures/layouts and what importing each must find: `npx tsx bench/make-layout-samples.ts`.
 * The figures are the samples' own, added up in whole cents; nothing of the product takes part. The same bytes each time.
 */
const SAMPLES: Readonly<Record<string, () => Sample>> = {
  longExtract,
  lines,
  services,
  adjustments,
  billCalls,
  calls,
  footersOlder,
  footersNewer,
  summary,
  companionCalls,
  inventory,
  chargesAndDiscounts,
  valueAndTaxPairs,
  amountAndMinutesPairs,
  corporateSheet,
  numberOnFirstRow,
  includedAndUsed,
};

const ROOT = join(import.meta.dirname, '..');
/** Which plantilla and tipo de archivo a sample is laid out for is data. */
const PLACES = join(import.meta.dirname, 'layout-samples', 'places.json');

for (const [name, place] of Object.entries(JSON.parse(await readFile(PLACES, 'utf8')))) {
  const make = SAMPLES[name];
  if (!make) throw new Error(`no sample is called ${name}`);
  await writeSample(join(ROOT, 'test', 'fixtures', 'layouts', String(place)), make());
}

async function writeSample(folder: string, { sheet, as }: Sample): Promise<void> {
  await mkdir(folder, { recursive: true });
  const isCsv = 'delimiter' in as;
  const path = join(folder, `sample.${isCsv ? 'csv' : 'xlsx'}`);
  if (isCsv) await writeCsv(path, sheet.rows, as);
  else await writeXlsx(path, sheet.rows, as.sheetName, as.merges ?? []);
  const { issues, ...figures } = sheet.expected();
  const head = JSON.stringify(figures, null, 2).replace(/\n\}$/, '');
  const list = issues.map((issue) => `    ${JSON.stringify(issue)}`).join(',\n');
  await writeFile(
    join(folder, 'expected.json'),
    `${head},\n  "issues": [${list === '' ? '' : `\n${list}\n  `}]\n}\n`,
  );
}
