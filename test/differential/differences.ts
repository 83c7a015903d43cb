import type { Feature } from './features.ts';
import type { Shown } from './random-cell.ts';

export type OtherReader = 'exceljs' | 'SheetJS';

/** Why another reader shows a cell otherwise, and is wrong, or says the same in other words. */
export interface Difference {
  readonly reader: OtherReader;
  readonly because: string;
  /** Of the cell, or of its sheet as a whole. */
  readonly feature: Feature;
  /** What it shows is this mistake and no other. */
  readonly shows: (expected: Shown, shown: Shown) => boolean;
}

const nothing = (_: Shown, shown: Shown) => shown === undefined;
const anything = () => true;
const MS_IN_DAYS = 1 / 86_400_000;

export const DIFFERENCES: readonly Difference[] = [
  { reader: 'exceljs', because: 'it knows no prefixes', feature: 'prefixed', shows: nothing },
  { reader: 'exceljs', because: 'it throws where rows have no r=', feature: 'unreferenced', shows: nothing },
  {
    reader: 'exceljs',
    because: 'it reads nothing more of a sheet behind a phonetic run of an inline string',
    feature: 'inline phonetic',
    shows: nothing,
  },
  {
    reader: 'exceljs',
    because: 'it makes dates of serials, which have but milliseconds',
    feature: 'date',
    shows: (expected, shown) => Math.abs(numberOf(expected) - numberOf(shown)) <= MS_IN_DAYS,
  },
  {
    reader: 'exceljs',
    because: 'it reads an ISO date as a number, up to its first dash',
    feature: 'iso date',
    shows: (_, shown) => shown === 'number 2026',
  },
  {
    reader: 'exceljs',
    because: 'it leaves escapes in inline strings',
    feature: 'escape',
    shows: (_, shown) => /_x/.test(shown ?? ''),
  },
  { reader: 'exceljs', because: 'it drops CDATA', feature: 'CDATA', shows: nothing },
  {
    reader: 'exceljs',
    because: 'it takes every boolean that is a word for true',
    feature: 'boolean as a word',
    shows: (_, shown) => shown === 'boolean 1',
  },
  {
    reader: 'exceljs',
    because: 'it drops formulas whose value is 0',
    feature: 'formula of a zero',
    shows: nothing,
  },
  {
    reader: 'SheetJS',
    because: 'it takes the row behind a row without an end tag for that one',
    feature: 'closed row',
    shows: anything,
  },
  {
    reader: 'SheetJS',
    because: 'it shows an ISO date as its serial',
    feature: 'iso date',
    shows: (_, shown) => shown === 'number 46266',
  },
  {
    reader: 'SheetJS',
    because: 'it takes an escaped carriage return for a line end',
    feature: 'escape',
    shows: (expected, shown) => shown === expected?.replace(/\r\n/g, '\n'),
  },
  {
    reader: 'SheetJS',
    because: 'it leaves a carriage return that is a line end',
    feature: 'line end',
    shows: (expected, shown) => shown?.replace(/\r\n?/g, '\n') === expected,
  },
  {
    reader: 'SheetJS',
    because: 'it spoils numeric references of characters beyond ASCII',
    feature: 'reference beyond ASCII',
    shows: (_, shown) => shown?.startsWith('text ') ?? false,
  },
];

function numberOf(shown: Shown): number {
  return Number(shown?.replace('number ', ''));
}
