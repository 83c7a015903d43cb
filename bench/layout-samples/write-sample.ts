import { writeFile } from 'node:fs/promises';
import { ZipWriter } from '../zip-writer.ts';
import { columnName, type SampleCell } from './sample-sheet.ts';

export interface CsvStyle {
  readonly delimiter: string;
  readonly encoding: 'utf-8' | 'utf-8-bom' | 'windows-1252';
}

/** Number cells as they are shown in a CSV have no place here: a CSV's cells are all text. */
export async function writeCsv(
  path: string,
  rows: readonly (readonly SampleCell[])[],
  { delimiter, encoding }: CsvStyle,
): Promise<void> {
  const lines = rows.map((row) => row.map((cell) => quoted(csvText(cell), delimiter)).join(delimiter));
  const text = `${lines.join('\r\n')}\r\n`;
  if (encoding === 'windows-1252') await writeFile(path, Buffer.from(text, 'latin1'));
  else await writeFile(path, `${encoding === 'utf-8-bom' ? '\ufeff' : ''}${text}`);
}

function csvText(cell: SampleCell): string {
  if (cell === null || typeof cell === 'string') return cell ?? '';
  if ('number' in cell) return cell.number;
  throw new Error('a CSV has no date cells');
}

function quoted(text: string, delimiter: string): string {
  return text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const STYLE_DATE = 1;
const STYLE_TIME = 2;

/** A workbook as Excel lays it out, shared strings and styles; the same rows give the same bytes. */
export async function writeXlsx(
  path: string,
  rows: readonly (readonly SampleCell[])[],
  sheetName: string,
  merges: readonly string[],
): Promise<void> {
  const strings = new Map<string, number>();
  const sheet = [...sheetXml(rows, strings, merges)];
  const zip = await ZipWriter.create(path);
  await zip.add('[Content_Types].xml', [CONTENT_TYPES]);
  await zip.add('_rels/.rels', [relationships([['officeDocument', 'xl/workbook.xml']])]);
  await zip.add('xl/workbook.xml', [
    `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}/relationships"><sheets><sheet name="${escaped(sheetName)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  ]);
  await zip.add('xl/_rels/workbook.xml.rels', [
    relationships([
      ['worksheet', 'worksheets/sheet1.xml'],
      ['styles', 'styles.xml'],
      ['sharedStrings', 'sharedStrings.xml'],
    ]),
  ]);
  await zip.add('xl/worksheets/sheet1.xml', sheet);
  await zip.add('xl/styles.xml', [STYLES]);
  await zip.add('xl/sharedStrings.xml', [stringsXml(strings)]);
  await zip.close();
}

function* sheetXml(
  rows: readonly (readonly SampleCell[])[],
  strings: Map<string, number>,
  merges: readonly string[],
): Generator<string> {
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetData>`;
  for (const [i, row] of rows.entries()) {
    const cells = row.map((cell, column) => cellXml(cell, `${columnName(column)}${i + 1}`, strings)).join('');
    if (cells !== '') yield `<row r="${i + 1}">${cells}</row>`;
  }
  yield '</sheetData>';
  const ranges = merges.map((range) => `<mergeCell ref="${range}"/>`).join('');
  if (ranges !== '') yield `<mergeCells count="${merges.length}">${ranges}</mergeCells>`;
  yield '</worksheet>';
}

function cellXml(cell: SampleCell, name: string, strings: Map<string, number>): string {
  if (cell === null) return '';
  if (typeof cell === 'string') {
    const index = strings.get(cell) ?? strings.size;
    strings.set(cell, index);
    return `<c r="${name}" t="s"><v>${index}</v></c>`;
  }
  if ('number' in cell) return `<c r="${name}"><v>${cell.number}</v></c>`;
  if ('date' in cell) return `<c r="${name}" s="${STYLE_DATE}"><v>${cell.date}</v></c>`;
  return `<c r="${name}" s="${STYLE_TIME}"><v>${cell.time}</v></c>`;
}

function stringsXml(strings: ReadonlyMap<string, number>): string {
  const items = [...strings.keys()].map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`);
  return `${XML}<sst xmlns="${MAIN}" uniqueCount="${strings.size}">${items.join('')}</sst>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const CONTENT_TYPES = `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="${TYPE}.sharedStrings+xml"/></Types>`;

/** numFmt 14 is a day, 46 is [h]:mm:ss. */
const STYLES = `${XML}<styleSheet xmlns="${MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="46" applyNumberFormat="1"/></cellXfs></styleSheet>`;

function relationships(targets: readonly (readonly [type: string, target: string])[]): string {
  const items = targets.map(
    ([type, target], i) =>
      `<Relationship Id="rId${i + 1}" Type="${OFFICE}/relationships/${type}" Target="${target}"/>`,
  );
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${items.join('')}</Relationships>`;
}
