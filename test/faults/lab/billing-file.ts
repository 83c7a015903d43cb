import { createHash, type Hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BillingSheet, SheetRow } from '../../../bench/files/billing-sheet.ts';
import { conceptSheet } from '../../../bench/files/concept-sheet.ts';
import { writeWorkbook } from '../../../bench/files/write-workbook.ts';
import { type GeneratedFile, generatedFrom } from '../../../bench/generate-billing-file.ts';

/** A file with what importing it must store, row by row. */
export interface BillingFile extends GeneratedFile {
  readonly name: string;
  /** MD5 of "row:cents" of every row, joined with commas: what the stored charges must give as well. */
  readonly digest: string;
  bytes(): Promise<Uint8Array>;
}

export interface FileOptions {
  readonly rows: number;
  readonly seed: number;
  /** Begins the name of each of its accounts: files with another do not hold the same account. */
  readonly account?: string;
  /** Each row of that number has an amount that cannot be read. */
  readonly badEvery?: number;
}

const FIRST_DATA_ROW = 4;

/** Written into the folder as Excel would. */
export async function billingFile(
  folder: string,
  { rows, seed, account = '', badEvery = 0 }: FileOptions,
): Promise<BillingFile> {
  const name = `detalle-${account}${rows}-${seed}.xlsx`;
  const path = join(folder, name);
  const hash = createHash('md5');
  const plain = conceptSheet({ rows, seed, badEvery });
  const sheet: BillingSheet = { ...plain, rows: changedRows(plain.rows, account, hash) };
  await writeWorkbook(path, sheet);
  return { ...generatedFrom(sheet, rows), name, digest: hash.digest('hex'), bytes: () => readFile(path) };
}

function* changedRows(rows: Iterable<SheetRow>, account: string, hash: Hash): Generator<SheetRow> {
  let comma = '';
  for (const { number, cells } of rows) {
    if (number < FIRST_DATA_ROW) {
      yield { number, cells };
      continue;
    }
    const [ciclo = '', cuenta = '', ...rest] = cells;
    const cents = rest.at(-1);
    if (typeof cents === 'number') {
      hash.update(`${comma}${number}:${cents}`);
      comma = ',';
    }
    yield { number, cells: [ciclo, `${account}${cuenta}`, ...rest] };
  }
}
