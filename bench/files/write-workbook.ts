import { rename } from 'node:fs/promises';
import { ZipWriter } from '../zip-writer.ts';
import type { BillingSheet, Cell, SheetRow } from './billing-sheet.ts';

const CHUNK_ROWS = 5_000;
const CHUNK_CHARS = 500_000;

/**
 * Writes the sheet as Excel would, its shared strings behind it; or as many other programs do, with its texts in the
 * cells.
 */
export async function writeWorkbook(
  path: string,
  sheet: BillingSheet,
  texts: 'shared' | 'inline' = 'shared',
): Promise<void> {
  const strings = new Strings();
  const zip = await ZipWriter.create(`${path}.partial`);
  for (const [name, text] of fixedParts(sheet.name)) await zip.add(name, [text]);
  await zip.add('xl/worksheets/sheet1.xml', sheetPart(sheet, texts === 'shared' ? strings : undefined));
  await zip.add('xl/sharedStrings.xml', strings.part());
  await zip.close();
  await rename(`${path}.partial`, path);
}

function* sheetPart({ rows, columns }: BillingSheet, strings: Strings | undefined): Generator<string> {
  const letters = Array.from({ length: columns }, (_, i) => String.fromCharCode(65 + i));
  let chunk = `${XML}<worksheet ${NAMESPACE}><sheetFormatPr defaultRowHeight="15"/><sheetData>`;
  let count = 0;
  for (const row of rows) {
    chunk += rowElement(row, letters, strings);
    if (++count % CHUNK_ROWS !== 0) continue;
    yield chunk;
    chunk = '';
  }
  yield `${chunk}</sheetData><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>`;
}

function rowElement({ number, cells }: SheetRow, letters: readonly string[], strings: Strings | undefined) {
  const elements = cells.map((cell, i) => cellElement(`${letters[i]}${number}`, cell, strings));
  return `<row r="${number}" spans="1:${letters.length}">${elements.join('')}</row>`;
}

/** A number as Excel writes it: a double without trailing zeros. */
function cellElement(reference: string, cell: Cell, strings: Strings | undefined): string {
  if (typeof cell === 'number') return `<c r="${reference}" s="1"><v>${cell / 100}</v></c>`;
  if (strings) return `<c r="${reference}" t="s"><v>${strings.index(cell)}</v></c>`;
  return `<c r="${reference}" t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;');
}

class Strings {
  readonly #indexes = new Map<string, number>();
  #uses = 0;

  index(text: string): number {
    this.#uses++;
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    this.#indexes.set(text, this.#indexes.size);
    return this.#indexes.size - 1;
  }

  *part(): Generator<string> {
    let chunk = `${XML}<sst ${NAMESPACE} count="${this.#uses}" uniqueCount="${this.#indexes.size}">`;
    for (const text of this.#indexes.keys()) {
      chunk += `<si><t>${escaped(text)}</t></si>`;
      if (chunk.length < CHUNK_CHARS) continue;
      yield chunk;
      chunk = '';
    }
    yield `${chunk}</sst>`;
  }
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

function fixedParts(sheetName: string): readonly (readonly [name: string, text: string])[] {
  return [
    [
      '[Content_Types].xml',
      `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="${TYPE}.sharedStrings+xml"/></Types>`,
    ],
    [
      '_rels/.rels',
      `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${XML}<workbook ${NAMESPACE} xmlns:r="${RELATIONS}"><sheets><sheet name="${sheetName}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${RELATIONS}/styles" Target="styles.xml"/><Relationship Id="rId3" Type="${RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    ],
    [
      'xl/styles.xml',
      `${XML}<styleSheet ${NAMESPACE}><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="4" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ],
  ];
}
