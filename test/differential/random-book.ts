import { MAIN, workbookParts } from '../../src/formats/xlsx/workbook-parts.test-data.ts';
import { type PartToZip, zipOf } from '../../src/formats/xlsx/zip-of.test-data.ts';
import { Random } from '../fuzz/random.ts';
import { type Feature, FORMATS } from './features.ts';
import { randomCell, type WrittenCell } from './random-cell.ts';

/** A workbook of some rows, written in one of the many ways that XML and the format allow. */
export interface RandomBook {
  readonly bytes: Buffer;
  /** What it holds, by reference. */
  readonly cells: ReadonlyMap<string, WrittenCell>;
  /** How its sheet as a whole is written. */
  readonly features: ReadonlySet<Feature>;
}

const MAX_ROWS = 12;
const MAX_COLUMNS = 7;

export function randomBook(seed: number): RandomBook {
  const random = new Random(seed);
  const prefix = random.oneIn(6) ? 'x:' : '';
  const unreferenced = random.oneIn(6);
  const shuffled = !unreferenced && random.oneIn(6);
  const closing = random.oneIn(6);
  const features = new Set<Feature>();
  if (prefix !== '') features.add('prefixed');
  if (unreferenced) features.add('unreferenced');
  if (shuffled) features.add('shuffled');
  const strings: string[] = [];
  const cells = new Map<string, WrittenCell>();
  let rows = '';
  let number = 0;
  for (let left = 1 + random.below(MAX_ROWS); left > 0; left--) {
    number += unreferenced || random.oneIn(2) ? 1 : 1 + random.below(5);
    const written: string[] = [];
    const blank = random.oneIn(8);
    if (blank && closing) features.add('closed row');
    for (let column = 0; column < MAX_COLUMNS; column++) {
      if (blank) break;
      // A gap can only be written where the next cell says where it stands.
      if (!unreferenced && random.oneIn(4)) continue;
      const reference = `${String.fromCharCode(65 + column)}${number}`;
      const cell = randomCell(random, strings, features.has('prefixed') ? prefix : '');
      cells.set(reference, cell);
      const attributes = [...cell.attributes, ...(unreferenced ? [] : [`r="${reference}"`])];
      if (random.oneIn(2)) attributes.reverse();
      written.push(
        `<${prefix}c${attributes.map((each) => ` ${each}`).join('')}>${cell.content}</${prefix}c>`,
      );
    }
    if (shuffled) written.reverse();
    const place = unreferenced ? '' : ` r="${number}" spans="1:${MAX_COLUMNS}"`;
    const body = written.length === 0 && closing ? '/>' : `>${written.join('')}</${prefix}row>`;
    rows += `<${prefix}row${place}${body}`;
  }
  return { bytes: bookOf(rows, strings, prefix), cells, features };
}

function bookOf(rows: string, strings: readonly string[], prefix: string): Buffer {
  const namespace = prefix === '' ? `xmlns="${MAIN}"` : `xmlns:x="${MAIN}"`;
  const sheet = `<?xml version="1.0" encoding="UTF-8"?>\n<${prefix}worksheet ${namespace}><${prefix}sheetData>${rows}</${prefix}sheetData></${prefix}worksheet>`;
  const items = `<?xml version="1.0" encoding="UTF-8"?>\n<sst xmlns="${MAIN}" count="${strings.length}" uniqueCount="${strings.length}">${strings.join('')}</sst>`;
  return zipOf(workbookParts({ sheet, strings: items, formats: FORMATS }).map(withContentTypes));
}

/** SheetJS finds parts by their content types, and reads none that has not got one. */
function withContentTypes(part: PartToZip): PartToZip {
  if (part.name !== '[Content_Types].xml') return part;
  const overrides = [
    ['worksheets/sheet1', 'worksheet'],
    ['sharedStrings', 'sharedStrings'],
    ['styles', 'styles'],
  ].map(
    ([name, type]) =>
      `<Override PartName="/xl/${name}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${type}+xml"/>`,
  );
  return { ...part, content: String(part.content).replace('</Types>', `${overrides.join('')}</Types>`) };
}
