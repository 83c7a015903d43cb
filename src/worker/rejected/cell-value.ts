import type { CellErrorValue, CellValue, Style } from 'exceljs';
import { CELL } from '../../domain/row.ts';
import type { RawCell } from './messages.ts';

export interface WrittenCell {
  readonly value: CellValue;
  /** Of few different ones, so that the writer finds them again without comparing. */
  readonly style?: Partial<Style>;
}

/** Excel takes no longer text, and calls a workbook damaged that has one. */
const MAX_TEXT = 32_767;
const TEXT: Partial<Style> = { numFmt: '@' };
const DATE: Partial<Style> = { numFmt: 'dd/mm/yyyy' };
const DATE_TIME: Partial<Style> = { numFmt: 'dd/mm/yyyy hh:mm:ss' };
const TIME: Partial<Style> = { numFmt: '[h]:mm:ss' };

const ERRORS: readonly CellErrorValue['error'][] = [
  '#N/A',
  '#REF!',
  '#NAME?',
  '#DIV/0!',
  '#NULL!',
  '#VALUE!',
  '#NUM!',
];

/** What a cell is written as: a number stays a number, a date a date, a text a text. */
export function cellValue([, kind, text]: RawCell, date1904: boolean): WrittenCell {
  switch (kind) {
    case CELL.TEXT:
      return textValue(text);
    case CELL.NUMBER:
      return numberValue(text);
    case CELL.DATE:
      return dateValue(text, date1904);
    case CELL.BOOLEAN:
      return { value: text === '1' };
    case CELL.ERROR: {
      const error = ERRORS.find((each) => each === text);
      return error ? { value: { error } } : textValue(text);
    }
    case CELL.ISO_DATE:
      return isoDateValue(text);
    case CELL.NO_VALUE:
      return { value: null };
    default:
      return kind satisfies never;
  }
}

/**
 * A text is stored as one, which Excel does not evaluate when it opens the file. One that would be a formula if somebody
 * entered it again gets the format "text" as well, under which Excel keeps it as it is; a mere number does not, so that
 * it can be corrected to a number.
 */
export function textValue(text: string): WrittenCell {
  const value = excelText(text);
  return looksLikeFormula(text) ? { value, style: TEXT } : { value };
}

const FORMULA = /^[=+\-@\t\r]/;
const PLAIN_NUMBER = /^[+-]?[\d.,\s]*$/;

function looksLikeFormula(text: string): boolean {
  return FORMULA.test(text) && !PLAIN_NUMBER.test(text);
}

/** What XML cannot hold, or would change, as Excel writes it: _x000D_; so also a text that only looks so. */
function excelText(text: string): string {
  const escaped = text
    .slice(0, MAX_TEXT)
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(UNWRITABLE, (char) => `_x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`);
  return escaped.slice(0, MAX_TEXT);
}

const UNWRITABLE = /[^\t\n\u0020-\ufffd]/g;

/** Beyond what a number cell can say, Excel would not have shown the digits either. */
function numberValue(text: string): WrittenCell {
  const value = Number(text);
  return Number.isFinite(value) ? { value } : textValue(text);
}

const DAYS_1904 = 1_462;
/** Days from 1904 beyond this are dates (1958 and later), below it lengths of time. */
const FIRST_DATE = 20_000;

function dateValue(text: string, date1904: boolean): WrittenCell {
  const serial = Number(text);
  if (!Number.isFinite(serial)) return textValue(text);
  const value = date1904 && serial >= FIRST_DATE ? serial + DAYS_1904 : serial;
  if (value < FIRST_DATE && !Number.isInteger(value)) return { value, style: TIME };
  return { value, style: Number.isInteger(value) ? DATE : DATE_TIME };
}

const ISO = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?))?Z?$/;

function isoDateValue(text: string): WrittenCell {
  const [, day = '', time] = ISO.exec(text) ?? [];
  const value = new Date(`${day}T${time ?? '00:00'}Z`);
  if (Number.isNaN(value.getTime())) return textValue(text);
  return { value, style: time === undefined ? DATE : DATE_TIME };
}
