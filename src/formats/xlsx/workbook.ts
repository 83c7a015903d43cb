import type { SheetInfo } from '../../domain/row.ts';
import { brokenContent } from '../broken-content.ts';
import { limitExceeded } from '../limit-exceeded.ts';
import { dateStyles } from './date-styles.ts';
import { xmlSource } from './xml-source.ts';
import { type XmlElement, xmlElements } from './xml-tokens.ts';
import type { ZipDirectory, ZipEntry } from './zip-directory.ts';
import { openPart, type ZipFile } from './zip-part.ts';

/** Workbook, relations and styles stand whole in memory while they are read; Excel's own take some hundred kB. */
const MAX_SMALL_PART_BYTES = 8 * 2 ** 20;
const DEFAULT_WORKBOOK_PART = 'xl/workbook.xml';

export interface WorkbookSheet extends SheetInfo {
  readonly name: string;
  readonly entry: ZipEntry;
}

export interface Workbook {
  /** Worksheets in the order of their tabs; chart and macro sheets have no rows and are left out. */
  readonly sheets: readonly WorkbookSheet[];
  readonly date1904: boolean;
  /** Undefined: the workbook shares no strings. */
  readonly sharedStrings: ZipEntry | undefined;
  /** See dateStyles(). */
  readonly dateStyles: Uint8Array;
}

/** Follows the relations from the package to the workbook and on to its parts, as Excel does, whatever their names are. */
export function readWorkbook(zip: ZipFile, directory: ZipDirectory): Workbook {
  const workbookPart = findWorkbookPart(zip, directory);
  const relations = readRelations(zip, directory, workbookPart);
  const elements = collect(readPart(zip, need(directory, workbookPart)), directory.count);
  const byId = new Map(relations.toReversed().map((relation) => [relation.id, relation]));
  const byType = (type: string): ZipEntry | undefined => {
    const relation = relations.find((each) => each.type === type);
    return relation && need(directory, relation.target);
  };
  const styles = byType('styles');
  const workbook = {
    sheets: elements.sheets.flatMap(({ name, hidden, relationId }) => {
      const relation = byId.get(relationId);
      if (relation === undefined) throw noPart(name);
      if (relation.type !== 'worksheet') return [];
      return [{ name, hidden, entry: need(directory, relation.target) }];
    }),
    date1904: elements.date1904,
    sharedStrings: byType('sharedStrings'),
    dateStyles: styles ? dateStyles(readPart(zip, styles)) : new Uint8Array(0),
  };
  refuseSharedParts(workbook.sheets);
  return workbook;
}

/** Else a small file could have us read a part as often as it likes. */
function refuseSharedParts(sheets: readonly WorkbookSheet[]): void {
  const taken = new Map<ZipEntry, string>();
  for (const { name, entry } of sheets) {
    const other = taken.get(entry);
    if (other !== undefined) {
      throw brokenContent(
        `Las hojas "${other}" y "${name}" son la misma parte del archivo de Excel`,
        `The sheets "${other}" and "${name}" are the same part of the Excel file`,
      );
    }
    taken.set(entry, name);
  }
}

function findWorkbookPart(zip: ZipFile, directory: ZipDirectory): string {
  const relations = readRelations(zip, directory, '');
  return relations.find(({ type }) => type === 'officeDocument')?.target ?? DEFAULT_WORKBOOK_PART;
}

interface SheetElement extends SheetInfo {
  readonly name: string;
  readonly relationId: string;
}

/** No more sheets than the zip has parts: see refuseSharedParts. */
function collect(workbook: Buffer, parts: number): { sheets: SheetElement[]; date1904: boolean } {
  const sheets: SheetElement[] = [];
  let date1904 = false;
  for (const element of xmlElements(workbook)) {
    const parent = element.parents.at(-1);
    if (element.name === 'workbookPr') date1904 = isTrue(element.attribute('date1904'));
    else if (element.name === 'sheet' && parent === 'sheets') sheets.push(sheetElement(element));
    if (sheets.length > parts) throw tooManySheets(parts);
  }
  return { sheets, date1904 };
}

function sheetElement(element: XmlElement): SheetElement {
  return {
    name: element.attribute('name') ?? '',
    hidden: (element.attribute('state') ?? 'visible') !== 'visible',
    relationId: element.attribute('id', true) ?? '',
  };
}

interface Relation {
  readonly id: string;
  /** The last word of the type's address: the same in transitional and strict workbooks. */
  readonly type: string;
  readonly target: string;
}

/** The relations of a part ('' for the package itself); their targets as names of parts. External ones are left out. */
function readRelations(zip: ZipFile, directory: ZipDirectory, part: string): Relation[] {
  const slash = part.lastIndexOf('/') + 1;
  const folder = part.slice(0, slash);
  const entry = find(directory, `${folder}_rels/${part.slice(slash)}.rels`);
  if (entry === undefined) return [];
  const relations: Relation[] = [];
  for (const { name, attribute } of xmlElements(readPart(zip, entry))) {
    if (name !== 'Relationship' || attribute('TargetMode') === 'External') continue;
    relations.push({
      id: attribute('Id') ?? '',
      type: (attribute('Type') ?? '').replace(/^.*\//, ''),
      target: resolvePart(folder, attribute('Target') ?? ''),
    });
  }
  return relations;
}

function resolvePart(folder: string, target: string): string {
  const path = target.replaceAll('\\', '/');
  const steps: string[] = [];
  for (const step of (path.startsWith('/') ? path : folder + path).split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}

function find(directory: ZipDirectory, name: string): ZipEntry | undefined {
  return directory.entries.get(name.toLowerCase()) ?? directory.entries.get(unescaped(name).toLowerCase());
}

function need(directory: ZipDirectory, name: string): ZipEntry {
  const entry = find(directory, name);
  if (entry === undefined) throw noPart(name);
  return entry;
}

function unescaped(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function readPart(zip: ZipFile, entry: ZipEntry): Buffer {
  if (entry.unpacked > MAX_SMALL_PART_BYTES) throw limitExceeded(zip.limits, 'unpackedBytes');
  using source = xmlSource(openPart(zip, entry));
  let bytes = Buffer.alloc(entry.unpacked + 1);
  let have = 0;
  for (;;) {
    const got = source.fill(bytes, have, bytes.length - have);
    have += got;
    if (have < bytes.length) return bytes.subarray(0, have);
    bytes = Buffer.concat([bytes], 2 * bytes.length);
  }
}

function tooManySheets(parts: number): Error {
  return brokenContent(
    `El archivo de Excel nombra más hojas que las ${parts} partes que tiene`,
    `The Excel file names more sheets than the ${parts} parts that it has`,
  );
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true' || value === 'on';
}

function noPart(name: string): Error {
  return brokenContent(
    `Al archivo de Excel le falta la parte "${name}"`,
    `The Excel file lacks the part "${name}"`,
  );
}
