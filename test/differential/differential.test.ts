import { afterAll, describe, expect, it } from 'vitest';
import { TemporaryFolder } from '../../src/formats/temporary-file.test-data.ts';
import { DIFFERENCES, type Difference, type OtherReader } from './differences.ts';
import type { Feature } from './features.ts';
import { type RandomBook, randomBook } from './random-book.ts';
import { readByExceljs, readBySheetJs, readByUs, type ShownCells } from './read-by.ts';

const BOOKS = 600;
const FIRST_SEED = 20_260_000;
const folder = new TemporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const books = Array.from({ length: BOOKS }, (_, i) => ({
  seed: FIRST_SEED + i,
  book: randomBook(FIRST_SEED + i),
}));

describe(`${BOOKS} random workbooks, cell by cell`, () => {
  it('we read what was written', () => {
    for (const { seed, book } of books) {
      const found = readByUs(folder.rewrite('book.xlsx', book.bytes));
      for (const reference of references(book, found)) {
        expect(found.get(reference), `seed ${seed}, ${reference}`).toBe(book.cells.get(reference)?.shown);
      }
    }
  });

  it.each([
    ['exceljs' as const, readByExceljs],
    ['SheetJS' as const, async (bytes: Buffer) => readBySheetJs(bytes)],
  ])('%s reads the same, or differs for a reason that has a name', async (reader, read) => {
    const used = new Set<Difference>();
    const unexplained: string[] = [];
    let same = 0;
    for (const { seed, book } of books) {
      const found = await read(book.bytes).catch((): ShownCells => new Map());
      for (const reference of references(book, found)) {
        const [expected, shown] = [book.cells.get(reference)?.shown, found.get(reference)];
        const reason = expected === shown ? undefined : reasonFor(reader, book, reference, shown);
        if (expected === shown) same++;
        else if (reason !== undefined) used.add(reason);
        else unexplained.push(`seed ${seed}, ${reference}: expected ${expected}, ${reader} shows ${shown}`);
      }
    }
    expect(unexplained).toEqual([]);
    expect(same).toBeGreaterThan(5_000);
    const named = DIFFERENCES.filter((each) => each.reader === reader);
    expect(named.filter((each) => !used.has(each)).map(({ because }) => because)).toEqual([]);
  });

  it('every way of writing that has a name is among them', () => {
    const seen = new Set<Feature>(books.flatMap(({ book }) => [...book.features]));
    for (const { book } of books)
      for (const { features } of book.cells.values()) for (const each of features) seen.add(each);
    expect([...new Set(DIFFERENCES.map(({ feature }) => feature))].filter((each) => !seen.has(each))).toEqual(
      [],
    );
    expect(seen).toContain('shuffled');
  });
});

function references(book: RandomBook, found: ShownCells): Set<string> {
  return new Set([...book.cells.keys(), ...found.keys()]);
}

function reasonFor(reader: OtherReader, book: RandomBook, reference: string, shown: string | undefined) {
  const cell = book.cells.get(reference);
  const features = new Set<Feature>([...book.features, ...(cell?.features ?? [])]);
  if ([...book.cells.values()].some((each) => each.features.includes('inline phonetic')))
    features.add('inline phonetic');
  return DIFFERENCES.find(
    (each) => each.reader === reader && features.has(each.feature) && each.shows(cell?.shown, shown),
  );
}
