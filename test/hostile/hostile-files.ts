import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { WorkbookToWrite } from '../../src/formats/xlsx/workbook-parts.test-data.ts';
import { workbookParts } from '../../src/formats/xlsx/workbook-parts.test-data.ts';
import { type PartToZip, zipOf } from '../../src/formats/xlsx/zip-of.test-data.ts';
import { repeated, writeLargeBook } from './large-book.ts';
import { chargeRow, HEADER_CSV, HEADER_ROW } from './plain-layout.ts';

/** A file that is made to hurt. */
export interface HostileFile {
  readonly name: string;
  write(path: string): Promise<void>;
  /** How its refusal is called; READ: what is hostile about it does no harm, so that its rows are read. */
  readonly outcome: string;
  /** A part of the refusal's sentence. */
  readonly says?: string;
  /** Made in an instant, so that every run of the suite can afford it. */
  readonly quick?: boolean;
}

const MIB = 2 ** 20;
const DOCTYPE =
  '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>';
const SHEET_PART = 'xl/worksheets/sheet1.xml';
const STRINGS_PART = 'xl/sharedStrings.xml';
const GOOD = HEADER_ROW + chargeRow(2);

type Spoil = (part: PartToZip) => PartToZip;

function smallBook(book: Partial<WorkbookToWrite>, spoil: Spoil = (part) => part, more: PartToZip[] = []) {
  const parts = [...workbookParts({ sheet: GOOD, ...book }).map(spoil), ...more];
  return (path: string) => writeFile(path, zipOf(parts));
}

const changed =
  (name: string, change: Partial<PartToZip>): Spoil =>
  (part) =>
    part.name === name ? { ...part, ...change } : part;

const filled = (text: string, mib: number): string => text.repeat((mib * MIB) / text.length);

const csv = (rest: () => Iterable<string>) => (path: string) =>
  pipeline(Readable.from(withHeader(rest())), createWriteStream(path));

function* withHeader(rest: Iterable<string>): Generator<string> {
  yield `${HEADER_CSV}\n`;
  yield* rest;
}

const bombs: HostileFile[] = [
  {
    name: 'a zip bomb in a sheet',
    write: (path) => writeLargeBook(path, { tight: true, rows: repeated('<row><c/></row>', 70_000_000) }),
    outcome: 'LIMIT_EXCEEDED',
    says: 'limit ratio',
  },
  {
    name: 'a zip bomb in a sheet that declares a small size',
    write: (path) =>
      smallBook({ sheet: filled('<row><c/></row>', 90) }, changed(SHEET_PART, { unpacked: 5_000 }))(path),
    outcome: 'BROKEN_CONTENT',
    says: 'size',
  },
  {
    name: 'a zip bomb in the shared strings',
    write: (path) =>
      writeLargeBook(path, { tight: true, strings: repeated('<si><t>Renta</t></si>', 5_000_000) }),
    outcome: 'LIMIT_EXCEEDED',
    says: 'limit ratio',
  },
  {
    name: '25 million shared strings, packed loosely',
    write: (path) => writeLargeBook(path, { strings: loosely('<si><t>Voz</t></si>', 25_000_000) }),
    outcome: 'LIMIT_EXCEEDED',
    says: 'limit sharedStrings',
  },
  {
    name: 'shared strings of 600 MiB, packed loosely',
    write: (path) =>
      writeLargeBook(path, { strings: loosely(`<si><t>${'Renta '.repeat(99)}</t></si>`, 1_050_000) }),
    outcome: 'LIMIT_EXCEEDED',
    says: 'limit sharedStringBytes',
  },
  {
    name: 'a zip bomb in the shared strings that declares a small size',
    write: (path) =>
      smallBook(
        { strings: filled('<si><t>Renta</t></si>', 90) },
        changed(STRINGS_PART, { unpacked: 5_000 }),
      )(path),
    outcome: 'BROKEN_CONTENT',
    says: 'size',
  },
  {
    name: 'a part that declares more than it has',
    write: smallBook({}, changed(SHEET_PART, { unpacked: 90 * MIB })),
    outcome: 'BROKEN_CONTENT',
    says: 'size',
    quick: true,
  },
  {
    name: 'a workbook part of 90 MiB',
    write: (path) => smallBook({ workbookProperties: filled('<a/>', 90) })(path),
    outcome: 'LIMIT_EXCEEDED',
  },
];

