import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_READ_LIMITS } from '../../src/domain/row.ts';
import { rowsOf, type ShownRow } from '../../src/formats/rows-of.test-data.ts';
import { TemporaryFolder } from '../../src/formats/temporary-file.test-data.ts';
import { openXlsx } from '../../src/formats/xlsx/open-xlsx.ts';
import { MAIN, workbookParts } from '../../src/formats/xlsx/workbook-parts.test-data.ts';
import { type PartToZip, zipOf } from '../../src/formats/xlsx/zip-of.test-data.ts';
import { type Fuzz, unlessRefused } from './fuzz-round.ts';
import { mutatedXml } from './mutate-xml.ts';
import { Random } from './random.ts';

/** Small, and with every way of writing a cell. */
const BOOKS: Readonly<Record<string, readonly PartToZip[]>> = {
  plain: workbookParts({
    sheet:
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Importe</t></is></c></row>' +
      '<row r="2" spans="1:3"><c r="A2" t="s"><v>1</v></c><c r="B2" s="1"><v>46267.5</v></c><c r="C2"><f>1+1</f><v>-2.5E3</v></c></row>' +
      '<row r="4"><c r="B4" t="b"><v>1</v></c><c r="C4" t="e"><v>#N/A</v></c><c r="AA4" t="str"><f>A1</f><v>a &amp; _x000D_b</v></c></row>',
    strings:
      '<si><t>Línea</t></si><si><r><rPr><b/></rPr><t xml:space="preserve"> ri</t></r><r><t>co &lt;</t></r></si>',
    formats: ['0.00', 'dd/mm/yyyy'],
    moreSheets: [{ name: 'Otra', sheet: '<row><c><v>1</v></c></row>', state: 'hidden' }],
  }),
  prefixed: workbookParts({
    sheet: `<?xml version="1.0"?><x:worksheet xmlns:x="${MAIN}"><x:cols/><x:sheetData><x:row><x:c t="s"><x:v>0</x:v></x:c><x:c><x:f>1</x:f></x:c></x:row><x:row r="3"><x:c r="C3" t="d"><x:v>2026-09-01</x:v></x:c></x:row></x:sheetData><x:mergeCells><x:mergeCell ref="A1:B2"/></x:mergeCells></x:worksheet>`,
    strings: `<?xml version="1.0"?><x:sst xmlns:x="${MAIN}"><x:si><x:t><![CDATA[uno]]></x:t></x:si></x:sst>`,
  }).map((part) => ({ ...part, stored: part.name.endsWith('.rels'), descriptor: true })),
};

/**
 * Cut and changed at every offset, a workbook is refused or reads as it was: its checksums know. With XML that was
 * changed before it was packed, it is refused or read, in bounded time; cut XML is refused.
 */
export const fuzzXlsx: Fuzz = {
  name: 'xlsx',
  *inputs(seed, rounds) {
    using folder = new TemporaryFolder();
    const random = new Random(seed);
    const read = (bytes: Buffer): ShownRow[][] | undefined => unlessRefused(() => readAll(folder, bytes));
    for (const [name, parts] of Object.entries(BOOKS)) {
      const whole = zipOf(parts);
      const expected = readAll(folder, whole);
      const sameOrRefused = (bytes: Buffer) => {
        const found = read(bytes);
        if (found === undefined) return 'refused';
        if (!isDeepStrictEqual(found, expected)) throw new Error('It reads otherwise, and nothing said so');
        return 'read';
      };
      for (let at = 0; at < whole.length; at++) {
        yield {
          name: `${name} cut at ${at}`,
          attempt: () => {
            if (read(whole.subarray(0, at)) === undefined) return 'refused';
            throw new Error('A part of a workbook was read as if it were all of it');
          },
        };
        const flip = 1 << random.below(8);
        yield {
          name: `${name} with byte ${at} xor ${flip}`,
          attempt: () => {
            const spoiled = Buffer.from(whole);
            spoiled[at] = (spoiled[at] ?? 0) ^ flip;
            return sameOrRefused(spoiled);
          },
        };
      }
      for (let round = 0; round < rounds; round++) {
        const spoiled = severalBytes(whole, random);
        yield { name: `${name} with bytes changed in round ${round}`, attempt: () => sameOrRefused(spoiled) };
        const changed = parts.map((part) => (random.oneIn(2) ? part : mutatedPart(part, random)));
        yield {
          name: `${name} with XML changed in round ${round}`,
          attempt: () => (read(zipOf(changed)) === undefined ? 'refused' : 'read'),
        };
      }
    }
  },
};

function readAll(folder: TemporaryFolder, bytes: Buffer): ShownRow[][] {
  using file = openXlsx(folder.rewrite('fuzzed.xlsx', bytes), DEFAULT_READ_LIMITS);
  return file.sheets.map((_, index) => rowsOf(file, index));
}

function severalBytes(whole: Buffer, random: Random): Buffer {
  const spoiled = Buffer.from(whole);
  for (let left = 1 + random.below(6); left > 0; left--) {
    spoiled[random.below(spoiled.length)] = random.pick([0, 1, 0x7f, 0x80, 0xff, random.below(256)]);
  }
  return spoiled;
}

function mutatedPart(part: PartToZip, random: Random): PartToZip {
  return { ...part, content: mutatedXml(String(part.content), random) };
}
