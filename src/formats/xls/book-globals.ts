import type { ReadLimits, SheetInfo } from '../../domain/row.ts';
import { isBuiltInDateFormat, isDateFormat } from '../xlsx/date-styles.ts';
import { BiffRecords, brokenBook, RECORD } from './biff-records.ts';
import { BiffText, codePageDecoder } from './biff-text.ts';
import { TextTable } from './text-table.ts';

export interface BookSheet extends SheetInfo {
  readonly name: string;
  /** Where the sheet's BOF record begins. */
  readonly at: number;
}

/** What stands in front of the sheets and holds for all of them. */
export interface BookGlobals {
  /** Worksheets in the order of their tabs; charts and macro sheets have no rows and are left out. */
  readonly sheets: readonly BookSheet[];
  readonly date1904: boolean;
  /** For each style of a cell: it shows a date or a time. */
  readonly dateStyles: readonly boolean[];
  readonly texts: TextTable;
  /** Texts have Unicode's two widths (Excel 97 and later); else they are in the book's code page. */
  readonly unicode: boolean;
  readonly decode: (bytes: Buffer) => string;
}

const EXCEL_97 = 0x0600;
const EXCEL_95 = 0x0500;
const GLOBALS = 0x0005;
const DEFAULT_CODE_PAGE = 1252;
/** The name that Excel gives to the only sheet of a file that has no book around it. */
const ONLY_SHEET = 'Hoja1';

/**
 * Reads from the book's BOF to its EOF. A file that is one bare sheet, as simple writers make it, is a book of that
 * sheet.
 */
export function readGlobals(stream: Buffer, limits: ReadLimits): BookGlobals {
  const records = new BiffRecords(stream);
  records.begin();
  records.need(4);
  const unicode = stream.readUInt16LE(records.start) === EXCEL_97;
  if (stream.readUInt16LE(records.start + 2) !== GLOBALS) return bareSheet(stream, limits, unicode);
  const found = collect(records, unicode);
  return {
    sheets: found.sheets.map((sheet) => boundSheet(sheet, unicode, found.decode)).filter(isWorksheet),
    date1904: found.date1904,
    dateStyles: found.styles.map((id) => found.formats.get(id) ?? isBuiltInDateFormat(id)),
    texts: new TextTable(found.sharedTexts, limits),
    unicode,
    decode: found.decode,
  };
}

function bareSheet(stream: Buffer, limits: ReadLimits, unicode: boolean): BookGlobals {
  const version = stream.readUInt16LE(4);
  if (version > EXCEL_95 && version !== EXCEL_97) throw brokenBook('versión', 'version');
  return {
    sheets: [{ name: ONLY_SHEET, hidden: false, at: 0 }],
    date1904: false,
    dateStyles: [],
    texts: new TextTable([], limits),
    unicode,
    decode: codePageDecoder(DEFAULT_CODE_PAGE),
  };
}

function collect(records: BiffRecords, unicode: boolean) {
  const { bytes } = records;
  const sheets: Buffer[] = [];
  const formats = new Map<number, boolean>();
  const styles: number[] = [];
  const sharedTexts: Buffer[] = [];
  let date1904 = false;
  let decode = codePageDecoder(DEFAULT_CODE_PAGE);
  for (let kept = false; ; ) {
    records.next();
    const content = bytes.subarray(records.start, records.end);
    if (records.type === RECORD.CONTINUE) {
      if (kept) sharedTexts.push(content);
      continue;
    }
    kept = records.type === RECORD.SST;
    switch (records.type) {
      case RECORD.EOF:
        return { sheets, formats, styles, sharedTexts, date1904, decode };
      case RECORD.FILE_PASS:
        throw brokenBook('está protegido con contraseña', 'it is protected by a password');
      case RECORD.DATE_1904:
        records.need(2);
        date1904 = content.readUInt16LE(0) === 1;
        break;
      case RECORD.CODE_PAGE:
        records.need(2);
        if (!unicode) decode = codePageDecoder(content.readUInt16LE(0));
        break;
      case RECORD.BOUND_SHEET:
        records.need(8);
        sheets.push(content);
        break;
      case RECORD.XF:
        records.need(4);
        styles.push(content.readUInt16LE(2));
        break;
      case RECORD.FORMAT:
        records.need(3);
        formats.set(content.readUInt16LE(0), isDateFormat(formatCode(content, unicode)));
        break;
      case RECORD.SST:
        sharedTexts.push(content);
        break;
      default:
    }
  }
}

/** The letters of a date are ASCII in every code page. */
function formatCode(content: Buffer, unicode: boolean): string {
  return unicode ? new BiffText([content.subarray(2)]).unicode(2) : content.toString('latin1', 3);
}

interface BoundSheet extends BookSheet {
  readonly kind: number;
}

function boundSheet(content: Buffer, unicode: boolean, decode: BookGlobals['decode']): BoundSheet {
  const name = unicode
    ? new BiffText([content.subarray(6)]).unicode(1)
    : decode(content.subarray(7, 7 + (content[6] ?? 0)));
  return {
    name,
    hidden: ((content[4] ?? 0) & 3) !== 0,
    at: content.readUInt32LE(0),
    kind: content[5] ?? 0,
  };
}

function isWorksheet({ kind }: BoundSheet): boolean {
  return kind === 0;
}