const cells: HostileFile[] = [
  {
    name: 'one giant cell',
    write: (path) =>
      smallBook({ sheet: `${HEADER_ROW}<row><c t="str"><v>${filled('Renta', 60)}</v></c></row>` })(path),
    outcome: 'LIMIT_EXCEEDED',
    says: 'limit rowBytes',
    quick: true,
  },
  {
    name: 'one giant shared string',
    write: (path) => smallBook({ strings: `<si><t>${filled('Renta', 15)}</t></si>` })(path),
    outcome: 'LIMIT_EXCEEDED',
    says: 'limit cellBytes',
    quick: true,
  },
  {
    name: '20 million empty rows',
    write: (path) => writeLargeBook(path, { rows: loosely('<row/>', 20_000_000) }),
    outcome: 'LIMIT_EXCEEDED',
    says: 'limit rows',
  },
  {
    name: '20 million tiny rows, packed as tightly as can be',
    write: (path) =>
      writeLargeBook(path, { tight: true, rows: repeated('<row><c><v>1</v></c></row>', 20_000_000) }),
    outcome: 'LIMIT_EXCEEDED',
    says: 'limit ratio',
  },
  {
    name: '20 million tiny rows, packed loosely',
    write: (path) => writeLargeBook(path, { rows: loosely('<row><c><v>1</v></c></row>', 20_000_000) }),
    outcome: 'LIMIT_EXCEEDED',
    says: 'limit rows',
  },
  {
    name: 'a million merges that lie upon each other',
    write: (path) =>
      writeLargeBook(path, {
        rows: [chargeRow(2)],
        tail: ['<mergeCells>', ...repeated('<mergeCell ref="A1:XFD1048576"/>', 1_000_000), '</mergeCells>'],
      }),
    outcome: 'READ',
  },
  {
    name: 'a row with two million attributes',
    write: (path) => smallBook({ sheet: `${HEADER_ROW}<row${filled(' a="1"', 20)}/>` })(path),
    outcome: 'LIMIT_EXCEEDED',
    says: 'limit rowBytes',
  },
  {
    name: 'a workbook with an element of a million attributes',
    write: (path) => smallBook({ sheetAttributes: filled('a="1" ', 7) })(path),
    outcome: 'READ',
    quick: true,
  },
  {
    name: 'a workbook with an endless name for an attribute',
    write: (path) => smallBook({ sheetAttributes: `${filled('a', 7)} ` })(path),
    outcome: 'BROKEN_CONTENT',
    quick: true,
  },
  {
    name: 'two hundred thousand sheets',
    write: (path) =>
      smallBook({}, (part) =>
        part.name === 'xl/workbook.xml'
          ? {
              ...part,
              content: String(part.content).replace(
                '</sheets>',
                `${'<sheet name="a" r:id="rId1"/>'.repeat(200_000)}</sheets>`,
              ),
            }
          : part,
      )(path),
    outcome: 'BROKEN_CONTENT',
    says: 'more sheets than',
    quick: true,
  },
];

