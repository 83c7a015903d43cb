import type { PartToZip } from './zip-of.test-data.ts';

export const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';
const CONTENT_TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml';

export interface WorkbookToWrite {
  /** The XML between <sheetData> and </sheetData>; or the whole part where it begins with '<?xml' or is a Buffer. */
  readonly sheet: string | Buffer;
  /** The items between <sst> and </sst>; or the whole part where it begins with '<?xml'. */
  readonly strings?: string;
  /** Number formats, in the order of the cells' style indexes. */
  readonly formats?: readonly string[];
  readonly workbookProperties?: string;
  /** Further attributes of the sheet's element. */
  readonly sheetAttributes?: string;
  readonly moreSheets?: readonly { readonly name: string; readonly sheet: string; readonly state?: string }[];
  readonly contentType?: string;
}

/** The parts of a small workbook with one sheet, "Hoja1", to be zipped as they are or spoiled first. */
export function workbookParts(book: WorkbookToWrite): PartToZip[] {
  const more = book.moreSheets ?? [];
  const sheets = more.map(
    ({ name, state = 'visible' }, i) =>
      `<sheet name="${name}" sheetId="${i + 2}" state="${state}" r:id="rIdS${i + 2}"/>`,
  );
  const relations = [
    relation('rId1', 'worksheet', 'worksheets/sheet1.xml'),
    ...more.map((_, i) => relation(`rIdS${i + 2}`, 'worksheet', `/xl/worksheets/sheet${i + 2}.xml`)),
    ...(book.strings === undefined ? [] : [relation('rId8', 'sharedStrings', 'sharedStrings.xml')]),
    ...(book.formats === undefined ? [] : [relation('rId9', 'styles', 'styles.xml')]),
  ];
  return [
    {
      name: '[Content_Types].xml',
      content: `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="${book.contentType ?? CONTENT_TYPES}"/></Types>`,
    },
    {
      name: '_rels/.rels',
      content: `<Relationships xmlns="${PACKAGE}">${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      content: `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}">${book.workbookProperties ?? ''}<sheets><sheet name="Hoja1" sheetId="1" ${book.sheetAttributes ?? ''} r:id="rId1"/>${sheets.join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `<Relationships xmlns="${PACKAGE}">${relations.join('')}</Relationships>`,
    },
    { name: 'xl/worksheets/sheet1.xml', content: sheetPart(book.sheet) },
    ...more.map(({ sheet }, i) => ({ name: `xl/worksheets/sheet${i + 2}.xml`, content: sheetPart(sheet) })),
    ...(book.strings === undefined
      ? []
      : [{ name: 'xl/sharedStrings.xml', content: stringsPart(book.strings) }]),
    ...(book.formats === undefined ? [] : [{ name: 'xl/styles.xml', content: stylesPart(book.formats) }]),
  ];
}

function sheetPart(sheet: string | Buffer): string | Buffer {
  if (typeof sheet !== 'string' || sheet.startsWith('<?xml')) return sheet;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="${MAIN}"><dimension ref="A1"/><sheetData>${sheet}</sheetData></worksheet>`;
}

function stringsPart(strings: string): string {
  return strings.startsWith('<?xml') ? strings : `<sst xmlns="${MAIN}">${strings}</sst>`;
}

function stylesPart(formats: readonly string[]): string {
  const codes = formats.map((code, i) => `<numFmt numFmtId="${164 + i}" formatCode="${code}"/>`);
  const cells = formats.map((_, i) => `<xf numFmtId="${164 + i}"/>`);
  return `<styleSheet xmlns="${MAIN}"><numFmts>${codes.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${cells.join('')}</cellXfs></styleSheet>`;
}

function relation(id: string, type: string, target: string): string {
  return `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`;
}
