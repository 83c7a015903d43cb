import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { workbookParts } from '../../src/formats/xlsx/workbook-parts.test-data.ts';
import { type PartToZip, zipOf } from '../../src/formats/xlsx/zip-of.test-data.ts';
import { writeLargeBook } from './large-book.ts';
import { chargeRow, HEADER_CSV, HEADER_ROW, textCell } from './plain-layout.ts';

/** A file that looks like one that is made to hurt, and is not. */
export interface HonestFile {
  readonly name: string;
  write(path: string): Promise<void>;
  readonly rows: number;
}

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const MACROS = 'application/vnd.ms-excel.sheet.macroEnabled.main+xml';
const GOOD = HEADER_ROW + chargeRow(2) + chargeRow(3);
const LARGE_ROWS = 400_000;
const MIB = 2 ** 20;

/** The link is a relation of the workbook to an address that would be noticed if anybody called it. */
const LINK: PartToZip = {
  name: 'xl/externalLinks/_rels/externalLink1.xml.rels',
  content: `<Relationships><Relationship Id="rId1" Type="${RELATIONS}/externalLinkPath" Target="http://127.0.0.1:9/otro.xlsx" TargetMode="External"/></Relationships>`,
};
const LINKED: PartToZip = {
  name: 'xl/externalLinks/externalLink1.xml',
  content: '<externalLink><externalBook r:id="rId1"/></externalLink>',
};

export const HONEST_FILES: readonly HonestFile[] = [
  { name: 'a workbook of 100 MB that unpacks to 60 times its size', write: writeLarge, rows: LARGE_ROWS },
  {
    name: 'a workbook with macros',
    write: (path) =>
      writeFile(
        path,
        zipOf([
          ...workbookParts({ sheet: GOOD, contentType: MACROS }),
          { name: 'xl/vbaProject.bin', content: Buffer.alloc(2_000, 7) },
        ]),
      ),
    rows: 2,
  },
  {
    name: 'a workbook with external links',
    write: (path) =>
      writeFile(
        path,
        zipOf([
          ...workbookParts({
            sheet: `${HEADER_ROW}<row r="2">${textCell('5512345678')}${textCell('RENTA')}<c><f>[1]Hoja1!A1</f><v>2.5</v></c></row>`,
          }).map(withLink),
          LINKED,
          LINK,
        ]),
      ),
    rows: 1,
  },
  {
    name: 'a workbook with a cell at XFD1048576',
    write: (path) =>
      writeFile(
        path,
        zipOf(
          workbookParts({
            sheet: `${GOOD}<row r="1048576"><c r="A1048576" t="str"><v>5512345678</v></c><c r="B1048576" t="str"><v>RENTA</v></c><c r="C1048576"><v>1</v></c><c r="XFD1048576"><v>9</v></c></row>`,
          }),
        ),
      ),
    rows: 3,
  },
  {
    name: 'a CSV in UTF-16',
    write: (path) =>
      writeFile(path, Buffer.from(`\ufeff${HEADER_CSV}\r\n5512345678,Renta ñ,1.50\r\n`, 'utf16le')),
    rows: 1,
  },
];

function withLink(part: PartToZip): PartToZip {
  if (part.name !== 'xl/_rels/workbook.xml.rels') return part;
  const link = `<Relationship Id="rIdX" Type="${RELATIONS}/externalLink" Target="externalLinks/externalLink1.xml"/>`;
  return { ...part, content: String(part.content).replace('</Relationships>', `${link}</Relationships>`) };
}

/** Checked here, so that nobody takes away what makes it a hard one. */
async function writeLarge(path: string): Promise<void> {
  let unpacked = 0;
  function* rows(): Generator<string> {
    for (let first = 2; first < LARGE_ROWS + 2; first += 4_000) {
      let chunk = '';
      for (let i = 0; i < 4_000; i++) chunk += largeRow(first + i);
      unpacked += Buffer.byteLength(chunk);
      yield chunk;
    }
  }
  await writeLargeBook(path, { rows: rows(), tight: true });
  const ratio = unpacked / statSync(path).size;
  if (unpacked < 95 * MIB || ratio < 50 || ratio > 75) throw new Error(`${unpacked} bytes at ${ratio}:1`);
}

/** A bill that repeats itself: the same lines and amounts in every hundred rows. */
function largeRow(number: number): string {
  const linea = textCell(String(5_512_345_600 + (number % 100)));
  const padding = '<c s="0"/>'.repeat(12);
  return `<row>${linea}${textCell('Renta Empresas Select 300')}<c><v>${(Math.imul(number, 40_503) >>> 12) % 1_000}.5</v></c>${padding}</row>`;
}