const zips: HostileFile[] = [
  {
    name: 'parts that lie upon each other',
    write: (path) => writeFile(path, overlapping()),
    outcome: 'BROKEN_ZIP',
    quick: true,
  },
  {
    name: 'thousands of parts',
    write: (path) => smallBook({}, undefined, manyParts(10_000))(path),
    outcome: 'LIMIT_EXCEEDED',
    says: 'limit zipEntries',
    quick: true,
  },
  {
    name: 'names that lead out of the zip',
    write: smallBook({}, undefined, [{ name: '../../../../tmp/evil', content: 'x' }]),
    outcome: 'BROKEN_ZIP',
    quick: true,
  },
  {
    name: 'encrypted parts',
    write: smallBook({}, (part) => ({ ...part, encrypted: true })),
    outcome: 'ENCRYPTED',
    quick: true,
  },
  ...[SHEET_PART, STRINGS_PART, 'xl/workbook.xml'].map((name) => ({
    name: `a DOCTYPE with entities in ${name}`,
    write: smallBook({ strings: '' }, (part: PartToZip) =>
      part.name === name
        ? { ...part, content: DOCTYPE + String(part.content).replace(/^<\?xml[^>]*>/, '') }
        : part,
    ),
    outcome: 'BROKEN_CONTENT',
    says: 'DOCTYPE',
    quick: true,
  })),
  {
    name: 'an entity of its own in a cell',
    write: smallBook({ sheet: `${HEADER_ROW}<row><c t="str"><v>&b;</v></c></row>` }),
    outcome: 'BROKEN_CONTENT',
    quick: true,
  },
];

const texts: HostileFile[] = [
  {
    name: 'a CSV of one endless line',
    write: csv(() => repeated('5512345678,RENTA,1.00,', 12_000_000)),
    outcome: 'LIMIT_EXCEEDED',
  },
  {
    name: 'a CSV of one endless field',
    write: csv(() => repeated('5512345678', 26_000_000)),
    outcome: 'LIMIT_EXCEEDED',
  },
  {
    name: 'a quote that is not closed to the end',
    write: csv(() => ['5512345678,"', ...repeated('RENTA,1.00\n', 24_000_000)]),
    outcome: 'BROKEN_CONTENT',
    says: 'never closed',
  },
  {
    name: 'NUL bytes in a text that is not UTF-16',
    write: csv(() => [...repeated('5512345678,RENTA,1.00\n', 10_000), '55\u00001,RENTA,1\n']),
    outcome: 'BROKEN_CONTENT',
    says: 'NUL',
    quick: true,
  },
  {
    name: 'NUL bytes at the start of a text',
    write: csv(() => ['\u0000\u0000\u0000\n']),
    outcome: 'UNREADABLE_FORMAT',
    quick: true,
  },
  {
    name: 'a CSV of 20 million tiny lines',
    write: csv(() => repeated('1\n', 20_000_000)),
    outcome: 'LIMIT_EXCEEDED',
    says: 'limit rows',
  },
  {
    name: 'a CSV of 20 million empty lines',
    write: csv(() => repeated('\n', 20_000_000)),
    outcome: 'LIMIT_EXCEEDED',
    says: 'limit rows',
  },
];

export const HOSTILE_FILES: readonly HostileFile[] = [...bombs, ...cells, ...zips, ...texts];

/** In pieces so small that no part reaches the ratio at which it is a bomb. */
function* loosely(text: string, times: number): Generator<string> {
  const perChunk = Math.ceil(6_000 / text.length);
  const chunk = text.repeat(perChunk);
  for (let i = 0; i < times / perChunk; i++) yield chunk;
}

function manyParts(count: number): PartToZip[] {
  return Array.from({ length: count }, (_, i) => ({ name: `xl/media/image${i}.png`, content: '' }));
}

/** The directory's last entry points into the part before it. */
function overlapping(): Buffer {
  const bytes = zipOf(workbookParts({ sheet: GOOD }));
  const signature = Buffer.from('PK\x01\x02', 'latin1');
  const last = bytes.lastIndexOf(signature);
  const before = bytes.lastIndexOf(signature, last - 1);
  bytes.writeUInt32LE(bytes.readUInt32LE(before + 42), last + 42);
  return bytes;
}
