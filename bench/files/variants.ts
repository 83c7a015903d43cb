import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GeneratedFile, generatedFrom } from '../generate-billing-file.ts';
import type { BillingSheet } from './billing-sheet.ts';
import { conceptSheet } from './concept-sheet.ts';
import { wideSheet } from './wide-sheet.ts';
import { writeCsv } from './write-csv.ts';
import { writeWorkbook } from './write-workbook.ts';

interface Variant {
  readonly title: string;
  readonly sheet: (options: { rows: number; seed: number; month: number }) => BillingSheet;
  readonly write: (path: string, sheet: BillingSheet) => Promise<void>;
  readonly extension: 'xlsx' | 'csv';
}

/** The same charges in each way in which operadores write them. */
export const VARIANTS = {
  shared: {
    title: 'shared strings',
    sheet: conceptSheet,
    write: writeWorkbook,
    extension: 'xlsx',
  },
  inline: {
    title: 'inline strings',
    sheet: conceptSheet,
    write: (path, sheet) => writeWorkbook(path, sheet, 'inline'),
    extension: 'xlsx',
  },
  unique: {
    title: 'two unique shared strings a row',
    sheet: (options) => conceptSheet({ ...options, uniqueTexts: true }),
    write: writeWorkbook,
    extension: 'xlsx',
  },
  wide: {
    title: 'wide, ten charges a row',
    sheet: wideSheet,
    write: writeWorkbook,
    extension: 'xlsx',
  },
  csv: { title: 'CSV', sheet: conceptSheet, write: writeCsv, extension: 'csv' },
} as const satisfies Record<string, Variant>;
export type VariantName = keyof typeof VARIANTS;

export function isVariant(name: string): name is VariantName {
  return Object.hasOwn(VARIANTS, name);
}

export interface BenchFile extends GeneratedFile {
  readonly variant: VariantName;
  readonly title: string;
  readonly path: string;
  readonly bytes: number;
  readonly columns: number;
}

/** Counts up with what is generated: a folder of earlier files is not mistaken for today's. */
const GENERATION = 2;
/** Kept between runs, since a million rows take a while to write. */
export const BENCH_FOLDER = join(tmpdir(), `importador-bench-${GENERATION}`);

/** The file, written unless it stands in BENCH_FOLDER already. The month tells apart files of one variant. */
export async function benchFile(variant: VariantName, rows: number, month = 9): Promise<BenchFile> {
  const { title, sheet, write, extension } = VARIANTS[variant];
  const path = join(BENCH_FOLDER, `${variant}-${rows}-${month}.${extension}`);
  const facts = `${path}.json`;
  const made = sheet({ rows, seed: month, month });
  if (!(await exists(facts))) {
    await mkdir(BENCH_FOLDER, { recursive: true });
    await write(path, made);
    await writeFile(facts, JSON.stringify(generatedFrom(made, rows)));
  }
  const generated: GeneratedFile = JSON.parse(await readFile(facts, 'utf8'));
  return { ...generated, variant, title, path, bytes: (await stat(path)).size, columns: made.columns };
}

export function removeBenchFiles(): Promise<void> {
  return rm(BENCH_FOLDER, { recursive: true, force: true });
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
