import { ZipWriter } from '../../bench/zip-writer.ts';
import { MAIN, workbookParts } from '../../src/formats/xlsx/workbook-parts.test-data.ts';
import { HEADER_ROW } from './plain-layout.ts';

const SHEET = 'xl/worksheets/sheet1.xml';
const STRINGS = 'xl/sharedStrings.xml';
const CHUNK_CHARACTERS = 4 * 2 ** 20;

export interface LargeBook {
  /** What follows the header row, up to the end of the part. */
  readonly rows?: Iterable<string>;
  /** What follows </sheetData>. */
  readonly tail?: Iterable<string>;
  /** The items of the shared strings. */
  readonly strings?: Iterable<string>;
  /** As small as deflate can make it. */
  readonly tight?: boolean;
}

/** Writes a workbook of any size in flat memory. */
export async function writeLargeBook(
  path: string,
  { rows = [], tail = [], strings, tight }: LargeBook,
): Promise<void> {
  const zip = await ZipWriter.create(path, tight ? 9 : 1);
  for (const { name, content } of workbookParts({ sheet: '', ...(strings ? { strings: '' } : {}) })) {
    if (name === SHEET) await zip.add(name, sheetPart(rows, tail));
    else if (name === STRINGS && strings) await zip.add(name, stringsPart(strings));
    else await zip.add(name, [String(content)]);
  }
  await zip.close();
}

/** The text as often, in pieces that suit the packer. */
export function* repeated(text: string, times: number): Generator<string> {
  const perChunk = Math.max(1, Math.floor(CHUNK_CHARACTERS / text.length));
  const chunk = text.repeat(perChunk);
  for (let left = times; left > 0; left -= perChunk) yield left >= perChunk ? chunk : text.repeat(left);
}

function* sheetPart(rows: Iterable<string>, tail: Iterable<string>): Generator<string> {
  yield `<?xml version="1.0"?><worksheet xmlns="${MAIN}"><sheetData>${HEADER_ROW}`;
  yield* rows;
  yield '</sheetData>';
  yield* tail;
  yield '</worksheet>';
}

function* stringsPart(items: Iterable<string>): Generator<string> {
  yield `<sst xmlns="${MAIN}">`;
  yield* items;
  yield '</sst>';
}
